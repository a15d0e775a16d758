// `npm start`: the whole of Samsa on this machine. Builds the Worker, serves it on workerd itself, makes sure that a sandbox stands ready,
// and prints how to use it. Ends on Ctrl-C. See cli/local/options.ts for what can be set.

import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildPage, PAGE_DIRECTORY } from './build-page.ts'
import { buildBundles, type Bundles } from './build.ts'
import type { BrokerPort } from './local/broker-ports.ts'
import { openDataDirectory, writePrivately, type DataDirectory } from './local/data-directory.ts'
import { otherPort, takeKafkaPorts } from './local/kafka-ports.ts'
import { authority, otherHttpPort, readLocalOptions, type LocalOptions } from './local/options.ts'
import { waitForFreePort } from './local/port.ts'
import { readySandbox, type ReadySandbox } from './local/ready-sandbox.ts'
import { D1_SERVICE_FILE, SECRET_VARIABLE, WORKER_FILE, workerdConfig } from './local/workerd-config.ts'
import { startWorkerd, type Workerd } from './local/workerd-process.ts'
import { onParentDeath } from './parent.ts'
import { readWranglerSettings } from './wrangler-settings.ts'

/** Where the Worker looks for it: see worker/protocol/ready-sandbox.ts. */
const READY_KEY_FILE = 'key'

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

function writeServerFiles(bundles: Bundles, options: LocalOptions, data: DataDirectory, brokers: readonly BrokerPort[]): string {
  const { compatibilityDate } = readWranglerSettings()
  const { objectsDirectory, d1Directory, serverDirectory, readyDirectory } = data
  const kafka = { readyDirectory, brokers, advertisedHost: options.kafka.advertisedHost }
  const configFile = join(serverDirectory, 'workerd.capnp')
  // A copy of its own: the next build replaces the folder, and this server is to go on.
  const siteDirectory = join(serverDirectory, 'site')
  rmSync(siteDirectory, { recursive: true, force: true })
  cpSync(PAGE_DIRECTORY, siteDirectory, { recursive: true })
  writeFileSync(join(serverDirectory, WORKER_FILE), bundles.worker)
  writeFileSync(join(serverDirectory, `${WORKER_FILE}.map`), bundles.workerMap)
  writeFileSync(join(serverDirectory, D1_SERVICE_FILE), bundles.d1Service)
  writePrivately(configFile, workerdConfig({ ...options, compatibilityDate, objectsDirectory, d1Directory, siteDirectory, kafka }))
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

function announce(origin: string, sandbox: ReadySandbox, kafka: string): void {
  const facts = [
    `sandbox  ${sandbox.name}`,
    `id       ${sandbox.id}`,
    `key      ${sandbox.owner}`,
    `kafka    ${kafka}`,
    `page     ${origin}/s/${sandbox.id}#k=${sandbox.owner}`,
  ]
  const lines = [`Samsa ready on ${origin}`, '', ...facts, '']
  console.log([...lines, ...sandbox.curl, ''].join('\n'))
}

/** What goes into a client's bootstrap.servers, or why there is nothing to put in. */
function bootstrapServers({ kafka }: LocalOptions, brokers: readonly BrokerPort[]): string {
  if (brokers.length > 0) return brokers.map(({ port }) => authority(kafka.advertisedHost, port)).join(',')
  if (!kafka.areDefault) return 'no ports'
  return `no ports: one of ${kafka.ports.join(', ')} is in use. Choose others: KAFKA_PORT=${otherPort(kafka.ports)} npm start`
}

async function main(): Promise<void> {
  const options = readLocalOptions(process.env, process.cwd())
  if ('error' in options) fail(options.error)
  const [bundles, page, portProblem, brokers] = await Promise.all([
    buildBundles(),
    buildPage(),
    waitForFreePort({ ...options, otherwise: otherHttpPort(options.port) }),
    takeKafkaPorts(options.host, options.kafka),
  ])
  if (portProblem !== null) fail(portProblem)
  if ('error' in bundles) fail(bundles.error)
  if ('error' in page) fail(page.error)
  if ('error' in brokers) fail(brokers.error)
  const data = openDataDirectory(options.dataDirectory)
  if ('error' in data) fail(data.error)

  // The key of an earlier start may be that of another sandbox.
  rmSync(join(data.readyDirectory, READY_KEY_FILE), { force: true })
  workerd = startWorkerd(writeServerFiles(bundles, options, data, brokers), { [SECRET_VARIABLE]: data.signingSecret })
  void reportEnd(workerd)
  const port = await workerd.listening
  // Without a port workerd has ended, or is about to; the line above says so.
  if (port === null) return
  const origin = `http://${authority(options.host, port)}`
  const sandbox = await readySandbox(origin, options.createBody, join(data.path, 'local.json'))
  if (stoppingSinceMs !== null) return
  if ('error' in sandbox) fail(sandbox.error)
  writePrivately(join(data.readyDirectory, READY_KEY_FILE), sandbox.owner)
  ready = true
  announce(origin, sandbox, bootstrapServers(options, brokers))
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
