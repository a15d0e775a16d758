// The replicated cluster on the platform itself: a clock that is held, answers that come later, the alarm, history.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { MAX_CLOCK_ADVANCE_MS, MAX_EVENTS_PER_PAGE } from '../schema/limits.ts'
import type { Sandbox } from './sandbox.ts'
import type { EventPage } from './shell/events/event-page.ts'
import type { ClockAnswer, Outcome, SandboxRpc } from './shell/rpc.ts'
import type { ClusterState } from './shell/views/cluster-state.ts'
import { CALLER, createTopic, makeSandbox, produce, produceOf, valuesIn } from '../test/support/object.ts'

function valueOf<Value>(outcome: Outcome<Value, string>): Value {
  if (!outcome.ok) throw new Error(outcome.message)
  return outcome.value
}

async function moveClock(sandbox: SandboxRpc, advanceMs: number): Promise<Extract<ClockAnswer, { done: true }>> {
  const answer = valueOf(await sandbox.changeClock(CALLER, { advanceMs }))
  if (!answer.done) throw new Error(answer.message)
  return answer
}

async function stateOf(sandbox: SandboxRpc): Promise<ClusterState> {
  return valueOf(await sandbox.state(CALLER))
}

async function leaderOf(sandbox: SandboxRpc): Promise<number> {
  return (await stateOf(sandbox)).topics[0]?.partitions[0]?.leader ?? -1
}

function alarmOf(stub: DurableObjectStub<Sandbox>): Promise<number | null> {
  return runInDurableObject(stub, (_, { storage }) => storage.getAlarm())
}

/** Stops the followers of partition 0 from fetching, so that acks=all has to wait. */
async function pauseFollowers(sandbox: SandboxRpc): Promise<void> {
  const leader = await leaderOf(sandbox)
  for (const brokerId of [1, 2, 3].filter((broker) => broker !== leader)) {
    const spec = { kind: 'pause_replication', brokerId, topic: null, partitionIndex: null } as const
    expect(valueOf(await sandbox.act(CALLER, { kind: 'startFault', spec, durationMs: null }))).toMatchObject({ done: true })
  }
}

describe('the clock', () => {
  it('stands still, moves only when told, and survives an eviction', async () => {
    const { stub, sandbox } = await makeSandbox({ clock: 'manual' })
    const before = valueOf(await sandbox.clock(CALLER))
    expect(before.mode).toBe('manual')
    expect((await moveClock(sandbox, 5_000)).clock.nowMs).toBe(before.nowMs + 5_000)
    await evictDurableObject(stub)
    expect(valueOf(await sandbox.clock(CALLER))).toMatchObject({ mode: 'manual', nowMs: before.nowMs + 5_000 })
  })

  it('goes on without a jump when its mode changes, and never goes back', async () => {
    const { sandbox } = await makeSandbox()
    const changed = valueOf(await sandbox.changeClock(CALLER, { mode: 'manual', advanceMs: 3_600_000 }))
    if (!changed.done) throw new Error(changed.message)
    expect(changed.clock.nowMs).toBeGreaterThan(Date.now() + 3_500_000)
    const released = valueOf(await sandbox.changeClock(CALLER, { mode: 'realtime' }))
    if (!released.done) throw new Error(released.message)
    expect(released.clock.mode).toBe('realtime')
    expect(released.clock.nowMs - changed.clock.nowMs).toBeLessThan(60_000)
    expect(released.clock.nowMs).toBeGreaterThanOrEqual(changed.clock.nowMs)
  })

  it.each([
    [{ advanceMs: -1 }, 'never goes back'],
    [{ advanceMs: 0.5 }, 'whole number'],
    [{ advanceMs: MAX_CLOCK_ADVANCE_MS + 1 }, 'at most'],
    [{ advanceMs: Number.NaN }, 'whole number'],
    [{ advanceMs: 1, step: 'event' as const }, 'not both'],
    [{ step: 'event' as const }, 'Nothing waits'],
  ])('refuses %j', async (change, says) => {
    const { sandbox } = await makeSandbox({ clock: 'manual' })
    const answer = valueOf(await sandbox.changeClock(CALLER, change))
    expect(answer).toMatchObject({ done: false, error: 'INVALID_REQUEST', message: expect.stringContaining(says) as string })
  })

  it('steps to the next thing that is due, and sets no alarm while it is held', async () => {
    const { stub, sandbox } = await makeSandbox({ clock: 'manual' })
    await createTopic(sandbox, 't', 1, 3)
    valueOf(await sandbox.act(CALLER, { kind: 'node', nodeId: await leaderOf(sandbox), action: 'kill' }))
    const { nextDueMs } = valueOf(await sandbox.clock(CALLER))
    expect(await alarmOf(stub)).toBe(null)
    const answer = valueOf(await sandbox.changeClock(CALLER, { step: 'event' }))
    expect(answer).toMatchObject({ done: true, isComplete: true, clock: { nowMs: nextDueMs } })
    expect((await stateOf(sandbox)).brokers.filter(({ fenced }) => fenced)).toHaveLength(1)
  })
})

describe('an answer that comes later', () => {
  it('is given when the clock was moved to the end of its time', async () => {
    const { sandbox } = await makeSandbox({ clock: 'manual' })
    await createTopic(sandbox, 't', 1, 3)
    await pauseFollowers(sandbox)
    const answering = sandbox.kafka(CALLER, produceOf('t', 'v'))
    await expect.poll(async () => (await stateOf(sandbox)).purgatory.produce).toBe(1)
    await moveClock(sandbox, 999)
    expect((await stateOf(sandbox)).purgatory.produce).toBe(1)
    await moveClock(sandbox, 1)
    const { response, sequence } = valueOf(await answering)
    expect(response.responses[0]?.partitionResponses[0]?.error).toBe('REQUEST_TIMED_OUT')
    const { events } = valueOf(await sandbox.events(CALLER, sequence ?? 0, 1))
    expect(events[0]?.trigger).toMatchObject({ kind: 'request', api: 'Produce' })
  })

  it('is given when the followers go on', async () => {
    const { sandbox } = await makeSandbox()
    await createTopic(sandbox, 't', 1, 3)
    await pauseFollowers(sandbox)
    const answering = sandbox.kafka(CALLER, produceOf('t', 'v'))
    await expect.poll(async () => (await stateOf(sandbox)).purgatory.produce).toBe(1)
    expect(await valuesIn(sandbox, 't')).toEqual([])
    for (const { faultId } of (await stateOf(sandbox)).faults) await sandbox.act(CALLER, { kind: 'endFault', faultId })
    expect(valueOf(await answering).response.responses[0]?.partitionResponses[0]).toMatchObject({ error: 'NONE', baseOffset: 0 })
    expect(await valuesIn(sandbox, 't')).toEqual(['v'])
  })
})

describe('the alarm', () => {
  it('is not set for a healthy cluster at rest, and is for a broker that was killed', async () => {
    const { stub, sandbox } = await makeSandbox()
    await createTopic(sandbox, 't', 3, 3)
    await produce(sandbox, 't', 'v')
    expect(await alarmOf(stub)).toBe(null)
    expect(valueOf(await sandbox.act(CALLER, { kind: 'node', nodeId: 1, action: 'kill' }))).toMatchObject({ done: true })
    const dueMs = (await stateOf(sandbox)).clock.nextDueMs
    expect(await alarmOf(stub)).toBe(dueMs)
    await evictDurableObject(stub)
    await stateOf(sandbox)
    expect(await alarmOf(stub)).toBe(dueMs)
  })

  it('carries out what is due', async () => {
    const { stub, sandbox } = await makeSandbox({ brokerConfigs: [['broker.session.timeout.ms', '1']] })
    await createTopic(sandbox, 't', 1, 3)
    const leader = await leaderOf(sandbox)
    await sandbox.act(CALLER, { kind: 'node', nodeId: leader, action: 'kill' })
    await runDurableObjectAlarm(stub)
    await expect.poll(() => leaderOf(sandbox)).not.toBe(leader)
  })
})

describe('history', () => {
  it('tells every event from a sequence on, before and after an eviction', async () => {
    const { stub, sandbox } = await makeSandbox()
    await createTopic(sandbox, 't', 1, 3)
    for (const value of ['a', 'b', 'c']) await produce(sandbox, 't', value)
    const all = valueOf(await sandbox.events(CALLER, 0, MAX_EVENTS_PER_PAGE))
    expect(all.firstKeptSequence).toBe(1)
    expect(all.events.map(({ sequence }) => sequence)).toEqual(all.events.map((_, index) => index + 1))
    expect(all.nextSequence).toBe(all.events.length + 1)
    expect(all.events[0]).toMatchObject({ kind: 'cluster.created', trigger: { kind: 'creation' }, causedBy: null })
    await evictDurableObject(stub)
    const paged: EventPage['events'][number][] = []
    for (let from = 1; from < all.nextSequence;) {
      const page = valueOf(await sandbox.events(CALLER, from, 7))
      paged.push(...page.events)
      from = page.nextSequence
    }
    expect(paged).toEqual(all.events)
    expect(valueOf(await sandbox.events(CALLER, all.nextSequence + 9, 7)).events).toEqual([])
  })

  it('says why an action was refused, and stores nothing of it', async () => {
    const { sandbox } = await makeSandbox()
    const { sequence } = await stateOf(sandbox)
    const refused = valueOf(await sandbox.act(CALLER, { kind: 'node', nodeId: 99, action: 'kill' }))
    expect(refused).toMatchObject({ done: false })
    expect((await stateOf(sandbox)).sequence).toBe(sequence)
  })
})
