// What a command has of the world: the streams of the terminal or of the pipes around it, the environment, and the wish that it may end.

import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import type { Environment } from '../client/proxy.ts'

export type Terminal = {
  readonly environment: Environment
  readonly input: Readable
  readonly output: Writable
  readonly errors: Writable
  /** Ctrl-C, or somebody who ends the process in order. */
  readonly stopped: AbortSignal
}

/** Whoever read our output has seen enough, as `head` does. Nobody has to be told. */
export class ReaderGoneError extends Error {
  override readonly name = 'ReaderGoneError'
}

/** Writes to the output and waits while it is full. Throws ReaderGoneError when nobody reads it any more. */
export async function write({ output }: Terminal, text: string | Uint8Array): Promise<void> {
  if (output.destroyed || output.errored !== null) throw new ReaderGoneError()
  if (output.write(text)) return
  try {
    await once(output, 'drain')
  } catch {
    throw new ReaderGoneError()
  }
}

export function writeLine(terminal: Terminal, line: string): Promise<void> {
  return write(terminal, `${line}\n`)
}

/** A line for the person, beside the output that may go into a pipe. */
export function tell({ errors }: Terminal, line: string): void {
  errors.write(`${line}\n`)
}

export function writeJson(terminal: Terminal, value: unknown): Promise<void> {
  return writeLine(terminal, JSON.stringify(value))
}
