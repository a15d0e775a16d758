// Runs one of the tools in node_modules as a child process, for the scripts beside this file.

import { spawn, type StdioOptions } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { onParentDeath } from './parent.ts'

export const root = join(import.meta.dirname, '..')
const binDirectory = join(root, 'node_modules/.bin')
/** A tool that got the Ctrl-C of the terminal by itself ends within this time. One that did not is then told. */
const OWN_END_MS = 2000

export type ToolResult = { readonly code: number; readonly output: string }

type RunOptions = {
  /** `show`: the tool has the terminal. `keep`: what it says comes back as `output`, stdout and stderr in order of arrival. */
  readonly output: 'show' | 'keep'
  readonly input?: string
  readonly environment?: Readonly<Record<string, string>>
}

/** Runs a program to its end in the root of the repository. Resolves to its exit code, 128 + n for signal n. */
export function runTool(command: string, args: readonly string[], options: RunOptions): Promise<ToolResult> {
  const shown: StdioOptions = [options.input === undefined ? 'inherit' : 'pipe', 'inherit', 'inherit']
  const child = spawn(command, [...args], {
    cwd: root,
    stdio: options.output === 'show' ? shown : [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, PATH: [binDirectory, process.env['PATH']].join(delimiter), ...options.environment },
  })
  const release = endTogether((signal) => child.kill(signal))
  const parts: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => parts.push(part))
  child.stdin?.end(options.input)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    // `close` and not `exit`: it waits for the last of the output.
    child.once('close', (code, signal) => {
      release()
      const signalNumber = signal === null ? 0 : constants.signals[signal]
      resolve({ code: code ?? 128 + signalNumber, output: Buffer.concat(parts).toString('utf8') })
    })
  })
}

/** Passes our end on to a child. SIGINT comes from a terminal, which has told the child as well; two would make most tools drop all. */
function endTogether(tell: (signal: NodeJS.Signals) => void): () => void {
  let impatience: NodeJS.Timeout | undefined
  const interrupted = (): void => {
    impatience ??= setTimeout(() => tell('SIGTERM'), OWN_END_MS)
  }
  const terminated = (): void => tell('SIGTERM')
  process.on('SIGINT', interrupted).on('SIGTERM', terminated).on('SIGHUP', terminated)
  const forgetParent = onParentDeath(terminated)
  return () => {
    clearTimeout(impatience)
    forgetParent()
    process.off('SIGINT', interrupted).off('SIGTERM', terminated).off('SIGHUP', terminated)
  }
}
