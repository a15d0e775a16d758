// A hundred records that one sender produces to one partition of the pure engine: by a producer without an id, by an idempotent one, and in a
// transaction of their own, which is begun by its first batch and committed. What is counted is processor time, as in engine-loop.ts.

import { BATCH_FIELD } from '../../schema/kafka/record-batch.ts'
import { writeInt16, writeInt32, writeInt64 } from '../../schema/kafka/int64.ts'
import { RecordBatchBuilder } from '../../schema/kafka/batch-builder.ts'
import type { ProduceRequest } from '../../schema/kafka/requests/produce.ts'
import { produceRequest } from '../../test/support/records.ts'
import { recordText } from '../load/payloads.ts'
import { BenchCluster, START_MS, TOPIC, usedMicroseconds } from './bench-cluster.ts'

export const RECORDS = 100
export type SenderKind = 'plain' | 'idempotent' | 'transactional'

const SHAPE = { brokers: 3, partitions: 1, replicationFactor: 3 }
const TRANSACTIONAL_ID = 'bench'
const TRANSACTION_TIMEOUT_MS = 60_000
/** Since this version of EndTxn the producer's epoch is raised with each transaction (KIP-890). */
const END_TXN_VERSION = 5
/** Hundreds of records that are measured in one go: much more than reading the processor time costs. */
const HUNDREDS_PER_GO = 20
/** About half of what a sandbox stores: nothing is kept here, and it counts all the same. */
const MOST_HUNDREDS = 50_000

/** One sender and a cluster of its own: what it stores would fill a sandbox after some rounds. */
export class SenderLoop {
  readonly #kind: SenderKind
  readonly #cluster = new BenchCluster(SHAPE)
  readonly #batch: Uint8Array
  readonly #request: ProduceRequest
  readonly #batchRecords: number
  #producerId = -1
  #producerEpoch = -1
  #nextSequence = 0

  /** The hundred records come in so many produces of one batch each. */
  constructor(kind: SenderKind, produces: number) {
    this.#kind = kind
    this.#batchRecords = RECORDS / produces
    const transactionalId = kind === 'transactional' ? TRANSACTIONAL_ID : null
    if (kind !== 'plain') this.#init(transactionalId)
    this.#batch = batchOf(this.#batchRecords, kind)
    this.#request = produceRequest(TOPIC, 0, [this.#batch], { transactionalId })
  }

  /** Produces for about so long, or until the sandbox is half full, and says what a hundred records cost, in microseconds. */
  run(durationMs: number): number {
    const endMs = performance.now() + durationMs
    let hundreds = 0
    const startMicroseconds = usedMicroseconds()
    do {
      for (let count = 0; count < HUNDREDS_PER_GO; count++) this.#produceHundred()
      hundreds += HUNDREDS_PER_GO
    } while (performance.now() < endMs && hundreds < MOST_HUNDREDS)
    return (usedMicroseconds() - startMicroseconds) / hundreds
  }

  #produceHundred(): void {
    for (let records = 0; records < RECORDS; records += this.#batchRecords) {
      if (this.#kind !== 'plain') this.#number()
      this.#cluster.produce({ api: 'Produce', request: this.#request })
    }
    if (this.#kind === 'transactional') this.#commit()
  }

  /** In place: making batches is the clients' work. Nobody looks at the checksum behind the edge. */
  #number(): void {
    writeInt64(this.#batch, BATCH_FIELD.producerId, this.#producerId)
    writeInt16(this.#batch, BATCH_FIELD.producerEpoch, this.#producerEpoch)
    writeInt32(this.#batch, BATCH_FIELD.baseSequence, this.#nextSequence)
    this.#nextSequence += this.#batchRecords
  }

  #init(transactionalId: string | null): void {
    const request = { transactionalId, transactionTimeoutMs: TRANSACTION_TIMEOUT_MS }
    this.#goOn(this.#cluster.answerIn(this.#cluster.send({ api: 'InitProducerId', request }), 'InitProducerId'))
  }

  #commit(): void {
    const producer = { producerId: this.#producerId, producerEpoch: this.#producerEpoch }
    const request = { apiVersion: END_TXN_VERSION, transactionalId: TRANSACTIONAL_ID, ...producer, committed: true }
    this.#goOn(this.#cluster.answerIn(this.#cluster.send({ api: 'EndTxn', request }), 'EndTxn'))
  }

  #goOn(answer: { readonly error: string; readonly producerId: number; readonly producerEpoch: number }): void {
    if (answer.error !== 'NONE') throw new Error(`The coordinator answered ${answer.error}.`)
    this.#producerId = answer.producerId
    this.#producerEpoch = answer.producerEpoch
    this.#nextSequence = 0
  }
}

function batchOf(records: number, kind: SenderKind): Uint8Array {
  const encoder = new TextEncoder()
  const builder = new RecordBatchBuilder()
  for (let number = 0; number < records; number++) builder.append(START_MS, null, encoder.encode(recordText(number)), [])
  if (kind === 'plain') return builder.build()
  return builder.build({ producerId: 0, producerEpoch: 0, baseSequence: 0, isTransactional: kind === 'transactional' })
}
