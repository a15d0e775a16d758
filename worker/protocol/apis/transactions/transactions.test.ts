// Transactions as clients of each version speak them, against a cluster in memory.
import { beforeEach, describe, expect, it } from 'vitest'
import { RecordBatchBuilder } from '../../../../schema/kafka/batch-builder.ts'
import { kafkaError } from '../../../../schema/kafka/errors.ts'
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import { addOffsetsToTxnMessages } from '../../../../schema/kafka/protocol/messages/add-offsets-to-txn.ts'
import { addPartitionsToTxnMessages } from '../../../../schema/kafka/protocol/messages/add-partitions-to-txn.ts'
import { describeProducersMessages } from '../../../../schema/kafka/protocol/messages/describe-producers.ts'
import { describeTransactionsMessages } from '../../../../schema/kafka/protocol/messages/describe-transactions.ts'
import { endTxnMessages } from '../../../../schema/kafka/protocol/messages/end-txn.ts'
import { initProducerIdMessages } from '../../../../schema/kafka/protocol/messages/init-producer-id.ts'
import { listTransactionsMessages } from '../../../../schema/kafka/protocol/messages/list-transactions.ts'
import { txnOffsetCommitMessages } from '../../../../schema/kafka/protocol/messages/txn-offset-commit.ts'
import { writeTxnMarkersMessages } from '../../../../schema/kafka/protocol/messages/write-txn-markers.ts'
import type { KafkaApi, KafkaApis } from '../../../../schema/kafka/requests/apis.ts'
import type { CoordinatorKeyType } from '../../../../schema/kafka/requests/find-coordinator.ts'
import { MAX_TRANSACTIONAL_IDS } from '../../../../schema/limits.ts'
import { MemoryEdge } from '../../../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../../../test/support/memory-sandbox.ts'
import { createTopic, produceRequest } from '../../../../test/support/records.ts'
import { TestWire } from '../../../../test/support/wire.ts'

const edge = new MemoryEdge()
const TOPICS = [{ name: 't', partitions: [0, 1] }]
const NEW_PRODUCER = { transactionalId: 'payments', transactionTimeoutMs: 60_000 }

type Producer = { readonly producerId: number; readonly producerEpoch: number }

let sandbox: MadeSandbox
let wire: TestWire

beforeEach(async () => {
  sandbox = await edge.sandbox({ seed: 1 })
  createTopic(edge.clusterOf(sandbox.id), 't', {}, 2)
  // Whoever looks for a coordinator makes its topic.
  const payments = await coordinatorOf('payments', 'TRANSACTION')
  await coordinatorOf('g', 'GROUP')
  wire = await TestWire.open(edge, sandbox, { brokerId: payments })
})

async function ask<Api extends KafkaApi>(api: Api, request: KafkaApis[Api]['request']): Promise<KafkaApis[Api]['response']> {
  const anybody = await TestWire.open(edge, sandbox)
  const outcome = await anybody.client.sandbox.kafka(anybody.client.caller, { api, request }, null)
  if (!outcome.ok) throw new Error(outcome.message)
  return outcome.value.response
}

async function coordinatorOf(key: string, keyType: CoordinatorKeyType): Promise<number> {
  const { coordinators } = await ask('FindCoordinator', { keyType, coordinatorKeys: [key] })
  return coordinators[0]?.nodeId ?? -1
}

async function groupWire(): Promise<TestWire> {
  return TestWire.open(edge, sandbox, { brokerId: await coordinatorOf('g', 'GROUP') })
}

async function init(version = 5, from: Partial<Producer> = {}): Promise<Producer> {
  const { errorCode, producerId, producerEpoch } = await wire.call(initProducerIdMessages, version, { ...NEW_PRODUCER, ...from })
  expect(nameOf(errorCode)).toBe('NONE')
  return { producerId, producerEpoch }
}

/** Partitions as a producer adds them, or a broker for it. */
async function addPartitions(version: number, producer: Producer, topics: typeof TOPICS = TOPICS): Promise<KafkaErrorName[]> {
  const { producerId, producerEpoch } = producer
  const answer = await wire.call(addPartitionsToTxnMessages, version, {
    transactions: version < 4 ? [] : [{ transactionalId: 'payments', ...producer, topics }],
    v3AndBelowTransactionalId: version < 4 ? 'payments' : '',
    v3AndBelowProducerId: version < 4 ? producerId : 0,
    v3AndBelowProducerEpoch: version < 4 ? producerEpoch : 0,
    v3AndBelowTopics: version < 4 ? topics : [],
  })
  const results = version < 4 ? answer.resultsByTopicV3AndBelow : (answer.resultsByTransaction[0]?.topicResults ?? [])
  return results.flatMap(({ resultsByPartition }) => resultsByPartition.map(({ partitionErrorCode }) => nameOf(partitionErrorCode)))
}

async function end(version: number, producer: Producer, committed = true) {
  const { errorCode, producerId, producerEpoch } = await wire.call(endTxnMessages, version, {
    transactionalId: 'payments',
    ...producer,
    committed,
  })
  return { error: nameOf(errorCode), producerId, producerEpoch }
}

async function stateOf(transactionalId: string) {
  const { transactionStates } = await wire.call(describeTransactionsMessages, 0, { transactionalIds: [transactionalId] })
  return transactionStates[0]
}

/** A transactional batch in t-0, which brings its partition into the transaction. */
async function produce(producer: Producer): Promise<void> {
  const builder = new RecordBatchBuilder()
  builder.append(Date.now(), null, new Uint8Array(3), [])
  const batch = builder.build({ ...producer, baseSequence: 0, isTransactional: true })
  const { responses } = await ask('Produce', { ...produceRequest('t', 0, [batch]), transactionalId: 'payments' })
  expect(responses[0]?.partitionResponses[0]?.error).toBe('NONE')
}

function nameOf(code: number): KafkaErrorName {
  return kafkaError(code).name
}

describe('InitProducerId', () => {
  it.each([0, 1, 2, 3, 4, 5])('gives an id in version %i, and a transactional id its next epoch', async (version) => {
    const idempotent = await wire.call(initProducerIdMessages, version, { transactionalId: null, transactionTimeoutMs: 0 })
    expect(idempotent).toMatchObject({ errorCode: 0, producerEpoch: 0, throttleTimeMs: 0 })
    const { producerId } = await init(version)
    expect(await init(version)).toEqual({ producerId, producerEpoch: 1 })
  })

  it('raises the epoch that a producer names, and tells a fenced one what it knows', async () => {
    const first = await init(5)
    const second = await init(5, first)
    expect(second.producerEpoch).toBe(1)
    await init(5)
    await init(5)
    const told = async (version: number) => (await wire.call(initProducerIdMessages, version, { ...NEW_PRODUCER, ...first })).errorCode
    expect([nameOf(await told(3)), nameOf(await told(4))]).toEqual(['INVALID_PRODUCER_EPOCH', 'PRODUCER_FENCED'])
  })

  it('is refused by who does not coordinate the id', async () => {
    const other = await TestWire.open(edge, sandbox, { brokerId: (wire.client.brokerId % 3) + 1 })
    const { errorCode, producerId, producerEpoch } = await other.call(initProducerIdMessages, 5, NEW_PRODUCER)
    expect([nameOf(errorCode), producerId, producerEpoch]).toEqual(['NOT_COORDINATOR', -1, -1])
  })
})

describe('a transaction of the classic protocol', () => {
  it.each([0, 1, 2, 3])('adds partitions in version %i and ends', async (version) => {
    const producer = await init()
    expect(await addPartitions(version, producer)).toEqual(['NONE', 'NONE'])
    expect(await stateOf('payments')).toMatchObject({ transactionState: 'Ongoing', topics: [{ topic: 't', partitions: [0, 1] }] })
    expect(await end(version, producer)).toEqual({ error: 'NONE', producerId: -1, producerEpoch: -1 })
    expect(await end(version, producer)).toMatchObject({ error: 'NONE' })
    expect(await end(version, producer, false)).toMatchObject({ error: 'INVALID_TXN_STATE' })
  })

  it.each([
    [0, 'INVALID_PRODUCER_EPOCH'],
    [1, 'INVALID_PRODUCER_EPOCH'],
    [2, 'PRODUCER_FENCED'],
    [3, 'PRODUCER_FENCED'],
  ] as const)('that was fenced is told so in version %i as %s', async (version, error) => {
    const fenced = await init()
    await init()
    expect(await addPartitions(version, fenced)).toEqual([error, error])
    expect(await end(version, fenced)).toMatchObject({ error })
    const offsets = await wire.call(addOffsetsToTxnMessages, version, { transactionalId: 'payments', ...fenced, groupId: 'g' })
    expect(nameOf(offsets.errorCode)).toBe(error)
  })

  it('adds all partitions or none', async () => {
    const producer = await init()
    expect(await addPartitions(3, producer, [{ name: 't', partitions: [0, 7] }])).toEqual([
      'OPERATION_NOT_ATTEMPTED',
      'UNKNOWN_TOPIC_OR_PARTITION',
    ])
    expect(await stateOf('payments')).toMatchObject({ transactionState: 'Empty' })
  })

  it.each([0, 1, 2, 3, 4])('commits offsets in version %i, once their partition is in', async (version) => {
    const producer = await init()
    const group = await groupWire()
    const partitions = [{ partitionIndex: 0, committedOffset: 7, committedMetadata: 'm' }]
    const commit = { transactionalId: 'payments', groupId: 'g', ...producer, topics: [{ name: 't', partitions }] }
    const committed = async () => {
      const { topics } = await group.call(txnOffsetCommitMessages, version, commit)
      return topics.map(({ name, partitions: [first] }) => [name, first?.partitionIndex, nameOf(first?.errorCode ?? -1)])
    }
    expect(await committed()).toEqual([['t', 0, 'INVALID_TXN_STATE']])
    await wire.call(addOffsetsToTxnMessages, Math.min(version, 4), { transactionalId: 'payments', ...producer, groupId: 'g' })
    expect(await committed()).toEqual([['t', 0, 'NONE']])
    expect(await end(3, producer)).toMatchObject({ error: 'NONE' })
    const read = await ask('OffsetFetch', { groupId: 'g', memberId: null, memberEpoch: -1, topics: null, requireStable: true })
    expect(read.topics[0]?.partitions[0]).toMatchObject({ committedOffset: 7, metadata: 'm' })
  })
})

describe('a transaction of the second version', () => {
  it('raises the epoch when it ends, and tells it', async () => {
    const producer = await init()
    await produce(producer)
    const { error, ...next } = await end(5, producer)
    expect([error, next]).toEqual(['NONE', { ...producer, producerEpoch: 1 }])
    expect(await end(5, next)).toMatchObject({ error: 'INVALID_TXN_STATE', producerId: -1, producerEpoch: -1 })
  })

  it('needs no AddOffsetsToTxn before it commits offsets, in the name of a member or of nobody', async () => {
    const producer = await init()
    const group = await groupWire()
    const partitions = [{ partitionIndex: 1, committedOffset: 9, committedLeaderEpoch: 0, committedMetadata: null }]
    const commit = { transactionalId: 'payments', groupId: 'g', ...producer, topics: [{ name: 't', partitions }] }
    const stranger = await group.call(txnOffsetCommitMessages, 5, { ...commit, generationId: 4, memberId: 'x' })
    expect(nameOf(stranger.topics[0]?.partitions[0]?.errorCode ?? -1)).toBe('ILLEGAL_GENERATION')
    const nobody = await group.call(txnOffsetCommitMessages, 5, commit)
    expect(nobody).toEqual({ throttleTimeMs: 0, topics: [{ name: 't', partitions: [{ partitionIndex: 1, errorCode: 0 }] }] })
    expect(await end(5, producer)).toMatchObject({ error: 'NONE', producerEpoch: 1 })
  })

  it.each([4, 5])('is added to by brokers with version %i, several at a time', async (version) => {
    const producer = await init()
    const transaction = { transactionalId: 'payments', ...producer, topics: TOPICS }
    const asked = { v3AndBelowTransactionalId: '', v3AndBelowProducerId: 0, v3AndBelowProducerEpoch: 0, v3AndBelowTopics: [] }
    const { resultsByTransaction, errorCode } = await wire.call(addPartitionsToTxnMessages, version, {
      ...asked,
      transactions: [
        { ...transaction, verifyOnly: true, topics: [{ name: 't', partitions: [1] }] },
        { ...transaction, topics: [{ name: 't', partitions: [0] }] },
        { ...transaction, transactionalId: 'nobody', topics: [{ name: 't', partitions: [0] }] },
      ],
    })
    const told = resultsByTransaction.map(({ transactionalId, topicResults }) => {
      return [transactionalId, nameOf(topicResults[0]?.resultsByPartition[0]?.partitionErrorCode ?? -1)]
    })
    expect(errorCode).toBe(0)
    expect(told).toEqual([
      ['payments', 'TRANSACTION_ABORTABLE'],
      ['payments', 'NONE'],
      ['nobody', expect.stringMatching(/^(NOT_COORDINATOR|INVALID_PRODUCER_ID_MAPPING)$/)],
    ])
    const tooMany = Array.from({ length: MAX_TRANSACTIONAL_IDS + 1 }, () => transaction)
    const refused = await wire.call(addPartitionsToTxnMessages, version, { ...asked, transactions: tooMany })
    expect([nameOf(refused.errorCode), refused.resultsByTransaction]).toEqual(['INVALID_REQUEST', []])
  })
})

describe('whoever looks at transactions', () => {
  it('sees what their coordinator has in memory', async () => {
    const producer = await init()
    await produce(producer)
    expect(await stateOf('payments')).toMatchObject({
      errorCode: 0,
      transactionTimeoutMs: 60_000,
      ...producer,
      topics: [{ topic: 't', partitions: [0] }],
    })
    expect(nameOf((await stateOf(''))?.errorCode ?? -1)).toBe('INVALID_REQUEST')
  })

  it.each([0, 1, 2])('finds in version %i those of one broker, by filters', async (version) => {
    const { producerId } = await init()
    const found = async (stateFilters: readonly string[], producerIdFilters: readonly number[] = []) => {
      const { transactionStates, unknownStateFilters } = await wire.call(listTransactionsMessages, version, {
        stateFilters,
        producerIdFilters,
      })
      return { ids: transactionStates.map(({ transactionalId }) => transactionalId), unknownStateFilters }
    }
    expect(await found([])).toEqual({ ids: ['payments'], unknownStateFilters: [] })
    expect(await found(['Empty', 'Sleeping'])).toEqual({ ids: ['payments'], unknownStateFilters: ['Sleeping'] })
    expect((await found(['Ongoing'])).ids).toEqual([])
    expect((await found([], [producerId])).ids).toEqual(['payments'])
    expect((await found([], [producerId + 1])).ids).toEqual([])
  })

  it('finds them by age and by pattern since there are versions for that', async () => {
    await addPartitions(3, await init())
    const all = { stateFilters: [], producerIdFilters: [] }
    const aged = await wire.call(listTransactionsMessages, 1, { ...all, durationFilter: 1_000_000 })
    expect(aged.transactionStates).toEqual([])
    const named = await wire.call(listTransactionsMessages, 2, { ...all, transactionalIdPattern: 'pay.*' })
    expect(named.transactionStates).toHaveLength(1)
    const wrong = await wire.call(listTransactionsMessages, 2, { ...all, transactionalIdPattern: '(' })
    expect(nameOf(wrong.errorCode)).toBe('INVALID_REGULAR_EXPRESSION')
  })

  it.each([1, 2])('ends one that hangs with a marker of version %i', async (version) => {
    const producer = await init()
    await produce(producer)
    const leader = edge.clusterOf(sandbox.id).cluster.topics.get('t')?.partitions[0]?.leader ?? -1
    const atLeader = await TestWire.open(edge, sandbox, { brokerId: leader })
    const described = async () => {
      const { topics } = await atLeader.call(describeProducersMessages, 0, { topics: [{ name: 't', partitionIndexes: [0, 9] }] })
      return topics[0]?.partitions
    }
    expect(await described()).toMatchObject([
      { errorCode: 0, activeProducers: [{ ...producer, lastSequence: 0, coordinatorEpoch: -1, currentTxnStartOffset: 0 }] },
      { errorCode: 3, activeProducers: [] },
    ])
    const marker = { ...producer, producerEpoch: 1, transactionResult: false, coordinatorEpoch: 0 }
    const ofVersion = version < 2 ? marker : { ...marker, transactionVersion: 2 }
    const written = await atLeader.call(writeTxnMarkersMessages, version, {
      markers: [{ ...ofVersion, topics: [{ name: 't', partitionIndexes: [0, 9] }] }],
    })
    expect(written.markers).toEqual([
      {
        producerId: producer.producerId,
        topics: [
          {
            name: 't',
            partitions: [
              { partitionIndex: 0, errorCode: 0 },
              { partitionIndex: 9, errorCode: 3 },
            ],
          },
        ],
      },
    ])
    expect((await described())?.[0]?.activeProducers).toMatchObject([{ producerEpoch: 1, currentTxnStartOffset: -1 }])
  })
})
