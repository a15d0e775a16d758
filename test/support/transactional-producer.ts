// A producer with a transactional id for tests of the engine: it keeps id, epoch and sequence numbers as Kafka's client does.
import { RecordBatchBuilder } from '../../schema/kafka/batch-builder.ts'
import type { KafkaErrorName } from '../../schema/kafka/errors.ts'
import type { PartitionProduceResponse } from '../../schema/kafka/requests/produce.ts'
import type { MemoryCluster } from './memory-store.ts'
import { produceRequest } from './records.ts'

const encoder = new TextEncoder()

export type Offsets = { readonly topic: string; readonly partition: number; readonly offset: number }

export class TransactionalProducer {
  readonly #kafka: MemoryCluster
  readonly #transactionalId: string
  readonly #sequences = new Map<string, number>()
  producerId = -1
  producerEpoch = -1

  constructor(kafka: MemoryCluster, transactionalId = 'payments') {
    this.#kafka = kafka
    this.#transactionalId = transactionalId
  }

  init(transactionTimeoutMs = 60_000): KafkaErrorName {
    const { error, producerId, producerEpoch } = this.#kafka.request('InitProducerId', {
      transactionalId: this.#transactionalId,
      transactionTimeoutMs,
    })
    if (error === 'NONE') this.#goOn(producerId, producerEpoch)
    return error
  }

  /** The answer, or null when it comes later. */
  send(values: readonly string[], index = 0, topic = 't', apiVersion = 13): PartitionProduceResponse | null {
    const key = `${topic}/${index}`
    const baseSequence = this.#sequences.get(key) ?? 0
    const builder = new RecordBatchBuilder()
    for (const value of values) builder.append(this.#kafka.nowMs, null, encoder.encode(value), [])
    const { producerId, producerEpoch } = this
    const batch = builder.build({ producerId, producerEpoch, baseSequence, isTransactional: true })
    const request = { ...produceRequest(topic, index, [batch]), transactionalId: this.#transactionalId, apiVersion }
    const answered = this.#kafka.send('Produce', request)
    const [response = null] = answered?.responses[0]?.partitionResponses ?? []
    if (response?.error === 'NONE') this.#sequences.set(key, baseSequence + values.length)
    return response
  }

  /** Produces, and must be answered at once. */
  produce(values: readonly string[], index = 0, topic = 't'): KafkaErrorName {
    const response = this.send(values, index, topic)
    if (response === null) throw new Error('the produce waits')
    return response.error
  }

  addPartitions(indexes: readonly number[], topic = 't'): KafkaErrorName {
    const { topics } = this.#kafka.request('AddPartitionsToTxn', {
      ...this.#named,
      apiVersion: 3,
      verifyOnly: false,
      topics: [{ name: topic, partitions: indexes }],
    })
    return topics[0]?.partitions[0]?.error ?? 'NONE'
  }

  sendOffsets(groupId: string, offsets: readonly Offsets[], apiVersion = 5): KafkaErrorName {
    const { topics } = this.#kafka.request('TxnOffsetCommit', {
      ...this.#named,
      apiVersion,
      groupId,
      generationId: -1,
      memberId: '',
      groupInstanceId: null,
      topics: offsets.map(({ topic, partition: partitionIndex, offset: committedOffset }) => ({
        name: topic,
        partitions: [{ partitionIndex, committedOffset, committedLeaderEpoch: -1, committedMetadata: null }],
      })),
    })
    return topics[0]?.partitions[0]?.error ?? 'NONE'
  }

  end(committed: boolean, apiVersion = 5): KafkaErrorName | null {
    const answered = this.#kafka.send('EndTxn', { ...this.#named, apiVersion, committed })
    if (answered === null) return null
    if (answered.error === 'NONE' && apiVersion >= 5) this.#goOn(answered.producerId, answered.producerEpoch)
    return answered.error
  }

  get state(): string {
    const { transactionStates } = this.#kafka.request('DescribeTransactions', { transactionalIds: [this.#transactionalId] })
    return transactionStates[0]?.transactionState ?? ''
  }

  get #named() {
    const { producerId, producerEpoch } = this
    return { transactionalId: this.#transactionalId, producerId, producerEpoch }
  }

  #goOn(producerId: number, producerEpoch: number): void {
    if (producerId !== this.producerId || producerEpoch !== this.producerEpoch) this.#sequences.clear()
    this.producerId = producerId
    this.producerEpoch = producerEpoch
  }
}
