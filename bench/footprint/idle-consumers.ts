// What a connected Kafka consumer costs that has nothing to read: real clients sit over an empty topic, and everything that reaches the object is
// noted (bench/workerd/arrival-counting-worker.ts). Only what happens after they have settled counts.

import { once } from 'node:events'
import { Consumer } from '@platformatic/kafka'
import { Kafka, logLevel } from 'kafkajs'
import { ask, createSandbox, createTopic, expectStatus, jsonHeaders, topicPath } from '../servers/sandbox.ts'
import type { BenchSandbox } from '../servers/sandbox.ts'
import { startWorker } from '../servers/worker-server.ts'
import type { WorkerServer } from '../servers/worker-server.ts'
import { awakeMs, countByKind } from './arrivals.ts'
import type { Arrival } from './arrivals.ts'

const TOPIC = 'idle'
const PARTITIONS = 3
/** By then they have joined, fetched once from everywhere and sent the heartbeats of a young group. */
const SETTLE_MS = 40_000

export type IdleConsumer = {
  readonly name: string
  readonly seconds: number
  readonly awakeSeconds: number
  /** How often each kind of thing reached the object. */
  readonly arrivals: ReadonlyMap<string, number>
}

type OpenedConsumer = {
  /** Settled with the first record. */
  readonly received: Promise<unknown>
  readonly close: () => Promise<void>
}

/** Opens a consumer that polls and beats from then on. */
type OpenConsumer = (brokers: readonly string[]) => Promise<OpenedConsumer>

const CONSUMERS: readonly { readonly name: string; readonly open: OpenConsumer }[] = [
  { name: 'kafkajs, as it comes (classic protocol)', open: openKafkajs },
  { name: '@platformatic/kafka, as it comes (classic protocol)', open: (brokers) => openPlatformatic(brokers, 'classic') },
  { name: '@platformatic/kafka, group.protocol=consumer (KIP-848)', open: (brokers) => openPlatformatic(brokers, 'consumer') },
]

/** All at once, each with a server of its own: they wait, and nothing else. */
export function measureIdleConsumers(durationMs: number): Promise<IdleConsumer[]> {
  return Promise.all(CONSUMERS.map(({ name, open }) => measure(name, open, durationMs)))
}

async function measure(name: string, open: OpenConsumer, durationMs: number): Promise<IdleConsumer> {
  const server = await startWorker('arrival-counting-worker.ts')
  try {
    const sandbox = await createSandbox(server.origin)
    server.openPortsTo(sandbox.ownerKey)
    await createTopic(sandbox, TOPIC, PARTITIONS)
    const consumer = await open(server.tcpPorts.map((port) => `127.0.0.1:${port}`))
    const found = await observe(name, server, sandbox, durationMs)
    // Who does not wait any more costs nothing either.
    await produceOne(sandbox)
    await consumer.received
    await consumer.close()
    return found
  } finally {
    await server.stop()
  }
}

async function observe(name: string, { origin }: WorkerServer, { id }: BenchSandbox, durationMs: number): Promise<IdleConsumer> {
  await pause(SETTLE_MS)
  const fromMs = Date.now()
  await pause(durationMs)
  const untilMs = Date.now()
  const answer = await ask(origin, { method: 'GET', path: `/bench/arrivals/${id}` })
  expectStatus(answer, 200)
  const arrivals = JSON.parse(answer.body) as Arrival[]
  return {
    name,
    seconds: (untilMs - fromMs) / 1000,
    awakeSeconds: awakeMs(arrivals, fromMs, untilMs) / 1000,
    arrivals: countByKind(arrivals, fromMs, untilMs),
  }
}

async function produceOne(sandbox: BenchSandbox): Promise<void> {
  const body = JSON.stringify({ value: { type: 'STRING', data: 'at last' } })
  const path = `${topicPath(sandbox, TOPIC)}/records`
  expectStatus(await ask(sandbox.origin, { method: 'POST', path, headers: jsonHeaders(sandbox), body }), 200)
}

async function openKafkajs(brokers: readonly string[]): Promise<OpenedConsumer> {
  const consumer = new Kafka({ brokers: [...brokers], logLevel: logLevel.ERROR }).consumer({ groupId: TOPIC })
  await consumer.connect()
  await consumer.subscribe({ topic: TOPIC, fromBeginning: true })
  const received = new Promise<void>((resolve, reject) => {
    consumer.run({ eachMessage: async () => resolve() }).catch(reject)
  })
  return { received, close: () => consumer.disconnect() }
}

async function openPlatformatic(brokers: readonly string[], groupProtocol: 'classic' | 'consumer'): Promise<OpenedConsumer> {
  const consumer = new Consumer({ clientId: TOPIC, groupId: TOPIC, bootstrapBrokers: [...brokers], groupProtocol })
  const stream = await consumer.consume({ topics: [TOPIC], mode: 'earliest' })
  const close = async (): Promise<void> => {
    await stream.close()
    await consumer.close()
  }
  return { received: once(stream, 'data'), close }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
