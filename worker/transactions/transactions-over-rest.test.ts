// The routes of transactions through the whole edge, in front of an object whose coordinators answer what each test says: what is asked of them,
// and how their answers look over HTTP.
import { beforeEach, describe, expect, it } from 'vitest'
import type { Caller, Outcome } from '../../durable/shell/rpc.ts'
import type { Answered } from '../../durable/shell/runtime.ts'
import type { KafkaErrorName } from '../../schema/kafka/errors.ts'
import type { KafkaApi, KafkaApis, RequestOf } from '../../schema/kafka/requests/apis.ts'
import { MemoryEdge, MemorySandbox } from '../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../test/support/memory-sandbox.ts'
import type { Env } from '../env.ts'
import { newKeyId } from '../keys/capability.ts'
import { signKey } from '../keys/signed-key.ts'

type Answers = { [Api in KafkaApi]?: KafkaApis[Api]['response'] }
type Asked = { readonly api: KafkaApi; readonly request: unknown }

/** The real cluster, but for the APIs that a test answers itself. */
class ScriptedSandbox extends MemorySandbox {
  answers: Answers = {}
  asked: Asked[] = []

  override kafka<Api extends KafkaApi>(
    caller: Caller,
    request: RequestOf<Api>,
    brokerId: number | null = null,
  ): Promise<Outcome<Answered<Api>>> {
    const response = this.answers[request.api]
    if (response === undefined) return super.kafka(caller, request, brokerId)
    this.asked.push({ api: request.api, request: request.request })
    return Promise.resolve({ ok: true, value: { response, sequence: 41 } as Answered<Api> })
  }

  requestsOf(api: KafkaApi): unknown[] {
    return this.asked.filter((asked) => asked.api === api).map(({ request }) => request)
  }
}

const HOLDER = { transactional_id: 'shop.tx', producer_id: 7, producer_epoch: 3 }
const NAMED = { 'Producer-Id': '7', 'Producer-Epoch': '2' }
const COORDINATOR: Answers['FindCoordinator'] = {
  coordinators: [{ key: 'shop.tx', error: 'NONE', errorMessage: null, nodeId: 2, host: '', port: -1 }],
}

let edge: MemoryEdge
let made: MadeSandbox
let object: ScriptedSandbox

beforeEach(async () => {
  object = new ScriptedSandbox()
  const namespace = { idFromName: (name: string) => name, get: () => object }
  edge = new MemoryEdge({ SANDBOX: namespace as unknown as Env['SANDBOX'] })
  made = await edge.sandbox({ seed: 1 })
  await v3('POST', '/topics', { json: { topic_name: 'shop.orders', partitions_count: 2 } })
  object.answers = { FindCoordinator: COORDINATOR, DescribeTransactions: described() }
})

type Answer = { readonly status: number; readonly headers: Headers; readonly body: Record<string, unknown> }
type Options = { json?: unknown; headers?: Record<string, string>; key?: string; body?: string }

async function v3(method: string, path: string, { key = made.owner, headers = {}, ...asked }: Options = {}): Promise<Answer> {
  const typed = asked.body === undefined ? headers : { 'Content-Type': 'application/json', ...headers }
  const answer = await edge.http(method, `/v3/clusters/${made.id}${path}`, { key, headers: typed, ...asked })
  const [first = '{}'] = (await answer.text()).split('\r\n')
  return { status: answer.status, headers: answer.headers, body: JSON.parse(first === '' ? '{}' : first) }
}

function described(error: KafkaErrorName = 'NONE'): NonNullable<Answers['DescribeTransactions']> {
  const state = {
    error,
    transactionalId: 'shop.tx',
    transactionState: 'Ongoing',
    transactionTimeoutMs: 60_000,
    transactionStartTimeMs: 1_700_000_000_000,
    producerId: 7,
    producerEpoch: 3,
    topics: [
      { topic: 'shop.orders', partitions: [0, 1] },
      { topic: 'other', partitions: [0] },
    ],
  }
  return { transactionStates: [state] }
}

function keyFor(topicPrefix: string): Promise<string> {
  const capability = { sandboxId: made.id, keyId: newKeyId(), scopes: ['admin'] as const, topicPrefix, origins: null, expiresMs: null }
  return signKey(capability, edge.env.SIGNING_SECRET)
}

describe('a producer id', () => {
  it('is given to anybody who asks, at both addresses', async () => {
    const first = await v3('POST', '/producers')
    expect(first).toMatchObject({ status: 200, body: { producer_epoch: 0 } })
    const second = await edge.http('POST', `/v1/sandboxes/${made.id}/producers`, { key: made.owner })
    const { producer_id: other } = (await second.json()) as { producer_id: number }
    expect(other).not.toBe(first.body['producer_id'])
  })

  it('with a transactional id is the one of that id', async () => {
    object.answers.InitProducerId = { error: 'NONE', producerId: 7, producerEpoch: 3 }
    const answer = await v3('POST', '/producers', { json: { transactional_id: 'shop.tx', timeout_ms: 5_000 } })
    expect(answer).toMatchObject({ status: 200, body: { producer_id: 7, producer_epoch: 3 } })
    expect(object.requestsOf('InitProducerId')).toEqual([{ transactionalId: 'shop.tx', transactionTimeoutMs: 5_000 }])
    expect((await v3('POST', '/producers', { json: { transactional_id: '' } })).status).toBe(422)
  })
})

describe('beginning', () => {
  it('answers 201 with who writes and where it is coordinated', async () => {
    object.answers.InitProducerId = { error: 'NONE', producerId: 7, producerEpoch: 3 }
    const { status, headers, body } = await v3('POST', '/transactions', { json: { transactional_id: 'shop.tx' } })
    expect(status).toBe(201)
    expect(body).toEqual({ ...HOLDER, timeout_ms: 60_000, coordinator_id: 2 })
    expect(headers.get('Location')).toBe(`http://samsa.test/v3/clusters/${made.id}/transactions/shop.tx`)
    expect(headers.get('Samsa-Sequence')).toBe('41')
  })

  it.each([
    ['INVALID_TRANSACTION_TIMEOUT', 400],
    ['PRODUCER_FENCED', 403],
    ['TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 403],
    ['BROKER_NOT_AVAILABLE', 503],
  ] as const)('that ends in %s is %i', async (error, status) => {
    object.answers.InitProducerId = { error, producerId: -1, producerEpoch: -1 }
    expect((await v3('POST', '/transactions', { json: { transactional_id: 'shop.tx' } })).status).toBe(status)
  })
})

describe('producing in a transaction', () => {
  const record = (topic: string, data: string) => JSON.stringify({ topic_name: topic, partition_id: 0, value: { type: 'STRING', data } })
  const stored = (count: number): NonNullable<Answers['Produce']> => {
    const one = { index: 0, error: 'NONE', errorMessage: null, baseOffset: 5, logAppendTimeMs: -1, logStartOffset: 0 } as const
    return { responses: [{ name: 'shop.orders', partitionResponses: Array.from({ length: count }, () => one) }] }
  }

  it('lets the leader number the records of whoever holds the id', async () => {
    object.answers.Produce = stored(1)
    const answer = await v3('POST', '/transactions/shop.tx/records', { body: record('shop.orders', 'x') })
    expect(answer).toMatchObject({ status: 200, body: { error_code: 200, topic_name: 'shop.orders', offset: 5 } })
    expect(object.requestsOf('Produce')).toMatchObject([
      { transactionalId: 'shop.tx', stampedProducer: { producerId: 7, producerEpoch: 3 }, atomic: true, acks: -1 },
    ])
  })

  it('speaks for the producer that the headers name, and counts with it', async () => {
    object.answers.Produce = stored(1)
    const asked = { body: record('shop.orders', 'x'), headers: { ...NAMED, 'Producer-Seq': '4' } }
    expect((await v3('POST', '/transactions/shop.tx/records', asked)).status).toBe(200)
    expect(object.requestsOf('DescribeTransactions')).toEqual([])
    expect(object.requestsOf('Produce')).toMatchObject([{ transactionalId: 'shop.tx', stampedProducer: null }])
    await v3('POST', '/transactions/shop.tx/records', { body: record('shop.orders', 'x'), headers: NAMED })
    expect(object.requestsOf('Produce')[1]).toMatchObject({ stampedProducer: { producerId: 7, producerEpoch: 2 } })
  })

  it('takes an idempotency key, which is good for this one transaction', async () => {
    object.answers.Produce = stored(1)
    const send = () =>
      v3('POST', '/transactions/shop.tx/records', { body: record('shop.orders', 'x'), headers: { 'Idempotency-Key': 'k' } })
    await send()
    await send()
    object.answers.DescribeTransactions = {
      transactionStates: described().transactionStates.map((state) => ({ ...state, producerEpoch: 4 })),
    }
    await send()
    const fingerprints = object.requestsOf('Produce').map((request) => {
      return (request as KafkaApis['Produce']['request']).idempotencyKey?.fingerprint
    })
    expect(fingerprints[0]).toBe(fingerprints[1])
    expect(fingerprints[2]).not.toBe(fingerprints[0])
  })

  it('takes batches with ids', async () => {
    object.answers.Produce = stored(1)
    const entries = [{ id: 'a', topic_name: 'shop.orders', partition_id: 0, value: { type: 'STRING', data: 'x' } }]
    const answer = await v3('POST', '/transactions/shop.tx/records:batch', { json: { entries } })
    expect(answer).toMatchObject({ status: 207, body: { successes: [{ id: 'a', offset: 5 }], failures: [] } })
  })

  it.each([
    ['INVALID_TXN_STATE', 409],
    ['INVALID_PRODUCER_EPOCH', 403],
    ['TRANSACTION_ABORTABLE', 409],
  ] as const)('that the leader refuses with %s is %i', async (error, status) => {
    const failed = { index: 0, error, errorMessage: 'Why.', baseOffset: -1, logAppendTimeMs: -1, logStartOffset: -1 }
    object.answers.Produce = { responses: [{ name: 'shop.orders', partitionResponses: [failed] }] }
    const answer = await v3('POST', '/transactions/shop.tx/records', { body: record('shop.orders', 'x') })
    expect(answer).toMatchObject({ status, body: { message: 'Why.' } })
    expect(answer.headers.get('Kafka-Error')).toBe(error)
  })

  it('needs the name of a topic in every record, one that the key is for', async () => {
    const path = '/transactions/shop.tx/records'
    const nameless = await v3('POST', path, { body: '{"value":{"type":"STRING","data":"x"}}' })
    expect(nameless).toMatchObject({ status: 400, body: { message: 'Bad Request: topic_name is missing.' } })
    const key = await keyFor('shop.')
    expect((await v3('POST', path, { body: record('other', 'x'), key })).status).toBe(403)
    expect((await v3('POST', '/transactions/bank.tx:abort', { key })).status).toBe(403)
    expect((await v3('POST', '/transactions', { json: { transactional_id: 'bank.tx' }, key })).status).toBe(403)
  })

  it('by an id that nobody holds is 404', async () => {
    object.answers.DescribeTransactions = described('TRANSACTIONAL_ID_NOT_FOUND')
    expect((await v3('POST', '/transactions/shop.tx/records', { body: record('shop.orders', 'x') })).status).toBe(404)
    expect((await v3('POST', '/transactions/shop.tx:commit')).status).toBe(404)
  })
})

describe('offsets in a transaction', () => {
  const json = { group_id: 'g', offsets: [{ topic_name: 'shop.orders', partition_id: 1, offset: 9, metadata: 'm' }] }
  const answered = (...errors: KafkaErrorName[]): NonNullable<Answers['TxnOffsetCommit']> => ({
    topics: [{ name: 'shop.orders', partitions: errors.map((error, partitionIndex) => ({ partitionIndex, error })) }],
  })

  it('are committed for the group, with the generation of its member where it is given', async () => {
    object.answers.TxnOffsetCommit = answered('NONE')
    const plain = await v3('POST', '/transactions/shop.tx/offsets', { json })
    expect(plain).toMatchObject({ status: 200, body: { successes: [{ topic_name: 'shop.orders', partition_id: 0 }], failures: [] } })
    await v3('POST', '/transactions/shop.tx/offsets', { json: { ...json, member_id: 'm-1', generation_id: 4 } })
    const partition = { partitionIndex: 1, committedOffset: 9, committedLeaderEpoch: -1, committedMetadata: 'm' }
    const topics = [{ name: 'shop.orders', partitions: [partition] }]
    expect(object.requestsOf('TxnOffsetCommit')).toMatchObject([
      { transactionalId: 'shop.tx', producerId: 7, producerEpoch: 3, groupId: 'g', generationId: -1, memberId: '', topics },
      { memberId: 'm-1', generationId: 4 },
    ])
  })

  it('that are refused say so one by one, or with the status where all are', async () => {
    object.answers.TxnOffsetCommit = answered('NONE', 'UNKNOWN_TOPIC_OR_PARTITION')
    const some = await v3('POST', '/transactions/shop.tx/offsets', { json })
    expect(some).toMatchObject({ status: 207, body: { failures: [{ partition_id: 1, error_code: 40403 }] } })
    object.answers.TxnOffsetCommit = answered('ILLEGAL_GENERATION')
    expect((await v3('POST', '/transactions/shop.tx/offsets', { json })).status).toBe(409)
  })

  it('are those of groups and topics that the key is for', async () => {
    object.answers.TxnOffsetCommit = answered('NONE')
    const sent = async (group_id: string, prefix: string) => {
      return (await v3('POST', '/transactions/shop.tx/offsets', { json: { ...json, group_id }, key: await keyFor(prefix) })).status
    }
    expect(await sent('shop.g', 'shop.')).toBe(200)
    expect(await sent('g', 'shop.')).toBe(403)
    expect(await sent('shop.tx', 'shop.tx')).toBe(403)
  })
})

describe('ending', () => {
  it.each([
    ['commit', true],
    ['abort', false],
  ])('with :%s answers the epoch to go on with', async (verb, committed) => {
    object.answers.EndTxn = { error: 'NONE', producerId: 7, producerEpoch: 4 }
    const answer = await v3('POST', `/transactions/shop.tx:${verb}`)
    expect(answer).toMatchObject({ status: 200, body: { ...HOLDER, producer_epoch: 4 } })
    expect(object.requestsOf('EndTxn')).toMatchObject([{ transactionalId: 'shop.tx', producerId: 7, producerEpoch: 3, committed }])
  })

  it('speaks for the producer that the headers name, which may have been fenced', async () => {
    object.answers.EndTxn = { error: 'PRODUCER_FENCED', producerId: -1, producerEpoch: -1 }
    const answer = await v3('POST', '/transactions/shop.tx:commit', { headers: NAMED })
    expect(answer).toMatchObject({ status: 403, body: { error_code: 403 } })
    expect(object.requestsOf('EndTxn')).toMatchObject([{ producerEpoch: 2 }])
    expect((await v3('POST', '/transactions/shop.tx:commit', { headers: { 'Producer-Id': '7' } })).status).toBe(400)
  })
})

describe('what an administrator sees', () => {
  it('lists transactions by id, filtered where it is asked for', async () => {
    const states = ['shop.tx', 'bank.tx'].map((transactionalId) => ({ transactionalId, producerId: 7, transactionState: 'Ongoing' }))
    object.answers.ListTransactions = { error: 'NONE', unknownStateFilters: [], transactionStates: states }
    const { body } = await v3('GET', '/transactions?states=Ongoing,Empty&producer_id=7&duration_ms=100&pattern=.*')
    expect((body['data'] as object[]).map((item) => (item as { transactional_id: string }).transactional_id)).toEqual([
      'bank.tx',
      'shop.tx',
    ])
    expect(object.requestsOf('ListTransactions')).toEqual([
      { stateFilters: ['Ongoing', 'Empty'], producerIdFilters: [7], durationFilterMs: 100, transactionalIdPattern: '.*' },
    ])
    const own = await v3('GET', '/transactions', { key: await keyFor('shop.') })
    expect(own.body['data']).toHaveLength(1)
    object.answers.ListTransactions = { error: 'NONE', unknownStateFilters: ['Nowhere'], transactionStates: [] }
    expect(await v3('GET', '/transactions?states=Nowhere')).toMatchObject({
      status: 400,
      body: { message: 'Bad Request: there is no state Nowhere.' },
    })
  })

  it('describes one, without the topics that the key is not for', async () => {
    const { body } = await v3('GET', '/transactions/shop.tx', { key: await keyFor('shop.') })
    expect(body).toMatchObject({
      kind: 'KafkaTransaction',
      metadata: { resource_name: `crn:///kafka=${made.id}/transaction=shop.tx` },
      ...HOLDER,
      state: 'Ongoing',
      timeout_ms: 60_000,
      start_time: '2023-11-14T22:13:20.000Z',
      partitions: [
        { topic_name: 'shop.orders', partition_id: 0 },
        { topic_name: 'shop.orders', partition_id: 1 },
      ],
    })
    object.answers.DescribeTransactions = described('TRANSACTIONAL_ID_NOT_FOUND')
    expect((await v3('GET', '/transactions/shop.tx')).status).toBe(404)
  })

  it.each(['fence', 'terminate'])('with :%s takes the place of the holder', async (verb) => {
    object.answers.InitProducerId = { error: 'NONE', producerId: 7, producerEpoch: 5 }
    expect(await v3('POST', `/transactions/shop.tx:${verb}`)).toMatchObject({ status: 200, body: { ...HOLDER, producer_epoch: 5 } })
    expect(object.requestsOf('InitProducerId')).toEqual([{ transactionalId: 'shop.tx', transactionTimeoutMs: 1 }])
  })

  it('terminates only what there is', async () => {
    object.answers.DescribeTransactions = described('TRANSACTIONAL_ID_NOT_FOUND')
    expect((await v3('POST', '/transactions/shop.tx:terminate')).status).toBe(404)
  })
})

describe('the producers of a partition', () => {
  const path = '/topics/shop.orders/partitions/1/producers'
  const active = { producerEpoch: 3, lastSequence: 4, lastTimestamp: 1_000, coordinatorEpoch: -1 }

  beforeEach(() => {
    const activeProducers = [
      { ...active, producerId: 9, currentTxnStartOffset: 20 },
      { ...active, producerId: 8, currentTxnStartOffset: -1 },
    ]
    const partition = { partitionIndex: 1, error: 'NONE', errorMessage: null, activeProducers } as const
    object.answers.DescribeProducers = { topics: [{ name: 'shop.orders', partitions: [partition] }] }
  })

  it('are shown by id, with the transactions that are open', async () => {
    const { body } = await v3('GET', path)
    expect(body['data']).toMatchObject([
      { kind: 'KafkaProducer', producer_id: 8, current_transaction_start_offset: null },
      {
        producer_id: 9,
        producer_epoch: 3,
        last_sequence: 4,
        last_timestamp: 1_000,
        coordinator_epoch: -1,
        current_transaction_start_offset: 20,
      },
    ])
    expect((await v3('GET', '/topics/shop.orders/partitions/7/producers')).status).toBe(404)
  })

  it('that hang are aborted by a marker of their own epoch', async () => {
    const written = { producerId: 9, topics: [{ name: 'shop.orders', partitions: [{ partitionIndex: 1, error: 'NONE' }] }] } as const
    object.answers.WriteTxnMarkers = { markers: [written] }
    const answer = await v3('POST', `${path}/9:abort`)
    expect(answer).toMatchObject({ status: 200, body: { producer_id: 9, producer_epoch: 3, start_offset: 20 } })
    const topics = [{ name: 'shop.orders', partitionIndexes: [1] }]
    const marker = { producerId: 9, producerEpoch: 3, transactionResult: false, coordinatorEpoch: 0, transactionVersion: 0, topics }
    expect(object.requestsOf('WriteTxnMarkers')).toEqual([{ markers: [marker] }])
  })

  it('that have nothing open, or are not there, are not', async () => {
    expect((await v3('POST', `${path}/8:abort`)).status).toBe(409)
    expect((await v3('POST', `${path}/5:abort`)).status).toBe(404)
    expect((await v3('POST', `${path}/nobody:abort`)).status).toBe(404)
  })
})

describe('the offsets of a group', () => {
  const offset = { error: 'NONE', committedLeaderEpoch: 2, metadata: '' } as const

  it('are listed by topic and partition, as far as the key may see them', async () => {
    const topics = [
      {
        name: 'shop.orders',
        topicId: '',
        partitions: [1, 0].map((partitionIndex) => ({ ...offset, partitionIndex, committedOffset: 5 + partitionIndex })),
      },
      { name: 'other', topicId: '', partitions: [{ ...offset, partitionIndex: 0, committedOffset: 1 }] },
    ]
    object.answers.OffsetFetch = { error: 'NONE', topics }
    const { body } = await v3('GET', '/consumer-groups/g/offsets', { key: await keyFor('shop.') })
    expect(body['data']).toMatchObject([
      { consumer_group_id: 'g', topic_name: 'shop.orders', partition_id: 0, offset: 5, leader_epoch: 2, commit_metadata: '' },
      { partition_id: 1, offset: 6 },
    ])
    expect(object.requestsOf('OffsetFetch')).toEqual([
      { groupId: 'g', memberId: null, memberEpoch: -1, topics: null, requireStable: false },
    ])
  })

  it('are asked for by partition where a topic is named, so that the first one of a partition is waited for too', async () => {
    const partitions = [0, 1].map((partitionIndex) => ({ ...offset, partitionIndex, committedOffset: partitionIndex === 0 ? -1 : 6 }))
    object.answers.OffsetFetch = { error: 'NONE', topics: [{ name: 'shop.orders', topicId: '', partitions }] }
    const { body } = await v3('GET', '/consumer-groups/g/offsets?topic=shop.orders&require_stable=true')
    expect(body['data']).toMatchObject([{ partition_id: 1, offset: 6 }])
    expect(object.requestsOf('OffsetFetch')).toEqual([
      { groupId: 'g', memberId: null, memberEpoch: -1, topics: [{ name: 'shop.orders', partitionIndexes: [0, 1] }], requireStable: true },
    ])
    expect((await v3('GET', '/consumer-groups/g/offsets?topic=nowhere')).status).toBe(404)
    expect((await v3('GET', '/consumer-groups/g/offsets?topic=shop.orders', { key: await keyFor('bank.') })).status).toBe(403)
  })

  it('that a transaction is about to replace are 409 for whoever asks for stable ones', async () => {
    const partition = { ...offset, error: 'UNSTABLE_OFFSET_COMMIT', partitionIndex: 0, committedOffset: -1 } as const
    object.answers.OffsetFetch = { error: 'NONE', topics: [{ name: 'shop.orders', topicId: '', partitions: [partition] }] }
    expect((await v3('GET', '/consumer-groups/g/offsets?require_stable=true')).status).toBe(409)
    expect(object.requestsOf('OffsetFetch')).toMatchObject([{ requireStable: true }])
  })
})
