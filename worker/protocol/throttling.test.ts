import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RecordBatchBuilder } from '../../schema/kafka/batch-builder.ts'
import { alterClientQuotasMessages } from '../../schema/kafka/protocol/messages/alter-client-quotas.ts'
import { apiVersionsMessages } from '../../schema/kafka/protocol/messages/api-versions.ts'
import { describeClientQuotasMessages } from '../../schema/kafka/protocol/messages/describe-client-quotas.ts'
import { fetchMessages } from '../../schema/kafka/protocol/messages/fetch.ts'
import { produceMessages } from '../../schema/kafka/protocol/messages/produce.ts'
import type { MadeSandbox } from '../../test/support/memory-sandbox.ts'
import { MemoryEdge } from '../../test/support/memory-sandbox.ts'
import { requestFrame, TestWire } from '../../test/support/wire.ts'

const edge = new MemoryEdge()
let sandbox: MadeSandbox
let wire: TestWire

beforeEach(async () => {
  sandbox = await edge.sandbox({ seed: 1, brokers: 1 })
  wire = await TestWire.open(edge, sandbox)
  await edge.http('POST', `/v3/clusters/${sandbox.id}/topics`, { key: sandbox.owner, json: { topic_name: 'orders', partitions_count: 1 } })
})

afterEach(() => vi.useRealTimers())

async function setQuota(key: string, value: number): Promise<void> {
  const entity = [{ entityType: 'client-id', entityName: 'test' }]
  const { entries } = await wire.call(alterClientQuotasMessages, 1, {
    entries: [{ entity, ops: [{ key, value, remove: false }] }],
    validateOnly: false,
  })
  expect(entries).toEqual([{ errorCode: 0, errorMessage: null, entity }])
}

function produceOf(bytes: number) {
  const builder = new RecordBatchBuilder(bytes)
  builder.append(Date.now(), null, new Uint8Array(bytes), [])
  return {
    transactionalId: null,
    acks: 1,
    timeoutMs: 1000,
    topicData: [{ name: 'orders', topicId: 'AAAAAAAAAAAAAAAAAAAAAA', partitionData: [{ index: 0, records: builder.build() }] }],
  }
}

const FETCH = {
  replicaId: -1,
  maxWaitMs: 0,
  minBytes: 1,
  maxBytes: 10_000_000,
  isolationLevel: 0,
  sessionId: 0,
  sessionEpoch: -1,
  topics: [
    {
      topic: 'orders',
      topicId: 'AAAAAAAAAAAAAAAAAAAAAA',
      partitions: [{ partition: 0, currentLeaderEpoch: -1, fetchOffset: 0, logStartOffset: -1, partitionMaxBytes: 10_000_000 }],
    },
  ],
  forgottenTopicsData: [],
  rackId: '',
}

describe('a client that writes more than its quota', () => {
  it('is told to wait, and its next request is not read before that', async () => {
    await setQuota('producer_byte_rate', 10_000)
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout'], now: Date.now() })
    const first = await vi.waitFor(() => wire.call(produceMessages, 9, produceOf(400_000)))
    expect(first.responses[0]?.partitionResponses[0]?.errorCode).toBe(0)
    expect(first.throttleTimeMs).toBeGreaterThan(29_000)
    let isRead = false
    const asked = requestFrame(apiVersionsMessages, 0, { clientSoftwareName: '', clientSoftwareVersion: '' })
    const next = wire.connection.receive(asked).then(() => (isRead = true))
    await vi.advanceTimersByTimeAsync(first.throttleTimeMs - 1)
    expect(isRead).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await next
    expect(wire.sent).toHaveLength(1)
  })

  it('waits on no account of others, and not below its quota', async () => {
    await setQuota('producer_byte_rate', 1_000_000)
    expect((await wire.call(produceMessages, 9, produceOf(400_000))).throttleTimeMs).toBe(0)
    await setQuota('consumer_byte_rate', 1)
    expect((await wire.call(produceMessages, 9, produceOf(4000))).throttleTimeMs).toBe(0)
  })
})

describe('a client that reads more than its quota', () => {
  it('gets what it has asked for, and waits after that', async () => {
    await wire.call(produceMessages, 9, produceOf(400_000))
    await setQuota('consumer_byte_rate', 10_000)
    const { throttleTimeMs, responses } = await wire.call(fetchMessages, 11, FETCH)
    expect(responses[0]?.partitions[0]?.records?.length).toBeGreaterThan(400_000)
    expect(throttleTimeMs).toBeGreaterThan(29_000)
  })
})

describe('DescribeClientQuotas', () => {
  it.each([0, 1])('tells them in version %i', async (version) => {
    await setQuota('producer_byte_rate', 1024)
    const components = [{ entityType: 'client-id', matchType: 0, match: 'test' }]
    const { errorCode, entries } = await wire.call(describeClientQuotasMessages, version, { components, strict: true })
    expect(errorCode).toBe(0)
    expect(entries).toEqual([
      { entity: [{ entityType: 'client-id', entityName: 'test' }], values: [{ key: 'producer_byte_rate', value: 1024 }] },
    ])
    const wrong = await wire.call(describeClientQuotasMessages, version, {
      components: [{ entityType: 'team', matchType: 2, match: null }],
      strict: false,
    })
    expect(wrong).toMatchObject({ errorCode: 35, entries: null })
  })
})
