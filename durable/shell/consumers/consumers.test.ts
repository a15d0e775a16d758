import { beforeEach, describe, expect, it, vi } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createTopic, produce } from '../../../test/support/records.ts'
import { MAX_HOSTED_FETCHED_BYTES } from '../../../schema/limits.ts'
import { Metrics } from '../metrics/metrics.ts'
import { Runtime } from '../runtime.ts'
import type { ConsumerCall, PollOptions } from './consumer-call.ts'
import { Consumers } from './consumers.ts'

let kafka: MemoryCluster
let runtime: Runtime
let consumers: Consumers

/** The object as it is after its memory was lost: the same cluster, and nothing that was only in the shell. */
function load(): void {
  runtime = new Runtime({
    engine: kafka.engine,
    journal: { append: (entries) => kafka.entries.push(...entries) },
    metrics: new Metrics(kafka.nowMs, kafka.cluster),
    wallMs: () => kafka.nowMs,
    isConnected: () => true,
    onCommit: (commit) => {
      consumers.onCommit(commit)
      settleAlarm()
    },
    onBroken: (cause) => {
      throw cause
    },
  })
  consumers = new Consumers(runtime)
}

/** The alarm of an object whose clock goes on only as far as a join needs, which is never without some delay. */
function settleAlarm(): void {
  setTimeout(() => {
    const dueMs = kafka.engine.nextDueMs(false)
    if (dueMs === null || dueMs > kafka.nowMs + 1) return
    kafka.nowMs = Math.max(kafka.nowMs, dueMs)
    runtime.tick()
  }, 0)
}

const REF = { groupId: 'g', name: 'c', topicPrefix: '' }

function create(name: string, configs: readonly (readonly [string, string])[] = []) {
  const given = [['group.id', 'g'], ['auto.offset.reset', 'earliest'], ...configs] as const
  return consumers.create({ groupId: 'g', name, door: 'rest', options: {}, topicPrefix: '', timeoutMs: 300_000, configs: given })
}

async function call(asked: ConsumerCall, name = 'c') {
  const answer = await consumers.call({ ...REF, name }, asked)
  if (!answer.done) throw new Error(`${answer.reason}: ${answer.message}`)
  return answer
}

const POLL: PollOptions & { readonly kind: 'poll' } = {
  kind: 'poll',
  waitMs: 0,
  joinWaitMs: 5_000,
  maxRecords: 100,
  maxBytes: 1_000_000,
  runsCallbacks: false,
}

async function offsets(name = 'c', asked: Partial<PollOptions> = {}): Promise<number[]> {
  return (await call({ ...POLL, ...asked }, name)).records.map(({ offset }) => offset)
}

beforeEach(() => {
  kafka = new MemoryCluster({ brokerConfigs: [['group.initial.rebalance.delay.ms', '0']] })
  load()
  createTopic(kafka, 't')
  produce(kafka, 't', [{}, {}, {}])
})

describe('a hosted consumer', () => {
  it('[HST4] writes its positions down before it gives records away, and nothing when there are none', async () => {
    await create('c', [['enable.auto.commit', 'false']])
    await call({ kind: 'subscribe', topics: ['t'] })
    expect(await offsets()).toEqual([0, 1, 2])
    const stored = kafka.cluster.hostedConsumers.get('g\0c')?.consumer
    expect(stored?.partitions).toMatchObject([{ topic: 't', partitionIndex: 0, position: 3 }])
    expect(stored?.fetched).toEqual([])
    const { recordSequence } = kafka.cluster
    expect(await offsets()).toEqual([])
    expect(await offsets()).toEqual([])
    expect(kafka.cluster.recordSequence).toBe(recordSequence)
  })

  it('[HST4] leaves no timer behind when a poll is over', async () => {
    await create('c')
    await call({ kind: 'subscribe', topics: ['t'] })
    expect(await offsets()).toEqual([0, 1, 2])
    vi.useFakeTimers()
    try {
      const polling = offsets('c', { waitMs: 1_000 })
      await vi.advanceTimersByTimeAsync(999)
      expect(vi.getTimerCount()).toBeGreaterThan(0)
      await vi.advanceTimersByTimeAsync(2)
      expect(await polling).toEqual([])
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  it('[HST5] stays a member while it is polled, beyond its session and without a record', async () => {
    await create('c', [['session.timeout.ms', '10000']])
    await call({ kind: 'subscribe', topics: ['t'] })
    await offsets()
    await offsets()
    const group = () => kafka.request('DescribeGroups', { apiVersion: 6, groupIds: ['g'] }).groups[0]
    for (let round = 0; round < 5; round++) {
      kafka.nowMs += 4_000
      await offsets()
      expect(group()).toMatchObject({ groupState: 'Stable', members: [{ clientId: 'c' }] })
    }
    kafka.advance(10_001)
    expect(group()).toMatchObject({ groupState: 'Empty', members: [] })
    produce(kafka, 't', [{}])
    expect(await offsets()).toEqual([3])
    expect(group()).toMatchObject({ groupState: 'Stable' })
  })

  it('[HST5] beats with every call in the protocol consumer too, whatever interval the broker asks for', async () => {
    createTopic(kafka, 'two', {}, 2)
    for (const name of ['c', 'd']) {
      await create(name, [['group.protocol', 'consumer']])
      await call({ kind: 'subscribe', topics: ['two'] }, name)
      await offsets(name, { joinWaitMs: 0 })
    }
    // A new target comes once in group.consumer.assignment.interval.ms; the broker asks for a heartbeat in five times that.
    kafka.nowMs += 1_001
    for (const name of ['c', 'c', 'd']) await offsets(name, { joinWaitMs: 0 })
    const counts = ['c', 'd'].map(async (name) => (await call({ kind: 'describe' }, name)).view?.partitions.length)
    expect(await Promise.all(counts)).toEqual([1, 1])
  })

  it('[HST5] beats ten times a second at most while a call waits, and stays a member', async () => {
    await create('c', [['session.timeout.ms', '10000']])
    await call({ kind: 'subscribe', topics: ['t'] })
    await offsets()
    const request = vi.spyOn(runtime, 'request')
    vi.useFakeTimers()
    try {
      const polling = offsets('c', { waitMs: 20_000 })
      for (let round = 0; round < 200; round++) {
        kafka.nowMs += 100
        await vi.advanceTimersByTimeAsync(100)
      }
      await vi.advanceTimersByTimeAsync(1_000)
      expect(await polling).toEqual([])
    } finally {
      vi.useRealTimers()
    }
    const beats = request.mock.calls.filter(([{ api }]) => api === 'Heartbeat').length
    expect(beats).toBeGreaterThan(100)
    expect(beats).toBeLessThanOrEqual(210)
    expect(kafka.request('DescribeGroups', { apiVersion: 6, groupIds: ['g'] }).groups).toMatchObject([{ groupState: 'Stable' }])
  })

  it('[HST5] leaves its group when it is closed', async () => {
    await create('c')
    await call({ kind: 'subscribe', topics: ['t'] })
    await offsets()
    await call({ kind: 'close' })
    expect(kafka.request('DescribeGroups', { apiVersion: 6, groupIds: ['g'] }).groups).toMatchObject([{ groupState: 'Empty' }])
    expect(await consumers.call(REF, { kind: 'describe' })).toMatchObject({ done: false, reason: 'CONSUMER_NOT_FOUND' })
  })

  it('[HST5] leaves its group when it unsubscribes, without another poll', async () => {
    await create('c')
    await call({ kind: 'subscribe', topics: ['t'] })
    await offsets()
    await call({ kind: 'unsubscribe' })
    expect(kafka.request('DescribeGroups', { apiVersion: 6, groupIds: ['g'] }).groups).toMatchObject([{ groupState: 'Empty' }])
    expect((await call({ kind: 'describe' })).view).toMatchObject({ subscribedTopics: [], partitions: [] })
    await call({ kind: 'subscribe', topics: ['t'] })
    produce(kafka, 't', [{}])
    expect(await offsets()).toContain(3)
  })

  it('[HST6] goes on where it was when the object has forgotten it', async () => {
    await create('c', [['enable.auto.commit', 'false']])
    await call({ kind: 'subscribe', topics: ['t'] })
    expect(await offsets('c', { maxRecords: 2 })).toEqual([0, 1])
    const before = kafka.request('DescribeGroups', { apiVersion: 6, groupIds: ['g'] }).groups[0]?.members
    load()
    expect(await offsets()).toEqual([2])
    expect(kafka.request('DescribeGroups', { apiVersion: 6, groupIds: ['g'] }).groups[0]?.members).toEqual(before)
  })

  it('[HST6] joins after all when the object went while it was joining', async () => {
    kafka = new MemoryCluster({ brokerConfigs: [['group.initial.rebalance.delay.ms', '3000']] })
    load()
    createTopic(kafka, 't')
    produce(kafka, 't', [{}])
    await create('c')
    await call({ kind: 'subscribe', topics: ['t'] })
    expect(await offsets('c', { joinWaitMs: 0 })).toEqual([])
    load()
    kafka.advance(1)
    const reading = offsets()
    kafka.nowMs += 6_000
    runtime.tick()
    expect(await reading).toEqual([0])
  })

  it('shares its group with others, each with partitions of its own', async () => {
    createTopic(kafka, 'two', {}, 2)
    for (const name of ['c', 'd']) {
      await create(name)
      await call({ kind: 'subscribe', topics: ['two'] }, name)
    }
    const placesOf = async (name: string) =>
      (await call({ kind: 'describe' }, name)).view?.partitions.map(({ partitionIndex }) => partitionIndex) ?? []
    // Neither of them waits for the other: whoever is polled goes as far as it can.
    let places: number[][] = []
    while (places.length !== 2 || places.some(({ length }) => length !== 1)) {
      await Promise.all(['c', 'd'].map((name) => offsets(name, { joinWaitMs: 10 })))
      places = await Promise.all(['c', 'd'].map(placesOf))
    }
    expect(places.flat().toSorted()).toEqual([0, 1])
  })

  it('[HST7] is not made with names that are none, and subscribes to none', async () => {
    const spec = { name: 'c', door: 'rest', options: {}, topicPrefix: '', timeoutMs: 300_000 } as const
    for (const [groupId, reason] of [
      ['a\0b', 'INVALID_GROUP_ID'],
      ['g'.repeat(257), 'POLICY_VIOLATION'],
    ] as const) {
      expect(await consumers.create({ ...spec, groupId, configs: [['group.id', groupId]] })).toMatchObject({ done: false, reason })
    }
    for (const name of ['client.id', 'group.instance.id']) {
      expect(await create('c', [[name, 'x'.repeat(257)]])).toMatchObject({ done: false, reason: 'POLICY_VIOLATION' })
    }
    await create('c')
    const topics = ['t'.repeat(250)]
    expect(await consumers.call(REF, { kind: 'subscribe', topics })).toMatchObject({ done: false, reason: 'INVALID_TOPIC_EXCEPTION' })
    expect((await call({ kind: 'describe' })).view?.subscribedTopics).toEqual([])
  })

  it('[HST7] is what it was before a call that there is no room for', async () => {
    const topics = Array.from({ length: 1_000 }, (_, index) => `${index}-${'x'.repeat(240)}`)
    let count = 0
    const subscribe = async () => {
      await create(`c${count}`)
      return consumers.call({ ...REF, name: `c${count++}` }, { kind: 'subscribe', topics })
    }
    let answer = await subscribe()
    while (answer.done) answer = await subscribe()
    expect(answer).toMatchObject({ reason: 'POLICY_VIOLATION' })
    expect(count).toBeGreaterThan(10)
    expect((await call({ kind: 'describe' }, `c${count - 1}`)).view?.subscribedTopics).toEqual([])
    await call({ kind: 'close' }, 'c0')
    await call({ kind: 'subscribe', topics }, `c${count - 1}`)
  })

  it('[HST9] forgets what others have fetched and not given away before it is too much, and they lose nothing', async () => {
    createTopic(kafka, 'wide', {}, 6)
    const value = 'x'.repeat(1_000_000)
    for (let index = 0; index < 6; index++) produce(kafka, 'wide', [{ value }, {}], index)
    const names = Array.from({ length: 16 }, (_, index) => `c${index}`)
    const read = new Map(names.map((name) => [name, 0]))
    for (const name of names) {
      await create(name, [['max.poll.records', '1']])
      await call(
        { kind: 'assign', partitions: Array.from({ length: 6 }, (_, partitionIndex) => ({ topic: 'wide', partitionIndex })) },
        name,
      )
    }
    const readOne = async (name: string) => read.set(name, (read.get(name) ?? 0) + (await offsets(name, { waitMs: 100 })).length)
    for (let round = 0; round < 12; round++) for (const name of names) await readOne(name)
    expect(consumers.fetchedBytes).toBeLessThanOrEqual(MAX_HOSTED_FETCHED_BYTES)
    for (const name of names) while ((read.get(name) ?? 0) < 12) await readOne(name)
    expect(new Set(read.values())).toEqual(new Set([12]))
  })

  it('[HST8] names only topics of the key that it is used with', async () => {
    const ref = { groupId: 'team-g', name: 'c', topicPrefix: 'team-' }
    const configs = [['group.id', 'team-g']] as const
    await consumers.create({ ...ref, door: 'rest', options: {}, timeoutMs: 300_000, configs })
    const places = [{ topic: 't', partitionIndex: 0, offset: 1, leaderEpoch: -1, metadata: '' }]
    for (const foreign of [
      { kind: 'commit', offsets: places, isAsync: false },
      { kind: 'subscribe', topics: ['team-a', 't'] },
      { kind: 'assign', partitions: [{ topic: 't', partitionIndex: 0 }] },
    ] as const) {
      expect(await consumers.call(ref, foreign)).toMatchObject({ done: false, reason: 'TOPIC_AUTHORIZATION_FAILED' })
    }
    const { topics } = kafka.request('OffsetFetch', {
      groupId: 'team-g',
      topics: null,
      memberId: null,
      memberEpoch: -1,
      requireStable: false,
    })
    expect(topics).toEqual([])
  })

  it('[HST8] is closed by one of those who close it at once', async () => {
    await create('c')
    const closed = await Promise.all([1, 2, 3].map(() => consumers.call(REF, { kind: 'close' })))
    expect(closed.filter(({ done }) => done)).toHaveLength(1)
    expect(closed.filter(({ done }) => !done)).toMatchObject([{ reason: 'CONSUMER_NOT_FOUND' }, { reason: 'CONSUMER_NOT_FOUND' }])
  })

  it('is refused with configs that Kafka does not know', async () => {
    expect(await create('c', [['auto.offset.reset', 'sometimes']])).toMatchObject({ done: false, reason: 'INVALID_CONFIG' })
  })
})
