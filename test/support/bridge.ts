// Runs `samsa connect` as a person does, in a process of its own, on ports that are free.

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

const root = join(import.meta.dirname, '../..')
const pinnedNode = join(root, 'node_modules/node/bin/node')

export type RunningBridge = {
  /** host:port of each broker, as it is printed. */
  readonly brokers: readonly string[]
  readonly pid: number
  /** What it has told the person so far, beside the brokers. */
  readonly told: () => string
  /** Resolves when it has told something that fits. */
  readonly hasTold: (pattern: RegExp) => Promise<void>
  /** Resolves to the exit code. */
  readonly exited: Promise<number | null>
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>
}

type Announced = { readonly brokers: readonly { readonly host: string; readonly port: number }[] }

/** The command line in a process of its own. */
export function spawnSamsa(args: readonly string[], environment: Readonly<Record<string, string>>) {
  // A proxy or a key of the person who runs the tests has nothing to do with them.
  const clean = { PATH: process.env['PATH'] ?? '', LANG: 'C', SAMSA_DATA: '/nowhere' }
  return spawn(pinnedNode, [join(root, 'cli/samsa.ts'), ...args], { cwd: root, env: { ...clean, ...environment } })
}

/** Resolves when it listens. Rejects with what it said if it ends before that. */
export async function startBridge(environment: Readonly<Record<string, string>>): Promise<RunningBridge> {
  const child = spawnSamsa(['connect', '--json'], { KAFKA_PORT: '0', ...environment })
  let told = ''
  let onTold = (): void => undefined
  child.stderr.on('data', (part: Buffer) => {
    told += String(part)
    onTold()
  })
  const exited = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      onTold()
      resolve(code)
    })
  })
  const stop = async (signal: NodeJS.Signals = 'SIGINT'): Promise<void> => {
    child.kill(signal)
    await exited
  }
  const announced = await Promise.race([firstLine(child.stdout), exited])
  if (typeof announced !== 'string') throw new Error(`The bridge ended before it listened (${announced}):\n${told}`)
  const brokers = (JSON.parse(announced) as Announced).brokers.map(({ host, port }) => `${host}:${port}`)
  const hasTold = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(told)) {
      if (child.exitCode !== null) throw new Error(`The bridge ended and never said ${String(pattern)}:\n${told}`)
      await new Promise<void>((resolve) => {
        onTold = resolve
      })
    }
  }
  return { brokers, pid: child.pid ?? 0, told: () => told, hasTold, exited, stop }
}

/** A bridge that is stopped when the test is over. */
export async function bridgeForTest(environment: Readonly<Record<string, string>>): Promise<RunningBridge> {
  const bridge = await startBridge(environment)
  onTestFinished(() => bridge.stop('SIGKILL'))
  return bridge
}

function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    stream.on('data', (part: Buffer) => {
      text += String(part)
      const end = text.indexOf('\n')
      if (end >= 0) resolve(text.slice(0, end))
    })
  })
}
