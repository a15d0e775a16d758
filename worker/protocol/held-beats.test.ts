// Heartbeats of members that have nothing to hear: what they are answered, how often the object hears of them, and how long their sessions last.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { consumerGroupHeartbeatMessages } from '../../schema/kafka/protocol/messages/consumer-group-heartbeat.ts'
import { VOUCH_MS } from '../../schema/protocol-limits.ts'
import { MemoryEdge } from '../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../test/support/memory-sandbox.ts'
import { inTime, WatchedObject } from '../../test/support/quiet-wire.ts'
import { createTopic } from '../../test/support/records.ts'
import { codeOf, JOINING, memberAlone, openCoordinator, QUICK_GROUPS, WireMember } from '../../test/support/wire-group.ts'
import type { TestWire } from '../../test/support/wire.ts'

const edge = new MemoryEdge()
const BEAT_MS = 3_000
const SESSION_MS = JOINING.sessionTimeoutMs
let made: MadeSandbox
let wire: TestWire
let others: WatchedObject

/** Beats so often, as regularly as clients do, and gives what it was told. */
async function beats(beat: () => Promise<number>, count: number): Promise<Set<number>> {
  const told = new Set<number>()
  for (let beaten = 0; beaten < count; beaten++) {
    await vi.advanceTimersByTimeAsync(BEAT_MS)
    told.add(await inTime(beat()))
  }
  return told
}

function memberCount(): number | undefined {
  for (const { memberships } of edge.clusterOf(made.id).cluster.groupCoordinators.values()) {
    const group = memberships.get('g')
    if (group !== undefined) return group.members.length
  }
  return undefined
}

/** The object carries out what is due before it looks. */
async function membersNow(): Promise<number | undefined> {
  await others.object.state({ keyId: 'somebody else' })
  return memberCount()
}

beforeEach(async () => {
  made = await edge.sandbox({ seed: 1, configs: QUICK_GROUPS })
  createTopic(edge.clusterOf(made.id), 't', {}, 2)
  wire = await openCoordinator(edge, made)
  others = new WatchedObject(edge, made)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
})

afterEach(() => {
  vi.useRealTimers()
})

describe('a member of a stable group', () => {
  let member: WireMember
  const beat = (): Promise<number> => member.heartbeat()

  beforeEach(async () => {
    member = await inTime(memberAlone(wire))
    others.arrivals()
  })

  it('is answered without the object, hour after hour, but once in a term', async () => {
    const hours = 2
    expect(await beats(beat, (hours * 3_600_000) / BEAT_MS)).toEqual(new Set([0]))
    const terms = (hours * 3_600_000) / (VOUCH_MS * 0.8)
    expect(others.arrivals('Heartbeat')).toBeLessThanOrEqual(terms + 2)
    expect(await membersNow()).toBe(1)
  })

  it('hears of a rebalance with its next heartbeat', async () => {
    await beats(beat, 5)
    const second = new WireMember(await inTime(openCoordinator(edge, made)))
    const joining = second.join()
    await vi.advanceTimersByTimeAsync(BEAT_MS)
    expect(await inTime(beat())).toBe(codeOf('REBALANCE_IN_PROGRESS'))
    await inTime(Promise.all([member.join(), joining]))
    expect(await inTime(beat())).toBe(0)
  })

  it('hears from the object that it is in a former generation, or unknown', async () => {
    await beats(beat, 5)
    member.generationId--
    expect(await inTime(beat())).toBe(codeOf('ILLEGAL_GENERATION'))
    member.generationId++
    expect(await inTime(beat())).toBe(0)
    const stranger = new WireMember(wire)
    stranger.memberId = 'nobody'
    expect(await inTime(stranger.heartbeat())).toBe(codeOf('UNKNOWN_MEMBER_ID'))
    expect(await beats(beat, 10)).toEqual(new Set([0]))
  })

  it('is a member until a session timeout after its last heartbeat, and no longer', async () => {
    await beats(beat, 20)
    await vi.advanceTimersByTimeAsync(SESSION_MS - 2)
    expect(await membersNow()).toBe(1)
    await vi.advanceTimersByTimeAsync(10)
    expect(await membersNow()).toBe(0)
    expect(await inTime(beat())).toBe(codeOf('UNKNOWN_MEMBER_ID'))
  })

  it('is one for as long after its connection has ended', async () => {
    await beats(beat, 20)
    await vi.advanceTimersByTimeAsync(1_000)
    wire.close()
    await vi.advanceTimersByTimeAsync(SESSION_MS - 1_002)
    expect(await membersNow()).toBe(1)
    await vi.advanceTimersByTimeAsync(10)
    expect(await membersNow()).toBe(0)
  })

  it('is one for as long after its line has broken without a word and was not mended', async () => {
    await beats(beat, 20)
    vi.spyOn(others.object, 'fetch').mockRejectedValue(new Error('The object is out of order.'))
    others.object.lines.breakAll()
    await vi.advanceTimersByTimeAsync(SESSION_MS - 10)
    expect(await membersNow()).toBe(1)
    await vi.advanceTimersByTimeAsync(20)
    expect(await membersNow()).toBe(0)
  })

  it('goes on when its line is mended', async () => {
    await beats(beat, 5)
    others.object.lines.breakAll()
    expect(await beats(beat, 20)).toEqual(new Set([0]))
    expect(others.arrivals('Heartbeat')).toBeLessThanOrEqual(4)
    expect(await membersNow()).toBe(1)
  })

  it('goes on when the object has slept', async () => {
    await beats(beat, 5)
    others.arrivals()
    edge.clusterOf(made.id).cluster.sessions.clear()
    others.object.lines.forget()
    expect(await beats(beat, 50)).toEqual(new Set([0]))
    expect(others.arrivals()).toBe(0)
    expect(await membersNow()).toBe(1)
  })

  it('is missed when somebody moves the clock past its session', async () => {
    await beats(beat, 5)
    await inTime(others.object.changeClock({ keyId: 'somebody else' }, { advanceMs: SESSION_MS + 1 }))
    expect(await inTime(beat())).toBe(codeOf('UNKNOWN_MEMBER_ID'))
  })

  it('beats to the object while the clock is held', async () => {
    await inTime(others.object.changeClock({ keyId: 'somebody else' }, { mode: 'manual' }))
    others.arrivals()
    expect(await beats(beat, 10)).toEqual(new Set([0]))
    expect(others.arrivals('Heartbeat')).toBe(10)
  })

  it('gets the error that somebody has in store for it', async () => {
    await beats(beat, 5)
    await others.act({
      kind: 'startFault',
      durationMs: null,
      spec: { kind: 'error', api: 'Heartbeat', brokerId: null, error: 'NOT_COORDINATOR', count: 1 },
    })
    expect(await inTime(beat())).toBe(codeOf('NOT_COORDINATOR'))
    expect(await beats(beat, 5)).toEqual(new Set([0]))
  })

  it('costs the object nothing for what happens elsewhere', async () => {
    await beats(beat, 5)
    others.arrivals()
    await others.produce('a')
    expect(await beats(beat, 5)).toEqual(new Set([0]))
    expect(others.arrivals()).toBe(0)
  })
})

describe('a member of a KIP-848 group', () => {
  const NOTHING = {
    groupId: 'g',
    memberId: 'm',
    instanceId: null,
    rackId: null,
    rebalanceTimeoutMs: -1,
    subscribedTopicNames: null,
    subscribedTopicRegex: null,
    serverAssignor: null,
    topicPartitions: null,
  }
  const EVERYTHING = { ...NOTHING, rebalanceTimeoutMs: 60_000, subscribedTopicNames: ['t'], topicPartitions: [] }
  let memberEpoch: number

  const send = async (said: typeof NOTHING | typeof EVERYTHING) => {
    const told = await inTime(wire.call(consumerGroupHeartbeatMessages, 1, { ...said, memberEpoch }))
    memberEpoch = told.memberEpoch
    return told
  }

  beforeEach(async () => {
    memberEpoch = 0
    expect((await send(EVERYTHING)).assignment?.topicPartitions).toMatchObject([{ partitions: [0, 1] }])
    others.arrivals()
  })

  it.each([
    ['nothing', NOTHING],
    ['everything each time', EVERYTHING],
  ])('is answered without the object when it says %s', async (_, said) => {
    const told = [await send(said)]
    for (let beaten = 0; beaten < 50; beaten++) {
      await vi.advanceTimersByTimeAsync(5_000)
      told.push(await send(said))
    }
    expect(new Set(told.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(others.arrivals()).toBeLessThanOrEqual(2)
    expect(await membersNow()).toBe(1)
  })

  /** What it is given, by its next heartbeats: a group makes assignments some time apart. */
  async function nextAssignment(): Promise<unknown> {
    for (let beaten = 0; beaten < 2; beaten++) {
      const { assignment } = await send(NOTHING)
      if (assignment !== null) return assignment.topicPartitions
      await vi.advanceTimersByTimeAsync(5_000)
    }
    return null
  }

  it('hears as soon as it may that its topic has grown', async () => {
    for (let beaten = 0; beaten < 3; beaten++) await send(NOTHING)
    const grown = await others.ask('CreatePartitions', { topics: [{ name: 't', count: 3, assignments: null }], validateOnly: false })
    expect(grown.results).toMatchObject([{ error: 'NONE' }])
    expect(await nextAssignment()).toMatchObject([{ partitions: [0, 1, 2] }])
  })

  it('hears as soon as it may that it has to share', async () => {
    for (let beaten = 0; beaten < 3; beaten++) await send(NOTHING)
    const second = await inTime(openCoordinator(edge, made))
    await inTime(second.call(consumerGroupHeartbeatMessages, 1, { ...EVERYTHING, memberId: 'n', memberEpoch: 0 }))
    expect(await nextAssignment()).toMatchObject([{ partitions: [expect.any(Number)] }])
  })
})
