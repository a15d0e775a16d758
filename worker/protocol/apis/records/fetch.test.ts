import { beforeEach, describe, expect, it } from 'vitest'
import type { MessageOf, WrittenMessageOf } from '../../../../schema/kafka/message/message-definition.ts'
import { MalformedMessageError } from '../../../../schema/kafka/message/message-reader.ts'
import { ZERO_UUID } from '../../../../schema/kafka/message/uuid.ts'
import { fetchMessages } from '../../../../schema/kafka/protocol/messages/fetch.ts'
import { produceMessages } from '../../../../schema/kafka/protocol/messages/produce.ts'
import { splitBatches } from '../../../../schema/kafka/record-batch.ts'
import { MAX_FETCH_BYTES } from '../../../../schema/limits.ts'
import { MAX_WIRE_FETCH_BYTES } from '../../../../schema/protocol-limits.ts'
import { produce } from '../../../../test/support/records.ts'
import { WireTopic } from '../../../../test/support/wire-topic.ts'
import { requestFrame } from '../../../../test/support/wire.ts'

type Request = WrittenMessageOf<typeof fetchMessages.request>
type Response = MessageOf<typeof fetchMessages.response>
type Wanted = Request['topics'][number]['partitions'][number]

const VERSIONS = [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]
const MIB = 1024 * 1024

let topic: WireTopic

beforeEach(async () => {
  topic = await WireTopic.create({ partitions: 3 })
})

function wantedOf(partition: number, over: Partial<Wanted> = {}): Wanted {
  return { partition, fetchOffset: 0, partitionMaxBytes: MIB, ...over }
}

function requestOf(partitions: readonly Wanted[], over: Partial<Request> = {}): Request {
  const topics = partitions.length === 0 ? [] : [{ topic: 't', topicId: topic.topicId, partitions }]
  return { maxWaitMs: 0, minBytes: 1, topics, forgottenTopicsData: [], ...over }
}

function fetch(version: number, request: Request, brokerId = 1): Promise<Response> {
  return topic.wire(brokerId).call(fetchMessages, version, request)
}

function partitionsOf({ responses }: Response): Response['responses'][number]['partitions'] {
  return responses.flatMap(({ partitions }) => partitions)
}

function sizesOf(response: Response): number[] {
  return partitionsOf(response).map(({ records }) => records?.length ?? 0)
}

describe('Fetch', () => {
  it.each(VERSIONS)('reads in version %i', async (version) => {
    produce(topic.cluster, 't', [{ key: 'k', value: 'v' }])
    const response = await fetch(version, requestOf([wantedOf(0)]))
    expect(response).toMatchObject({ throttleTimeMs: 0, errorCode: 0, sessionId: 0, nodeEndpoints: [] })
    const { topic: name, topicId, partitions } = response.responses[0]!
    expect([name, topicId]).toEqual(version >= 13 ? ['', topic.topicId] : ['t', ZERO_UUID])
    const [partition] = partitions
    expect(partition).toMatchObject({ partitionIndex: 0, errorCode: 0, highWatermark: 1, lastStableOffset: 1, abortedTransactions: null })
    expect(partition?.logStartOffset).toBe(version >= 5 ? 0 : -1)
    expect(partition?.preferredReadReplica).toBe(-1)
    expect(splitBatches(partition!.records!)).toMatchObject({ ok: true, batches: [{}] })
  })

  it('names aborted transactions to those who read committed records', async () => {
    const { partitions } = (await fetch(11, requestOf([wantedOf(0)], { isolationLevel: 1 }))).responses[0]!
    expect(partitions[0]).toMatchObject({ errorCode: 0, abortedTransactions: [] })
  })

  it('ends with an isolation level that does not exist', async () => {
    const frame = requestFrame(fetchMessages, 11, requestOf([wantedOf(0)], { isolationLevel: 2 }))
    await expect(topic.wire().connection.receive(frame)).rejects.toThrow(MalformedMessageError)
  })

  it('waits for records, and is answered when they come', async () => {
    const answer = fetch(12, requestOf([wantedOf(0), wantedOf(1)], { maxWaitMs: 30_000 }))
    const partitionData = [{ index: 1, records: topic.batch() }]
    const topicData = [{ name: 't', topicId: topic.topicId, partitionData }]
    await (await topic.connect()).call(produceMessages, 12, { acks: -1, timeoutMs: 1000, topicData })
    expect(sizesOf(await answer)).toEqual([0, topic.batch().length])
  })

  it('is answered at once when it wants nothing', async () => {
    expect((await fetch(12, requestOf([], { maxWaitMs: 30_000 }))).responses).toEqual([])
  })

  it('says what is wrong with each partition', async () => {
    produce(topic.cluster, 't', [{}])
    const wanted = [wantedOf(9), wantedOf(0, { fetchOffset: 5 }), wantedOf(1, { currentLeaderEpoch: 3 })]
    const partitions = partitionsOf(await fetch(12, requestOf(wanted)))
    expect(partitions.map(({ partitionIndex, errorCode }) => [partitionIndex, errorCode])).toEqual([
      [9, 3],
      [0, 1],
      [1, 75],
    ])
    for (const one of partitions) expect(one).toMatchObject({ highWatermark: -1, lastStableOffset: -1, logStartOffset: -1 })
  })

  it('knows no topic by a wrong id or name', async () => {
    const topics = [{ topic: 'u', topicId: ZERO_UUID, partitions: [wantedOf(0)] }]
    expect(partitionsOf(await fetch(12, requestOf([], { topics })))[0]?.errorCode).toBe(3)
    const byId = await fetch(13, requestOf([], { topics }))
    expect(byId.responses[0]?.topicId).toBe(ZERO_UUID)
    expect(partitionsOf(byId)[0]?.errorCode).toBe(100)
  })

  it('refuses whoever says that it is a replica', async () => {
    const older = await fetch(14, requestOf([wantedOf(0), wantedOf(1)], { replicaId: 2 }))
    expect(partitionsOf(older).map(({ errorCode }) => errorCode)).toEqual([29, 29])
    const newer = await fetch(15, requestOf([wantedOf(0)], { replicaState: { replicaId: 2, replicaEpoch: 5 } }))
    expect(partitionsOf(newer)[0]?.errorCode).toBe(29)
  })

  it.each([12, 15, 16, 18])('says in version %i as much of the leader as the client can hear', async (version) => {
    const response = await fetch(version, requestOf([wantedOf(0)]), 2)
    const knows = version >= 16
    expect(partitionsOf(response)[0]).toMatchObject({
      errorCode: 6,
      currentLeader: knows ? { leaderId: 1, leaderEpoch: 0 } : { leaderId: -1, leaderEpoch: -1 },
    })
    expect(response.nodeEndpoints).toEqual(knows ? [{ nodeId: 1, host: 'kafka.test', port: 9101, rack: null }] : [])
  })

  it('tells where histories part', async () => {
    produce(topic.cluster, 't', [{}])
    topic.cluster.node(1, 'stop')
    produce(topic.cluster, 't', [{}])
    const wanted = wantedOf(0, { fetchOffset: 2, currentLeaderEpoch: 1, lastFetchedEpoch: 0 })
    const [partition] = partitionsOf(await fetch(12, requestOf([wanted]), 2))
    expect(partition).toMatchObject({ errorCode: 0, divergingEpoch: { epoch: 0, endOffset: 1 } })
  })
})

describe('the bytes of a fetch', () => {
  const value = 'x'.repeat(MIB * 0.4)

  it('are more than the object gives at once, so that each partition has its share', async () => {
    for (const partition of [0, 1, 2]) for (let count = 0; count < 3; count++) produce(topic.cluster, 't', [{ value }], partition)
    const sizes = sizesOf(await fetch(12, requestOf([0, 1, 2].map((partition) => wantedOf(partition)))))
    for (const size of sizes) expect(size).toBeGreaterThan(MAX_FETCH_BYTES / 2)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(MAX_WIRE_FETCH_BYTES)
  })

  it('are not more than the client takes, but for the first batch', async () => {
    for (const partition of [0, 1, 2]) produce(topic.cluster, 't', [{ value }], partition)
    const all = [0, 1, 2].map((partition) => wantedOf(partition))
    expect(sizesOf(await fetch(12, requestOf(all, { maxBytes: 1.5 * MIB })))).toEqual([0, 1, 2].map(() => expect.any(Number) as number))
    const [first, ...rest] = sizesOf(await fetch(12, requestOf(all, { maxBytes: 1000 })))
    expect(first).toBeGreaterThan(1000)
    expect(rest).toEqual([0, 0])
    expect(sizesOf(await fetch(12, requestOf([wantedOf(0, { partitionMaxBytes: 10 })])))[0]).toBeGreaterThan(1000)
  })
})

describe('a fetch session on the wire', () => {
  const indexesOf = (response: Response) => partitionsOf(response).map(({ partitionIndex }) => partitionIndex)

  it.each([7, 11, 12, 13, 18])('tells in version %i only what has changed', async (version) => {
    const first = await fetch(version, requestOf([wantedOf(0), wantedOf(1)], { sessionEpoch: 0 }))
    const { sessionId } = first
    expect(sessionId).toBeGreaterThan(0)
    expect(indexesOf(first)).toEqual([0, 1])
    const silent = await fetch(version, requestOf([], { sessionId, sessionEpoch: 1 }))
    expect(silent).toMatchObject({ errorCode: 0, sessionId, responses: [] })
    produce(topic.cluster, 't', [{}], 1)
    const told = await fetch(version, requestOf([], { sessionId, sessionEpoch: 2 }))
    expect(indexesOf(told)).toEqual([1])
    expect(sizesOf(told)[0]).toBeGreaterThan(0)
    const behind = await fetch(version, requestOf([wantedOf(1, { fetchOffset: 1 })], { sessionId, sessionEpoch: 3 }))
    expect(behind.responses).toEqual([])
  })

  it('forgets partitions by the name that the version has for them', async () => {
    for (const version of [12, 13]) {
      const { sessionId } = await fetch(version, requestOf([wantedOf(0), wantedOf(1)], { sessionEpoch: 0 }))
      const forgottenTopicsData = [{ topic: 't', topicId: topic.topicId, partitions: [0] }]
      produce(topic.cluster, 't', [{}], 0)
      produce(topic.cluster, 't', [{}], 1)
      const told = await fetch(version, requestOf([], { sessionId, sessionEpoch: 1, forgottenTopicsData }))
      expect(indexesOf(told)).toEqual([1])
    }
  })

  it('is refused with the error that a broker has for it', async () => {
    const { sessionId } = await fetch(12, requestOf([wantedOf(0)], { sessionEpoch: 0 }))
    const errorOf = async (version: number, request: Partial<Request>) => (await fetch(version, requestOf([], request))).errorCode
    expect(await errorOf(12, { sessionId, sessionEpoch: 7 })).toBe(71)
    expect(await errorOf(13, { sessionId, sessionEpoch: 1 })).toBe(106)
    expect(await errorOf(12, { sessionId: sessionId ^ 1, sessionEpoch: 1 })).toBe(70)
    expect(await errorOf(12, { sessionId, sessionEpoch: -1 })).toBe(0)
    expect(await errorOf(12, { sessionId, sessionEpoch: 1 })).toBe(70)
  })

  it('belongs to its connection', async () => {
    const { sessionId } = await fetch(12, requestOf([wantedOf(0)], { sessionEpoch: 0 }))
    expect((await fetch(12, requestOf([], { sessionId, sessionEpoch: 1 }), 2)).errorCode).toBe(70)
  })

  it('reads a partition that is named twice as it is named last', async () => {
    for (const value of ['a', 'b']) produce(topic.cluster, 't', [{ value }])
    const response = await fetch(12, requestOf([wantedOf(0), wantedOf(1), wantedOf(0, { fetchOffset: 2 })]))
    expect(indexesOf(response)).toEqual([0, 1])
    expect(sizesOf(response)).toEqual([0, 0])
  })
})
