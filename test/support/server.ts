// Starts the real server as `npm start` does, for end-to-end tests: cli/start.ts on the pinned Node.js, on a free port, over a data
// directory of its own. Everything here waits for events of the process, never for time.

import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readLocalOptions } from '../../cli/local/options.ts'
import type { SavedSandboxes } from '../../cli/local/saved-sandboxes.ts'

const root = join(import.meta.dirname, '../..')
const pinnedNode = join(root, 'node_modules/node/bin/node')

const temporaryDirectories: string[] = []

export type ServerOptions = {
  /** An existing directory continues where an earlier server ended. Without one, a temporary directory is made. */
  readonly dataDir?: string
  /** 0, the default, takes any free port. */
  readonly port?: number
  readonly env?: Readonly<Record<string, string>>
}

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

export type Server = {
  readonly origin: string
  /** `host:port` of each broker of the ready sandbox: what goes into a Kafka client's bootstrap servers. */
  readonly brokers: readonly string[]
  readonly sandbox: { readonly id: string; readonly ownerKey: string; readonly observeKey: string }
  readonly dataDir: string
  /** Process id of cli/start.ts; workerd is its child. */
  readonly pid: number
  /** Sends a signal and resolves when every process of the server is gone, workerd included. */
  readonly kill: (signal: NodeJS.Signals) => Promise<void>
  /** What Ctrl-C does. Resolves when every process of the server is gone. */
  readonly stop: () => Promise<void>
  /** Resolves when every process of the server is gone, for whatever reason. */
  readonly exited: Promise<Exit>
  /** Everything that the server and workerd have printed so far. */
  readonly output: () => string
}

/** Starts a server and resolves when it is ready. Rejects with everything it printed if it ends before that. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const dataDir = options.dataDir ?? temporaryDirectory()
  const environment = {
    ...process.env,
    HOST: '127.0.0.1',
    KAFKA_PORT: '0',
    ...options.env,
    PORT: String(options.port ?? 0),
    SAMSA_DATA: dataDir,
  }
  // The channel ends the server when the test process is killed. See cli/parent.ts.
  const child = spawn(pinnedNode, [join(root, 'cli/start.ts')], { cwd: root, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: environment })
  // `close` waits until nobody holds the output any more, and workerd holds it too: then all of them are gone.
  const exited = new Promise<Exit>((resolve) => child.once('close', (code, signal) => resolve({ code, signal })))
  const printed = collect(child)
  const origin = await Promise.race([printed.ready, exited.then(({ code, signal }) => failed(signal ?? code, printed.text()))])

  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal)
    await exited
  }
  const { pid } = child
  if (pid === undefined) throw new Error('A process that printed its ready line has a process id.')
  const sandbox = keysOf(environment, dataDir)
  const brokers = brokersIn(printed.text())
  return { origin, brokers, sandbox, dataDir, pid, kill, stop: () => kill('SIGINT'), exited, output: printed.text }
}

function failed(how: number | string | null, output: string): never {
  throw new Error(`The server ended before it was ready (${how}):\n${output}`)
}

/** Collects all output, and finds the origin in the ready line. */
function collect(child: ChildProcess): { ready: Promise<string>; text: () => string } {
  let text = ''
  const ready = new Promise<string>((resolve) => {
    const take = (part: Buffer): void => {
      text += part.toString('utf8')
      const origin = /^Samsa ready on (\S+)\n/m.exec(text)?.[1]
      if (origin !== undefined) resolve(origin)
    }
    child.stdout?.on('data', take)
    child.stderr?.on('data', take)
  })
  return { ready, text: () => text }
}

/** From the line `kafka    127.0.0.1:9092,…`, which stands in the same print as the ready line. */
function brokersIn(output: string): string[] {
  return /^kafka +(\S+:\d\S*)$/m.exec(output)?.[1]?.split(',') ?? []
}

function keysOf(environment: Readonly<Record<string, string | undefined>>, dataDir: string): Server['sandbox'] {
  const options = readLocalOptions(environment, root)
  if ('error' in options) throw new Error(options.error)
  const saved = (JSON.parse(readFileSync(join(dataDir, 'local.json'), 'utf8')) as SavedSandboxes)[options.createBody]
  if (saved === undefined) throw new Error('A server that is ready has saved its sandbox in local.json.')
  return { id: saved.id, ownerKey: saved.owner, observeKey: saved.observe }
}

/** A directory that is removed when the test process ends, so that a killed server can be started again over it. */
export function temporaryDirectory(): string {
  if (temporaryDirectories.length === 0) process.once('exit', removeTemporaryDirectories)
  const directory = mkdtempSync(join(tmpdir(), 'samsa-'))
  temporaryDirectories.push(directory)
  return directory
}

function removeTemporaryDirectories(): void {
  for (const directory of temporaryDirectories) rmSync(directory, { recursive: true, force: true })
}
