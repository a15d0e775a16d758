// kafkajs as its users have it, against inserting blobs of the same size in a loop: producing batches of 16 KiB, by TCP and through the
// bridge, and fetching them. A batch is one record here, since what is measured is the way of its bytes and not how fast a client in
// JavaScript builds records.

import { Kafka, logLevel, type Message, type Producer } from 'kafkajs'
import { startStopwatch, type Round } from '../load/closed-loop.ts'
import { RAW_BATCH_BYTES } from '../load/payloads.ts'
import type { KafkaTarget } from '../servers/kafka-target.ts'
import type { Contender } from './contest.ts'
import { inFreshTopic } from './fresh-topic.ts'

/** Each broker leads a third of them, and so gets about a third of a mebibyte in a request. */
const PARTITIONS = 64
const BROKERS = 3
/** Batch, record and a header take the rest of the 16 KiB. */
const FRAMING_BYTES = 80
const PRODUCING_AT_ONCE = 4
const FETCH_BYTES = 8 * 1024 ** 2
/** What is fetched again and again: this many requests of a batch for each partition. */
const FETCHED_ROUNDS = 16

const REPLICAS = Array.from({ length: PARTITIONS }, (_, index) => [(index % BROKERS) + 1])
const VALUE = Buffer.from(Uint8Array.from({ length: RAW_BATCH_BYTES - FRAMING_BYTES }, (_, index) => (index * 167) & 0xff))
const MESSAGES: Message[] = Array.from({ length: PARTITIONS }, (_, partition) => ({ partition, value: VALUE }))

export function producedByKafkajs(target: KafkaTarget, way: string): Contender {
  return {
    name: `kafkajs produces batches of 16 KiB ${way}, ${PARTITIONS} partitions`,
    unit: 'batches',
    latencyOf: `${PARTITIONS} batches`,
    runRound: (durationMs) => inFreshTopic(target, { replicas: REPLICAS }, (topic) => produce(target, topic, durationMs)),
  }
}

export function fetchedByKafkajs(target: KafkaTarget, way: string): Contender {
  return {
    name: `kafkajs fetches batches of 16 KiB ${way}, ${PARTITIONS} partitions`,
    unit: 'batches',
    latencyOf: 'a batch for each partition',
    runRound: (durationMs) => inFreshTopic(target, { replicas: REPLICAS }, (topic) => fetch(target, topic, durationMs)),
  }
}

function clientOf({ brokers }: KafkaTarget): Kafka {
  return new Kafka({ brokers: [...brokers], logLevel: logLevel.ERROR })
}

async function withProducer<Value>(target: KafkaTarget, work: (producer: Producer) => Promise<Value>): Promise<Value> {
  const producer = clientOf(target).producer()
  await producer.connect()
  try {
    return await work(producer)
  } finally {
    await producer.disconnect()
  }
}

function produce(target: KafkaTarget, topic: string, durationMs: number): Promise<Round> {
  return withProducer(target, async (producer) => {
    await producer.send({ topic, messages: MESSAGES })
    const latenciesMs: number[] = []
    const stopwatch = startStopwatch(target)
    const endMs = performance.now() + durationMs
    const again = async (): Promise<void> => {
      for (let beganMs = performance.now(); beganMs < endMs;) {
        await producer.send({ topic, messages: MESSAGES })
        const nowMs = performance.now()
        latenciesMs.push(nowMs - beganMs)
        beganMs = nowMs
      }
    }
    await Promise.all(Array.from({ length: PRODUCING_AT_ONCE }, again))
    return stopwatch(latenciesMs.length * PARTITIONS, latenciesMs)
  })
}

/** A group of one reads everything, begins again, and so on until the time is over. Joining is not measured. */
async function fetch(target: KafkaTarget, topic: string, durationMs: number): Promise<Round> {
  await withProducer(target, async (producer) => {
    for (let round = 0; round < FETCHED_ROUNDS; round++) await producer.send({ topic, messages: MESSAGES })
  })
  const consumer = clientOf(target).consumer({ groupId: topic, maxBytes: FETCH_BYTES, maxBytesPerPartition: FETCH_BYTES })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  const fetched = new Fetched(target, durationMs)
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: BROKERS,
    eachBatchAutoResolve: true,
    eachBatch: async ({ batch }) => {
      fetched.take(batch.messages.length)
      if (Number(batch.lastOffset()) === FETCHED_ROUNDS - 1) consumer.seek({ topic, partition: batch.partition, offset: '0' })
    },
  })
  const round = await fetched.round
  await consumer.disconnect()
  return round
}

/** Counts from the first batch on, until the time is over. */
class Fetched {
  readonly round: Promise<Round>
  readonly #target: KafkaTarget
  readonly #durationMs: number
  readonly #latenciesMs: number[] = []
  #stop: ((units: number, latenciesMs: readonly number[]) => Round) | null = null
  #endMs = 0
  #beganMs = 0
  #batches = 0
  #resolve: (round: Round) => void = () => undefined

  constructor(target: KafkaTarget, durationMs: number) {
    this.#target = target
    this.#durationMs = durationMs
    this.round = new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  take(batches: number): void {
    const nowMs = performance.now()
    if (this.#stop === null) {
      this.#stop = startStopwatch(this.#target)
      this.#beganMs = nowMs
      this.#endMs = nowMs + this.#durationMs
      return
    }
    const before = Math.floor(this.#batches / PARTITIONS)
    this.#batches += batches
    if (Math.floor(this.#batches / PARTITIONS) > before) {
      this.#latenciesMs.push(nowMs - this.#beganMs)
      this.#beganMs = nowMs
    }
    if (nowMs >= this.#endMs) this.#resolve(this.#stop(this.#batches, this.#latenciesMs))
  }
}
