// `npm start`: the whole of Samsa on this machine. Builds the Worker, serves it on workerd itself, makes sure that a sandbox stands ready,
// and prints how to use it. Ends on Ctrl-C. See cli/local/options.ts for what can be set.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildBundles, type Bundles } from './build.ts'
import { openDataDirectory, writePrivately, type DataDirectory } from './local/data-directory.ts'
import { authority, readLocalOptions, type LocalOptions } from './local/options.ts'
import { waitForFreePort } from './local/port.ts'
import { readySandbox, type ReadySandbox } from './local/ready-sandbox.ts'
import { D1_SERVICE_FILE, SECRET_VARIABLE, WORKER_FILE, workerdConfig } from './local/workerd-config.ts'
import { startWorkerd, type Workerd } from './local/workerd-process.ts'
import { onParentDeath } from './parent.ts'
import { readWranglerSettings } from './wrangler-settings.ts'

/** A terminal and npm both deliver one Ctrl-C, so the same press arrives twice within moments. A later one is a second press. */
const SAME_PRESS_MS = 500

let workerd: Workerd | null = null
let ready = false
let stoppingSinceMs: number | null = null

/** Ends everything because the world was wrong, with one line for a person. */
function fail(message: string): never {
  console.error(message)
  process.exit(1)
}

/** Ends everything because somebody asked for it: cleanly at first, at once if asked again. */
function stop(): void {
  const nowMs = Date.now()
  if (stoppingSinceMs !== null) {
    if (nowMs - stoppingSinceMs > SAME_PRESS_MS) process.exit(130)
    return
  }
  stoppingSinceMs = nowMs
  if (workerd === null) process.exit(0)
  void workerd.stop().then(() => process.exit(0))
}

function writeServerFiles(bundles: Bundles, options: LocalOptions, data: DataDirectory): string {
  const { compatibilityDate } = readWranglerSettings()
  const { objectsDirectory, d1Directory, serverDirectory } = data
  const configFile = join(serverDirectory, 'workerd.capnp')
  writeFileSync(join(serverDirectory, WORKER_FILE), bundles.worker)
  writeFileSync(join(serverDirectory, `${WORKER_FILE}.map`), bundles.workerMap)
  writeFileSync(join(serverDirectory, D1_SERVICE_FILE), bundles.d1Service)
  writePrivately(configFile, workerdConfig({ ...options, compatibilityDate, objectsDirectory, d1Directory }))
  return configFile
}

/** A workerd that ends unasked takes the server with it. It is not started again: what killed it once may do so for ever. */
async function reportEnd(running: Workerd): Promise<void> {
  const { code, signal } = await running.exited
  if (stoppingSinceMs !== null) return
  const how = signal ?? `exit code ${code}`
  if (!ready) fail(`workerd could not start (${how}); its own message stands above.`)
  fail(`workerd has ended by itself (${how}). No acknowledged record is lost; npm start serves them again.`)
}

function announce(origin: string, sandbox: ReadySandbox): void {
  const lines = [`Samsa ready on ${origin}`, '', `sandbox  ${sandbox.name}`, `id       ${sandbox.id}`, `key      ${sandbox.owner}`, '']
  console.log([...lines, ...sandbox.curl, ''].join('\n'))
}

async function main(): Promise<void> {
  const options = readLocalOptions(process.env, process.cwd())
  if ('error' in options) fail(options.error)
  const [bundles, portProblem] = await Promise.all([buildBundles(), waitForFreePort(options.host, options.port)])
  if (portProblem !== null) fail(portProblem)
  if ('error' in bundles) fail(bundles.error)
  const data = openDataDirectory(options.dataDirectory)
  if ('error' in data) fail(data.error)

  workerd = startWorkerd(writeServerFiles(bundles, options, data), { [SECRET_VARIABLE]: data.signingSecret })
  void reportEnd(workerd)
  const port = await workerd.listening
  // Without a port workerd has ended, or is about to; the line above says so.
  if (port === null) return
  const origin = `http://${authority(options.host, port)}`
  const sandbox = await readySandbox(origin, options.createBody, join(data.path, 'local.json'))
  if (stoppingSinceMs !== null) return
  if ('error' in sandbox) fail(sandbox.error)
  ready = true
  announce(origin, sandbox)
}

process.on('exit', () => workerd?.kill())
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
onParentDeath(stop)
try {
  await main()
} catch (error) {
  // A request to a workerd that is being stopped breaks off, which is no news.
  if (stoppingSinceMs === null) throw error
}
