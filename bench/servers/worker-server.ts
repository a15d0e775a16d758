// Serves the Workers of bench/workerd, with the configuration that `npm start` gives to Samsa: same flags, same storage, same disk.

import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildBundles } from '../../cli/build.ts'
import { takeKafkaPorts } from '../../cli/local/kafka-ports.ts'
import { D1_SERVICE_FILE, SECRET_VARIABLE, WORKER_FILE, workerdConfig } from '../../cli/local/workerd-config.ts'
import { startWorkerd } from '../../cli/local/workerd-process.ts'
import { readWranglerSettings } from '../../cli/wrangler-settings.ts'
import { temporaryDirectory } from '../../test/support/server.ts'
import type { Target } from '../load/closed-loop.ts'
import { workerdBelow } from './workerd-usage.ts'

type WorkerFile = 'floor-worker.ts' | 'row-counting-worker.ts' | 'arrival-counting-worker.ts'

export type WorkerServer = Target & {
  /** Where the Worker's `KafkaDoor` listens, a port for each broker; null for one that has none. */
  readonly tcpPort: number | null
  readonly tcpPorts: readonly number[]
  /** Whose sandbox stands behind these ports. */
  readonly openPortsTo: (ownerKey: string) => void
  readonly stop: () => Promise<void>
}

/** As cli/start.ts writes it. */
const READY_KEY_FILE = 'key'
/** 256 bits, like the secret of `npm start`. It signs the keys of this one run. */
const SECRET_BYTES = 32

/** The brokers whose ports a Worker opens. */
const BROKERS: Readonly<Record<WorkerFile, readonly number[]>> = {
  'floor-worker.ts': [1],
  'row-counting-worker.ts': [],
  'arrival-counting-worker.ts': [1, 2, 3],
}

/** Builds and serves one of the Workers in bench/workerd, over a directory that goes with this process. */
export async function startWorker(file: WorkerFile): Promise<WorkerServer> {
  const bundles = await buildBundles(join(import.meta.dirname, '../workerd', file))
  if ('error' in bundles) throw new Error(bundles.error)
  const directory = temporaryDirectory()
  const objectsDirectory = join(directory, 'objects')
  const d1Directory = join(directory, 'd1')
  const readyDirectory = join(directory, 'ready')
  for (const path of [objectsDirectory, d1Directory, readyDirectory]) mkdirSync(path)
  writeFileSync(join(directory, WORKER_FILE), bundles.worker)
  writeFileSync(join(directory, D1_SERVICE_FILE), bundles.d1Service)
  const { compatibilityDate } = readWranglerSettings()
  const host = '127.0.0.1'
  const brokerIds = BROKERS[file]
  const brokers = await takeKafkaPorts(host, { brokerIds, ports: brokerIds.map(() => 0), areDefault: false })
  if ('error' in brokers) throw new Error(brokers.error)
  const configFile = join(directory, 'workerd.capnp')
  writeFileSync(
    configFile,
    workerdConfig({
      host,
      port: 0,
      compatibilityDate,
      objectsDirectory,
      d1Directory,
      kafka: { readyDirectory, brokers, advertisedHost: host },
    }),
  )
  const workerd = startWorkerd(configFile, { [SECRET_VARIABLE]: randomBytes(SECRET_BYTES).toString('base64url') })
  let isStopping = false
  const reportEnd = async (): Promise<void> => {
    const { code, signal } = await workerd.exited
    if (!isStopping) console.error(`bench: the workerd of ${file} has ended by itself (${signal ?? `exit code ${code}`}).`)
  }
  void reportEnd()
  const port = await workerd.listening
  if (port === null) throw new Error(`workerd ended before it could serve ${file}.`)
  const stop = (): Promise<void> => {
    isStopping = true
    return workerd.stop()
  }
  const tcpPorts = brokers.map((broker) => broker.port)
  const openPortsTo = (ownerKey: string): void => writeFileSync(join(readyDirectory, READY_KEY_FILE), ownerKey)
  return { origin: `http://${host}:${port}`, tcpPort: tcpPorts[0] ?? null, tcpPorts, openPortsTo, usage: workerdBelow(process.pid), stop }
}
