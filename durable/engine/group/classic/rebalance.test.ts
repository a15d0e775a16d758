// How members come to a generation, and how it ends.
import { describe, expect, it } from 'vitest'
import { ClassicMember, coordinatorOf, describeGroup, rebalance } from '../../../../test/support/classic-group.ts'
import { MemoryCluster } from '../../../../test/support/memory-store.ts'
import { createTopic } from '../../../../test/support/records.ts'
import {
  MAX_GROUP_BYTES,
  MAX_GROUP_ID_CHARACTERS,
  MAX_GROUP_MEMBERS,
  MAX_MEMBER_NAME_CHARACTERS,
  MAX_MEMBER_PROTOCOLS,
} from '../../../../schema/limits.ts'
import { isValidTransition } from './classic-state.ts'

function cluster(configs: Readonly<Record<string, string>> = {}): MemoryCluster {
  const kafka = new MemoryCluster({ brokerConfigs: Object.entries(configs) })
  createTopic(kafka, 't', {}, 4)
  return kafka
}

describe('a group', () => {
  it('[GRP1] goes through the states that the table allows, and through no others', () => {
    expect(isValidTransition('Empty', 'Stable')).toBe(false)
    expect(isValidTransition('Stable', 'CompletingRebalance')).toBe(false)
    const kafka = cluster()
    const [a, b] = [new ClassicMember(kafka), new ClassicMember(kafka)]
    a.join()
    expect(describeGroup(kafka)).toMatchObject({ groupState: 'PreparingRebalance', protocolType: 'consumer', protocolData: '' })
    kafka.advance(3_000)
    a.hear()
    expect(describeGroup(kafka).groupState).toBe('CompletingRebalance')
    a.sync({ [a.memberId]: [0] })
    expect(describeGroup(kafka)).toMatchObject({ groupState: 'Stable', protocolData: 'range' })
    b.join()
    expect(describeGroup(kafka).groupState).toBe('PreparingRebalance')
    b.leave()
    a.leave()
    expect(describeGroup(kafka)).toMatchObject({ groupState: 'Empty', protocolType: 'consumer', members: [] })
  })

  it('[GRP2] waits for others before its first generation, and not for ever', () => {
    const kafka = cluster()
    const members = Array.from({ length: 5 }, () => new ClassicMember(kafka, { rebalanceTimeoutMs: 7_000 }))
    const joinedAtMs: number[] = []
    for (const member of members) {
      member.join()
      kafka.advance(2_000)
      if (kafka.late.length > 0) joinedAtMs.push(kafka.nowMs)
    }
    for (const member of members) member.hear()
    // 3,000 and 3,000 more, and 1,000 that were left of the rebalance timeout: those that came later are in another generation.
    expect(joinedAtMs).toHaveLength(2)
    expect(members.map(({ generationId }) => generationId)).toEqual([1, 1, 1, 1, -1])
  })

  it('[GRP3] gives a member its id before it joins, and forgets it when it does not come back', () => {
    const kafka = cluster()
    const [a, b] = [new ClassicMember(kafka), new ClassicMember(kafka, { apiVersion: 3 })]
    rebalance(kafka, [a])
    const told = kafka.request('JoinGroup', joinRequest({ memberId: '' }))
    expect(told).toMatchObject({ error: 'MEMBER_ID_REQUIRED', generationId: -1, memberId: expect.stringMatching(/^c-[0-9a-f-]{36}$/) })
    expect(b.join()).toBeNull()
    a.join()
    a.hear()
    // Whoever was told an id is awaited.
    expect(a.joined).toBeNull()
    kafka.advance(9_999)
    expect(kafka.late).toEqual([])
    kafka.advance(1)
    a.hear()
    b.hear()
    expect([a.generationId, b.generationId]).toEqual([2, 2])
    expect(kafka.request('JoinGroup', joinRequest({ memberId: told.memberId })).error).toBe('UNKNOWN_MEMBER_ID')
  })

  it('[GRP4] votes for a protocol, and removes who does not join in time', () => {
    const kafka = cluster()
    const a = new ClassicMember(kafka, {
      protocols: ['range', 'sticky', 'roundrobin'],
      sessionTimeoutMs: 60_000,
      rebalanceTimeoutMs: 20_000,
    })
    const b = new ClassicMember(kafka, { protocols: ['roundrobin', 'sticky'] })
    const c = new ClassicMember(kafka, { protocols: ['roundrobin', 'sticky'] })
    for (const member of [a, b, c]) member.join()
    kafka.advance(6_000)
    for (const member of [a, b, c]) member.hear()
    expect(a.joined).toMatchObject({ protocolName: 'roundrobin', leader: a.memberId, members: [{}, {}, {}] })
    expect(b.joined).toMatchObject({ protocolName: 'roundrobin', leader: a.memberId, members: [] })
    for (const member of [b, c]) member.sync()
    a.sync({})
    b.join({ protocols: [{ name: 'sticky', metadata: Uint8Array.of(1) }] })
    c.join()
    expect(a.heartbeat()).toBe('REBALANCE_IN_PROGRESS')
    kafka.advance(59_999)
    b.hear()
    expect(b.joined).toBeNull()
    kafka.advance(1)
    b.hear()
    c.hear()
    expect(b.joined).toMatchObject({ generationId: 2, protocolName: 'sticky', leader: b.memberId })
    expect(c.joined).toMatchObject({ generationId: 2, leader: b.memberId, members: [] })
    expect(a.heartbeat()).toBe('UNKNOWN_MEMBER_ID')
  })

  it('[GRP5] hands out what the leader assigns, when the log has it', () => {
    const kafka = cluster()
    const members = [new ClassicMember(kafka), new ClassicMember(kafka), new ClassicMember(kafka)]
    const [a, b, c] = members as [ClassicMember, ClassicMember, ClassicMember]
    for (const member of members) member.join()
    kafka.advance(6_000)
    for (const member of members) member.hear()
    expect(b.sync({ [b.memberId]: [3] })).toBeNull()
    expect(a.sync({ [a.memberId]: [0], [b.memberId]: [1, 2] })).not.toBeNull()
    b.hear()
    expect([a.partitions, b.partitions]).toEqual([[0], [1, 2]])
    expect(c.sync()).toMatchObject({ error: 'NONE', assignment: new Uint8Array(0) })
    expect(kafka.records.filter(({ kind }) => kind === 'group.changed').length).toBeGreaterThan(0)
  })

  it('[GRP5] removes who does not sync in time, the leader too', () => {
    const kafka = cluster()
    const [a, b] = [new ClassicMember(kafka, SLOW), new ClassicMember(kafka, SLOW)]
    for (const member of [a, b]) member.join()
    kafka.advance(6_000)
    for (const member of [a, b]) member.hear()
    expect(b.sync()).toBeNull()
    kafka.advance(10_000)
    b.hear()
    expect(b.synced?.error).toBe('REBALANCE_IN_PROGRESS')
    expect(a.heartbeat()).toBe('UNKNOWN_MEMBER_ID')
    expect(b.join()).toMatchObject({ error: 'NONE', generationId: 2, leader: b.memberId })
  })

  it('[GRP5] rebalances when the log cannot take the assignment', () => {
    const kafka = cluster({ 'min.insync.replicas': '2' })
    const a = new ClassicMember(kafka, SLOW)
    a.join()
    kafka.advance(3_000)
    a.hear()
    const others = [1, 2, 3].filter((brokerId) => brokerId !== coordinatorOf(kafka))
    for (const brokerId of others) kafka.node(brokerId, 'pause')
    expect(a.sync({ [a.memberId]: [0] })).toBeNull()
    expect(a.heartbeat()).toBe('NONE')
    kafka.advance(9_000)
    a.hear()
    expect(a.synced?.error).toBe('REBALANCE_IN_PROGRESS')
    expect(describeGroup(kafka).groupState).toBe('PreparingRebalance')
    for (const brokerId of others) kafka.node(brokerId, 'resume')
    a.join()
    a.hear()
    expect(a.sync({ [a.memberId]: [0] })).not.toBeNull()
    expect(a.partitions).toEqual([0])
  })

  it('[GRP5] rebalances when the log refuses the assignment at once, and the leader does not come again', () => {
    const kafka = cluster({ 'min.insync.replicas': '2' })
    const [a, b] = [new ClassicMember(kafka, SLOW), new ClassicMember(kafka, SLOW)]
    for (const member of [a, b]) member.join()
    kafka.advance(6_000)
    for (const member of [a, b]) member.hear()
    const others = [1, 2, 3].filter((brokerId) => brokerId !== coordinatorOf(kafka))
    for (const brokerId of others) kafka.node(brokerId, 'stop')
    expect(b.sync()).toBeNull()
    expect(a.sync({ [a.memberId]: [0], [b.memberId]: [1] })?.error).toBe('COORDINATOR_NOT_AVAILABLE')
    b.hear()
    expect(b.synced?.error).toBe('REBALANCE_IN_PROGRESS')
    expect(describeGroup(kafka).groupState).toBe('PreparingRebalance')
    b.join()
    kafka.advance(60_000)
    b.hear()
    expect(b.joined).toMatchObject({ error: 'NONE', leader: b.memberId })
  })

  it('[GRP9] goes on without those that leave', () => {
    const kafka = cluster()
    const members = [new ClassicMember(kafka), new ClassicMember(kafka), new ClassicMember(kafka)]
    const [a, b, c] = members as [ClassicMember, ClassicMember, ClassicMember]
    rebalance(kafka, members, 6_000)
    a.join()
    expect(b.join()).toBeNull()
    expect(c.leave()).toBe('NONE')
    for (const member of members) member.hear()
    expect([a.joined, b.joined]).toMatchObject([{ generationId: 2 }, { generationId: 2 }])
    a.sync()
    expect(a.join()).toBeNull()
    expect(a.leave()).toBe('NONE')
    a.hear()
    expect(a.joined).toMatchObject({ error: 'UNKNOWN_MEMBER_ID', memberId: '' })
    expect(a.leave()).toBe('UNKNOWN_MEMBER_ID')
    expect(b.leave()).toBe('NONE')
    expect(describeGroup(kafka)).toMatchObject({ groupState: 'Empty', members: [] })
  })

  it('[GRP10] tells who is wrong in which way', () => {
    const kafka = cluster()
    const a = new ClassicMember(kafka)
    expect(a.heartbeat()).toBe('UNKNOWN_MEMBER_ID')
    rebalance(kafka, [a])
    const { groupId, memberId, generationId } = a.named
    const beat = (over: object) => kafka.request('Heartbeat', { groupId, memberId, generationId, groupInstanceId: null, ...over }).error
    expect(beat({ memberId: 'x' })).toBe('UNKNOWN_MEMBER_ID')
    expect(beat({ generationId: 2 })).toBe('ILLEGAL_GENERATION')
    expect(beat({ groupId: '' })).toBe('INVALID_GROUP_ID')
    expect(beat({ groupInstanceId: 'i' })).toBe('UNKNOWN_MEMBER_ID')
    const join = (over: object) => kafka.request('JoinGroup', joinRequest(over)).error
    expect(join({ groupId: 'a\0b' })).toBe('INVALID_GROUP_ID')
    expect(join({ groupId: 'x'.repeat(MAX_GROUP_ID_CHARACTERS + 1) })).toBe('POLICY_VIOLATION')
    expect(join({ protocolType: 'connect' })).toBe('INCONSISTENT_GROUP_PROTOCOL')
    expect(join({ protocols: [{ name: 'other', metadata: new Uint8Array(0) }] })).toBe('INCONSISTENT_GROUP_PROTOCOL')
    expect(join({ sessionTimeoutMs: 5_999 })).toBe('INVALID_SESSION_TIMEOUT')
    expect(join({ sessionTimeoutMs: 1_800_001 })).toBe('INVALID_SESSION_TIMEOUT')
    expect(join({ memberId: 'x', groupId: 'nobody' })).toBe('UNKNOWN_MEMBER_ID')
    expect(kafka.request('LeaveGroup', { groupId: '', members: [] }).error).toBe('INVALID_GROUP_ID')
    expect(kafka.request('LeaveGroup', { groupId: 'nobody', members: [{ memberId: 'x', groupInstanceId: null, reason: null }] })).toEqual({
      error: 'NONE',
      members: [{ memberId: 'x', groupInstanceId: null, error: 'UNKNOWN_MEMBER_ID' }],
    })
  })

  it('[GRP11] is full at group.max.size', () => {
    const kafka = cluster({ 'group.max.size': '1' })
    const a = new ClassicMember(kafka)
    rebalance(kafka, [a])
    expect(new ClassicMember(kafka).join()).toMatchObject({ error: 'GROUP_MAX_SIZE_REACHED', memberId: '' })
    expect(a.heartbeat()).toBe('NONE')
  })

  it('[GRP11] takes so many bytes of its members and their leader, and goes on', () => {
    const kafka = cluster()
    const [a, b] = [new ClassicMember(kafka), new ClassicMember(kafka)]
    rebalance(kafka, [a])
    const metadata = new Uint8Array(MAX_GROUP_BYTES)
    expect(b.join({ protocols: [{ name: 'range', metadata }] })?.error).toBe('POLICY_VIOLATION')
    expect(a.heartbeat()).toBe('NONE')
    a.join()
    a.hear()
    const assignment = new Uint8Array(MAX_GROUP_BYTES + 1)
    const request = {
      ...a.named,
      apiVersion: 4,
      protocolType: null,
      protocolName: null,
      assignments: [{ memberId: a.memberId, assignment }],
    }
    expect(kafka.request('SyncGroup', request).error).toBe('POLICY_VIOLATION')
    expect(a.sync({ [a.memberId]: [2] })).not.toBeNull()
    expect(a.partitions).toEqual([2])
  })

  it('[GRP11] takes names and protocols as far as there is room for them', () => {
    const kafka = cluster()
    const a = new ClassicMember(kafka)
    const long = 'x'.repeat(MAX_MEMBER_NAME_CHARACTERS + 1)
    const metadata = new Uint8Array(1)
    const protocols = Array.from({ length: MAX_MEMBER_PROTOCOLS + 1 }, (_, index) => ({ name: `p${index}`, metadata }))
    const refused = [{ clientId: long }, { groupInstanceId: long }, { protocols }].map((over) => a.join(over)?.error)
    expect(refused).toEqual(['POLICY_VIOLATION', 'POLICY_VIOLATION', 'POLICY_VIOLATION'])
    expect(a.join({ protocols: protocols.slice(1) })).toBeNull()
  })

  it('[GRP11] is not written down where what it says and is assigned fits in no batch together', () => {
    const kafka = cluster()
    const a = new ClassicMember(kafka)
    const rest = 10_000
    a.join({ protocols: [{ name: 'range', metadata: new Uint8Array(MAX_GROUP_BYTES - rest) }] })
    kafka.advance(6_000)
    a.hear()
    const assignment = new Uint8Array(MAX_GROUP_BYTES - rest)
    const request = {
      ...a.named,
      apiVersion: 4,
      protocolType: null,
      protocolName: null,
      assignments: [{ memberId: a.memberId, assignment }],
    }
    expect(kafka.request('SyncGroup', request).error).toBe('UNKNOWN_SERVER_ERROR')
    expect(a.heartbeat()).toBe('REBALANCE_IN_PROGRESS')
    rebalance(kafka, [a])
    expect(a.heartbeat()).toBe('NONE')
  })

  it('[GRP13] answers at once who has nothing new to say', () => {
    const kafka = cluster()
    const [a, b] = [new ClassicMember(kafka), new ClassicMember(kafka)]
    for (const member of [a, b]) member.join()
    kafka.advance(6_000)
    for (const member of [a, b]) member.hear()
    // The leader may have missed its answer while nothing is assigned yet.
    expect(a.join()).toMatchObject({ generationId: 1, leader: a.memberId, members: [{}, {}] })
    a.sync({ [a.memberId]: [0], [b.memberId]: [1] })
    b.sync()
    expect(b.join()).toMatchObject({ generationId: 1, leader: a.memberId, members: [] })
    expect(describeGroup(kafka).groupState).toBe('Stable')
    expect(a.join()).toBeNull()
    expect(b.heartbeat()).toBe('REBALANCE_IN_PROGRESS')
    expect(b.join()).not.toBeNull()
    a.hear()
    expect([a.generationId, b.generationId]).toEqual([2, 2])
  })

  it('[GRP14] has a thousand members', () => {
    const kafka = cluster()
    const members = Array.from({ length: 1_000 }, () => new ClassicMember(kafka, { apiVersion: 3 }))
    expect(members.length).toBeLessThanOrEqual(MAX_GROUP_MEMBERS)
    rebalance(kafka, members, 6_000)
    expect(new Set(members.map(({ generationId }) => generationId))).toEqual(new Set([1]))
    expect(members.map(({ partitions }) => partitions)).toEqual(members.map((_, index) => [index]))
    expect(members[0]?.joined?.members).toHaveLength(1_000)
  })
})

const SLOW = { sessionTimeoutMs: 60_000, rebalanceTimeoutMs: 10_000 }

function joinRequest(over: object) {
  return {
    apiVersion: 9,
    groupId: 'g',
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 60_000,
    memberId: '',
    groupInstanceId: null,
    protocolType: 'consumer',
    protocols: [{ name: 'range', metadata: new Uint8Array(0) }],
    reason: null,
    clientId: 'c',
    clientHost: '/127.0.0.1',
    ...over,
  }
}
