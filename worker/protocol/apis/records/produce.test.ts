import { zstdCompressSync } from 'node:zlib'
import { beforeEach, describe, expect, it } from 'vitest'
import type { WrittenMessageOf } from '../../../../schema/kafka/message/message-definition.ts'
import { ZERO_UUID } from '../../../../schema/kafka/message/uuid.ts'
import { produceMessages } from '../../../../schema/kafka/protocol/messages/produce.ts'
import { BATCH_FIELD, computeBatchCrc, LOG_OVERHEAD_BYTES, RECORD_BATCH_HEADER_BYTES } from '../../../../schema/kafka/record-batch.ts'
import { writeInt16, writeInt32 } from '../../../../schema/kafka/int64.ts'
import { MAX_PIPELINED_REQUESTS } from '../../../../schema/protocol-limits.ts'
import { fetchFrom } from '../../../../test/support/records.ts'
import { readResponse, requestFrame } from '../../../../test/support/wire.ts'
import { WireTopic } from '../../../../test/support/wire-topic.ts'
import { HangUpError } from '../../wire-api.ts'

type Request = WrittenMessageOf<typeof produceMessages.request>

const VERSIONS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]
const ZSTD = 4

let topic: WireTopic

beforeEach(async () => {
  topic = await WireTopic.create({ partitions: 2 })
})

function requestOf(records: Uint8Array | null, over: Partial<Request> = {}, index = 0): Request {
  const topicData = [{ name: 't', topicId: topic.topicId, partitionData: [{ index, records }] }]
  return { acks: -1, timeoutMs: 1000, topicData, ...over }
}

async function produce(version: number, request: Request, brokerId = 1) {
  const answer = await topic.wire(brokerId).call(produceMessages, version, request)
  const partition = answer.responses[0]?.partitionResponses[0]
  if (partition === undefined) throw new Error('a partition is answered')
  return { answer, partition }
}

function packedWithZstd(batch: Uint8Array): Uint8Array {
  const records = zstdCompressSync(batch.subarray(RECORD_BATCH_HEADER_BYTES))
  const packed = new Uint8Array([...batch.subarray(0, RECORD_BATCH_HEADER_BYTES), ...records])
  writeInt16(packed, BATCH_FIELD.attributes, ZSTD)
  writeInt32(packed, BATCH_FIELD.batchLength, packed.length - LOG_OVERHEAD_BYTES)
  writeInt32(packed, BATCH_FIELD.crc, computeBatchCrc(packed))
  return packed
}

describe('Produce', () => {
  it.each(VERSIONS)('writes and answers in version %i', async (version) => {
    const { answer, partition } = await produce(version, requestOf(topic.batch([{}, {}]), {}, 1))
    expect(partition).toMatchObject({ index: 1, errorCode: 0, baseOffset: 0, logAppendTimeMs: -1, recordErrors: [], errorMessage: null })
    expect(partition.logStartOffset).toBe(version >= 5 ? 0 : -1)
    const { name, topicId } = answer.responses[0] ?? {}
    expect([name, topicId]).toEqual(version >= 13 ? ['', topic.topicId] : ['t', ZERO_UUID])
    expect(answer.throttleTimeMs).toBe(0)
    expect(fetchFrom(topic.cluster, 't', 0, 1000, 1).highWatermark).toBe(2)
  })

  it('stores the bytes as they came', async () => {
    const batch = topic.batch([{ key: 'k', value: 'v' }])
    await produce(9, requestOf(batch))
    expect(fetchFrom(topic.cluster, 't', 0).records.subarray(16)).toEqual(batch.subarray(16))
  })

  it('writes several partitions of a frame, each by itself', async () => {
    const partitionData = [
      { index: 0, records: topic.batch([{ value: 'x'.repeat(9000) }]) },
      { index: 7, records: topic.batch() },
      { index: 1, records: topic.batch([{}, {}, {}]) },
    ]
    const { answer } = await produce(9, requestOf(null, { topicData: [{ name: 't', topicId: ZERO_UUID, partitionData }] }))
    expect(answer.responses[0]?.partitionResponses.map(({ index, errorCode }) => [index, errorCode])).toEqual([
      [0, 0],
      [7, 3],
      [1, 0],
    ])
    expect(fetchFrom(topic.cluster, 't', 0, 1000, 1).highWatermark).toBe(3)
  })

  it('says with acks=0 nothing when all is well, and hangs up when it is not', async () => {
    const wire = topic.wire()
    await wire.connection.receive(requestFrame(produceMessages, 9, requestOf(topic.batch(), { acks: 0 })))
    await wire.connection.settled
    expect(wire.sent).toEqual([])
    expect(fetchFrom(topic.cluster, 't', 0).highWatermark).toBe(1)
    await wire.connection.receive(requestFrame(produceMessages, 9, requestOf(topic.batch(), { acks: 0 }, 7)))
    await expect(wire.connection.settled).rejects.toThrow(HangUpError)
  })

  it('is refused with acks that do not exist', async () => {
    expect((await produce(9, requestOf(topic.batch(), { acks: 2 }))).partition.errorCode).toBe(21)
  })

  it('answers in order while more requests come than wait at once', async () => {
    const wire = topic.wire()
    const count = MAX_PIPELINED_REQUESTS + 4
    const frames = Array.from({ length: count }, (_, correlationId) => {
      return requestFrame(produceMessages, 9, requestOf(topic.batch()), { correlationId })
    })
    for (const frame of frames) await wire.connection.receive(frame)
    await wire.connection.settled
    const answers = wire.sent.map((frame) => readResponse(produceMessages, 9, frame))
    expect(answers.map(({ correlationId }) => correlationId)).toEqual([...frames.keys()])
    expect(answers.map(({ message }) => message.responses[0]?.partitionResponses[0]?.baseOffset)).toEqual([...frames.keys()])
  })
})

describe('Produce with an unknown topic', () => {
  it('is UNKNOWN_TOPIC_OR_PARTITION by name and UNKNOWN_TOPIC_ID by id', async () => {
    const partitionData = [{ index: 0, records: topic.batch() }]
    const unknown = [{ name: 'u', topicId: ZERO_UUID, partitionData }]
    expect((await produce(12, requestOf(null, { topicData: unknown }))).partition.errorCode).toBe(3)
    expect((await produce(13, requestOf(null, { topicData: unknown }))).partition.errorCode).toBe(100)
  })
})

describe('Produce to a broker that does not lead', () => {
  it.each([9, 10, 13])('says in version %i as much as the client can hear', async (version) => {
    const { answer, partition } = await produce(version, requestOf(topic.batch()), 2)
    expect(partition.errorCode).toBe(6)
    const knows = version >= 10
    expect(partition.currentLeader).toEqual(knows ? { leaderId: 1, leaderEpoch: 0 } : { leaderId: -1, leaderEpoch: -1 })
    expect(answer.nodeEndpoints).toEqual(knows ? [{ nodeId: 1, host: 'kafka.test', port: 9101, rack: null }] : [])
  })
})

describe('Produce refuses', () => {
  const codeOf = async (version: number, records: Uint8Array | null) => (await produce(version, requestOf(records))).partition.errorCode

  it('no batch, and more than one', async () => {
    expect(await codeOf(9, null)).toBe(87)
    expect(await codeOf(9, new Uint8Array(0))).toBe(87)
    const batch = topic.batch()
    expect(await codeOf(9, new Uint8Array([...batch, ...batch]))).toBe(87)
  })

  it('message sets from before batches', async () => {
    const batch = topic.batch()
    batch[BATCH_FIELD.magic] = 1
    expect(await codeOf(3, batch)).toBe(87)
  })

  it('bytes that are torn', async () => {
    const batch = topic.batch([{ value: 'whole' }])
    batch[batch.length - 2]! ^= 1
    const { partition } = await produce(9, requestOf(batch))
    expect(partition.errorCode).toBe(2)
    expect(partition.errorMessage).toContain('crc')
  })

  it('zstd from clients before version 7', async () => {
    expect(await codeOf(6, packedWithZstd(topic.batch()))).toBe(76)
    expect(await codeOf(7, packedWithZstd(topic.batch()))).toBe(0)
  })

  it('a whole batch for some of its records, and names them from version 8 on', async () => {
    topic = await WireTopic.create({ configs: { 'cleanup.policy': 'compact' } })
    const { partition } = await produce(8, requestOf(topic.batch([{ key: 'k' }, {}])))
    expect(partition.errorCode).toBe(87)
    expect(partition.recordErrors).toEqual([{ batchIndex: 1, batchIndexErrorMessage: expect.stringContaining('t-0') as string }])
    expect((await produce(7, requestOf(topic.batch([{}])))).partition).toMatchObject({ errorCode: 87, recordErrors: [] })
  })
})
