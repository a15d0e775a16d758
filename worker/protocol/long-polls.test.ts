// Fetches that find nothing, from the client's side: when they are answered, with what, and how often the object hears of them.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { kafkaError } from '../../schema/kafka/errors.ts'
import { MAX_SOCKET_ATTACHMENT_BYTES } from '../../schema/limits.ts'
import { MemoryEdge } from '../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../test/support/memory-sandbox.ts'
import { POLL, pollOf, WatchedObject } from '../../test/support/quiet-wire.ts'
import type { Poll } from '../../test/support/quiet-wire.ts'
import { createTopic } from '../../test/support/records.ts'
import { TestWire } from '../../test/support/wire.ts'
import { UnheardError } from './wire-api.ts'

const edge = new MemoryEdge()
const LATE = { kind: 'startFault', durationMs: null } as const
let made: MadeSandbox
let wire: TestWire
let others: WatchedObject

/** Sends a poll, and tells when and with what it is answered. */
function poll(asked: Poll = {}) {
  const beganMs = Date.now()
  return wire.call(...POLL, pollOf(asked)).then(({ responses }) => {
    const partitions = responses.flatMap((topic) => topic.partitions)
    const errors = partitions.map(({ errorCode }) => errorCode).filter((code) => code !== 0)
    return { afterMs: Date.now() - beganMs, bytes: partitions.reduce((sum, { records }) => sum + (records?.length ?? 0), 0), errors }
  })
}

async function settled<Value>(promise: Promise<Value>, timeMs: number): Promise<Value> {
  await vi.advanceTimersByTimeAsync(timeMs)
  return promise
}

/** One poll that finds nothing, after which the object knows where the reader stands. */
async function standStill(asked: Poll = {}): Promise<void> {
  await settled(poll(asked), 500)
  others.arrivals()
}

beforeEach(async () => {
  made = await edge.sandbox({ seed: 1 })
  createTopic(edge.clusterOf(made.id), 't', {}, 1)
  const leader = edge.clusterOf(made.id).cluster.topics.get('t')?.partitions[0]?.leader ?? -1
  wire = await TestWire.open(edge, made, { brokerId: leader })
  others = new WatchedObject(edge, made)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
})

afterEach(() => {
  vi.useRealTimers()
})

describe('a poll of an empty log', () => {
  it('is answered when its time is over, and the object was asked once', async () => {
    expect(await settled(poll(), 500)).toEqual({ afterMs: 500, bytes: 0, errors: [] })
    expect(others.arrivals()).toBe(1)
  })

  it('and then the next ones, from the same place, ask nobody', async () => {
    await standStill()
    for (let polls = 0; polls < 20; polls++) expect(await settled(poll(), 500)).toMatchObject({ afterMs: 500, bytes: 0 })
    expect(others.arrivals()).toBe(0)
    expect(others.object.lines.heard).toHaveLength(1)
  })

  it('asks again when it wants something else', async () => {
    await standStill()
    expect(await settled(poll({ offset: 1 }), 500)).toMatchObject({ errors: [kafkaError('OFFSET_OUT_OF_RANGE').code] })
    expect(others.arrivals()).toBe(1)
    expect(await settled(poll({ isolationLevel: 1 }), 500)).toMatchObject({ bytes: 0 })
    expect(others.arrivals()).toBe(1)
  })

  it('is not waited for at all when it does not want to', async () => {
    expect(await settled(poll({ maxWaitMs: 0 }), 0)).toMatchObject({ afterMs: 0, bytes: 0 })
    expect(await settled(poll({ minBytes: 0 }), 0)).toMatchObject({ afterMs: 0, bytes: 0 })
  })
})

describe('a poll that waits', () => {
  it('is answered with what is written', async () => {
    const waiting = poll({ maxWaitMs: 60_000 })
    await vi.advanceTimersByTimeAsync(1_000)
    await others.produce('a')
    const { afterMs, bytes, errors } = await waiting
    expect(errors).toEqual([])
    expect(bytes).toBeGreaterThan(0)
    expect(afterMs).toBeLessThan(2_000)
  })

  it('is answered with what was written while nobody polled, at once', async () => {
    await standStill()
    await others.produce('a')
    expect((await settled(poll(), 0)).bytes).toBeGreaterThan(0)
  })

  it('misses nothing that was written between its answer and its wait', async () => {
    const kafka = vi.spyOn(others.object, 'kafka')
    kafka.mockImplementationOnce(async (caller, request, brokerId) => {
      const answered = await others.object.kafka(caller, request, brokerId)
      await others.produce('in between')
      return answered
    })
    expect((await settled(poll({ maxWaitMs: 60_000 }), 10)).bytes).toBeGreaterThan(0)
  })

  it('waits on for as many bytes as it wants', async () => {
    const waiting = poll({ maxWaitMs: 60_000, minBytes: 150 })
    await others.produce('a')
    await others.produce('b')
    await vi.advanceTimersByTimeAsync(100)
    await others.produce('c')
    const { afterMs, bytes } = await waiting
    expect(afterMs).toBeGreaterThan(100)
    expect(bytes).toBeGreaterThanOrEqual(150)
  })

  it('takes what there is when its time is over', async () => {
    const waiting = poll({ minBytes: 10_000 })
    await others.produce('a')
    const { afterMs, bytes } = await settled(waiting, 500)
    expect(afterMs).toBe(500)
    expect(bytes).toBeGreaterThan(0)
  })

  it('hears that its topic is gone', async () => {
    const waiting = poll({ maxWaitMs: 60_000 })
    await vi.advanceTimersByTimeAsync(1)
    await others.ask('DeleteTopics', { topicNames: ['t'] })
    expect(await waiting).toMatchObject({ errors: [kafkaError('UNKNOWN_TOPIC_OR_PARTITION').code] })
  })

  it('hears that another broker leads', async () => {
    const waiting = poll({ maxWaitMs: 60_000 })
    await vi.advanceTimersByTimeAsync(1)
    const replicas = edge.clusterOf(made.id).cluster.topics.get('t')?.partitions[0]?.replicas.slice(1) ?? []
    const topics = [{ name: 't', partitions: [{ partitionIndex: 0, replicas }] }]
    await others.ask('AlterPartitionReassignments', { allowReplicationFactorChange: true, topics })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await waiting).toMatchObject({ errors: [kafkaError('NOT_LEADER_OR_FOLLOWER').code] })
  })

  it('hears of records after the object has slept', async () => {
    const waiting = poll({ maxWaitMs: 60_000 })
    await vi.advanceTimersByTimeAsync(10)
    others.object.lines.forget()
    await others.produce('a')
    expect((await waiting).bytes).toBeGreaterThan(0)
  })

  it('hears of them also when it reads more than the object remembers', async () => {
    const partitions = Array.from({ length: 900 }, (_, index) => index)
    const name = 'x'.repeat(200)
    for (const suffix of ['a', 'b', 'c']) createTopic(edge.clusterOf(made.id), name + suffix, {}, 900, 1)
    const asked = pollOf({ maxWaitMs: 60_000 })
    const manyTopics = ['a', 'b', 'c'].flatMap((suffix) =>
      pollOf({ partitions }).topics.map((topic) => ({ ...topic, topic: name + suffix })),
    )
    expect(JSON.stringify(partitions).length * manyTopics.length).toBeGreaterThan(MAX_SOCKET_ATTACHMENT_BYTES / 2)
    // Where this broker does not lead there would be an answer at once.
    const { topics } = edge.clusterOf(made.id).cluster
    const led = manyTopics.map((one) => {
      const own = topics.get(one.topic)?.partitions ?? []
      return { ...one, partitions: one.partitions.filter(({ partition }) => own[partition]?.leader === wire.client.brokerId) }
    })
    const waiting = wire.call(...POLL, { ...asked, topics: [...asked.topics, ...led] })
    await vi.advanceTimersByTimeAsync(10)
    others.object.lines.forget()
    await others.produce('a')
    const { responses } = await waiting
    expect(responses[0]?.partitions[0]?.records?.length).toBeGreaterThan(0)
  })
})

describe('a poll in trouble', () => {
  it('reaches a broker that is slow each time, and finds records there', async () => {
    await others.act({ ...LATE, spec: { kind: 'link', from: 'clients', to: wire.client.brokerId, latencyMs: 100, loss: 0, cut: false } })
    await standStill()
    await settled(poll(), 600)
    expect(others.arrivals('Fetch')).toBe(1)
    const waiting = poll({ maxWaitMs: 60_000 })
    await vi.advanceTimersByTimeAsync(1_000)
    await others.produce('a')
    expect((await settled(waiting, 100)).bytes).toBeGreaterThan(0)
  })

  it('gets the error that is in store for it, although it waits', async () => {
    await standStill()
    const waiting = poll({ maxWaitMs: 60_000 })
    await others.act({ ...LATE, spec: { kind: 'error', api: 'Fetch', brokerId: null, error: 'KAFKA_STORAGE_ERROR', count: 1 } })
    expect(await waiting).toMatchObject({ errors: [kafkaError('KAFKA_STORAGE_ERROR').code] })
    expect(await settled(poll(), 500)).toMatchObject({ bytes: 0, errors: [] })
  })

  it('hears nothing of a broker that is paused, and ends when that wakes', async () => {
    await standStill()
    const failed = poll().catch((cause: unknown) => cause)
    await others.act({ kind: 'node', nodeId: wire.client.brokerId, action: 'pause' })
    await vi.advanceTimersByTimeAsync(40_000)
    expect(wire.sent).toEqual([])
    await others.act({ kind: 'node', nodeId: wire.client.brokerId, action: 'resume' })
    expect(await failed).toBeInstanceOf(UnheardError)
  })

  it('is answered by a broker that was paused for a moment', async () => {
    const waiting = poll({ maxWaitMs: 60_000 })
    await others.act({ kind: 'node', nodeId: wire.client.brokerId, action: 'pause' })
    await vi.advanceTimersByTimeAsync(5_000)
    await others.act({ kind: 'node', nodeId: wire.client.brokerId, action: 'resume' })
    await vi.advanceTimersByTimeAsync(5_000)
    await others.produce('a')
    await vi.advanceTimersByTimeAsync(10_000)
    expect((await waiting).bytes).toBeGreaterThan(0)
  })

  it('is asked anew when the line to the object breaks', async () => {
    const waiting = poll({ maxWaitMs: 60_000 })
    await vi.advanceTimersByTimeAsync(10)
    others.object.lines.breakAll()
    await vi.advanceTimersByTimeAsync(10)
    await others.produce('a')
    expect((await waiting).bytes).toBeGreaterThan(0)
  })
})
