// Runs workerd itself as a child process and makes sure that it never outlives us, however we end.

import { spawn, type ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

// The package, which has no types, knows the path of the real program. node_modules/.bin/workerd may be a wrapper around it, and killing
// a wrapper leaves an orphan.
const workerdProgram = (createRequire(import.meta.url)('workerd') as { default: string }).default

/** workerd answers SIGTERM by waiting for its clients, and a stream may stay for hours. After this time it is killed. */
const DRAIN_MS = 1000

/**
 * Waits for its input to close, which happens when we die by any signal, and then kills workerd. A line that arrives instead says that
 * workerd has ended, so that a process which later gets the same number is left alone. Plain POSIX sh: Debian and macOS have it.
 */
const REAPER_SCRIPT = 'read -r workerd; read -r ended || kill -9 "$workerd"'

export type WorkerdExit = { readonly code: number | null; readonly signal: NodeJS.Signals | null }
export type Workerd = {
  /** The port on which the socket `http` listens; null if workerd ended before it could listen. */
  readonly listening: Promise<number | null>
  readonly exited: Promise<WorkerdExit>
  /** Ends workerd and resolves when it is gone. Nothing is lost: every answer that was sent is already on the disk. */
  readonly stop: () => Promise<void>
  /** Ends workerd at once, without waiting. */
  readonly kill: () => void
}

/**
 * Starts workerd with a configuration file. Its output goes to ours.
 *
 * Both children get sessions of their own, so that Ctrl-C in the terminal reaches only us and we decide the order of things.
 */
export function startWorkerd(configFile: string, environment: Readonly<Record<string, string>>): Workerd {
  const reaper = spawn('sh', ['-c', REAPER_SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  const child = spawn(workerdProgram, ['serve', '--control-fd=3', configFile], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
    detached: true,
    env: { ...process.env, ...environment },
  })
  reaper.unref()
  // The pipe breaks if somebody kills the reaper; then only a SIGKILL on us could leave workerd behind, and that is not worth a crash.
  reaper.stdin.on('error', () => undefined)
  reaper.stdin.write(`${child.pid ?? ''}\n`)
  const exited = new Promise<WorkerdExit>((resolve, reject) => {
    reaper.once('error', reject)
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      reaper.stdin.end('ended\n')
      resolve({ code, signal })
    })
  })
  return { listening: firstPort(child), exited, stop: () => stop(child, exited), kill: () => child.kill('SIGKILL') }
}

/** workerd writes one line of JSON to the control channel for each socket that is ready. */
async function firstPort(child: ChildProcess): Promise<number | null> {
  const control = child.stdio[3] as Readable
  for await (const line of createInterface({ input: control })) {
    const message = JSON.parse(line) as { event?: string; socket?: string; port?: number }
    if (message.event === 'listen' && message.socket === 'http' && message.port !== undefined) return message.port
  }
  return null
}

async function stop(child: ChildProcess, exited: Promise<WorkerdExit>): Promise<void> {
  child.kill('SIGTERM')
  const impatience = setTimeout(() => child.kill('SIGKILL'), DRAIN_MS)
  await exited
  clearTimeout(impatience)
}
