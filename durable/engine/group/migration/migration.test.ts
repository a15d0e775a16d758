// Groups that change from one protocol to the other while their members go on.
import { beforeEach, describe, expect, it } from 'vitest'
import { ClassicMember, committedOffset, coordinatorOf, describeGroup, rebalance } from '../../../../test/support/classic-group.ts'
import { ConsumerGroupMember, describeConsumerGroup } from '../../../../test/support/consumer-group-member.ts'
import { MemoryCluster } from '../../../../test/support/memory-store.ts'
import { createTopic } from '../../../../test/support/records.ts'
import { apply } from '../../apply.ts'
import { emptyCluster } from '../../cluster.ts'
import { decodeCluster, encodeCluster } from '../../snapshot.ts'

let kafka: MemoryCluster
let classic: ClassicMember
let modern: ConsumerGroupMember

function clusterOf(policy = 'bidirectional'): MemoryCluster {
  const made = new MemoryCluster({
    brokerConfigs: [
      ['group.consumer.assignment.interval.ms', '0'],
      ['group.consumer.migration.policy', policy],
      ['offsets.topic.num.partitions', '1'],
    ],
  })
  createTopic(made, 't', {}, 2)
  return made
}

beforeEach(() => {
  kafka = clusterOf()
  classic = new ClassicMember(kafka)
  modern = new ConsumerGroupMember(kafka, 'm1')
})

/** A classic group of one, which has both partitions and has committed 7 in the first. */
function classicGroup(): void {
  classic.join()
  kafka.advance(3_000)
  classic.hear()
  classic.sync({ [classic.memberId]: [0, 1] })
  classic.hear()
  expect(classic.commit(7)).toBe('NONE')
}

/** The classic member does what its heartbeats tell it, the other one beats, until all is quiet. */
function settle(): void {
  for (let round = 0; round < 4; round++) {
    if (classic.heartbeat() === 'REBALANCE_IN_PROGRESS') {
      classic.join()
      kafka.advance(1)
      classic.hear()
      classic.sync()
      classic.hear()
    }
    modern.beat()
  }
}

function isTheSameEverywhere(): void {
  const live = kafka.cluster.groupCoordinators.get(0)
  const replayed = emptyCluster()
  for (const { records, nowMs } of kafka.entries) for (const record of records) apply(replayed, record, nowMs)
  expect(replayed.groupCoordinators.get(0)).toEqual(live)
  expect(decodeCluster(encodeCluster(kafka.cluster)).groupCoordinators.get(0)).toEqual(live)
}

function failOver(): void {
  const dead = coordinatorOf(kafka)
  kafka.node(dead, 'kill')
  kafka.advance(9_000)
  kafka.node(dead, 'start')
  kafka.advance(100)
}

describe('a classic group', () => {
  it('[CGP16] goes on in the new protocol when a member of that joins, and shares with it', () => {
    classicGroup()
    expect(modern.join()).toMatchObject({ error: 'NONE', memberEpoch: 2, assignment: [] })
    expect(describeConsumerGroup(kafka)).toMatchObject({
      groupState: 'Reconciling',
      groupEpoch: 2,
      members: [{ memberType: 0, memberEpoch: 1 }, { memberType: 1 }],
    })
    settle()
    expect(classic.joined).toMatchObject({ error: 'NONE', leader: '', members: [], protocolName: 'range' })
    expect([classic.partitions, modern.partitions]).toEqual([[0], ['t-1']])
    expect(describeConsumerGroup(kafka).groupState).toBe('Stable')
    expect(classic.heartbeat()).toBe('NONE')
    expect([classic.commit(8), committedOffset(kafka)]).toEqual(['NONE', 8])
    isTheSameEverywhere()
  })

  it('[CGP16] keeps its offsets and its members when its coordinator dies after that', () => {
    classicGroup()
    modern.join()
    settle()
    const before = describeConsumerGroup(kafka)
    failOver()
    expect(describeConsumerGroup(kafka)).toEqual(before)
    expect(committedOffset(kafka)).toBe(7)
    expect([classic.heartbeat(), modern.beat().error]).toEqual(['NONE', 'NONE'])
  })

  it('[CGP16] answers a member that joins again with nothing new, and writes nothing for it', () => {
    classicGroup()
    modern.join()
    settle()
    const logEnd = (): number => kafka.cluster.topics.get('__consumer_offsets')?.partitions[0]?.log.logEndOffset ?? 0
    for (let times = 0; times < 2; times++) {
      const before = logEnd()
      classic.join()
      kafka.advance(1)
      classic.hear()
      expect(classic.joined).toMatchObject({ error: 'NONE', generationId: classic.generationId })
      if (times === 1) expect(logEnd()).toBe(before)
    }
    expect(classic.sync()?.error).toBe('NONE')
    settle()
    expect([classic.partitions?.length, modern.partitions.length]).toEqual([1, 1])
    isTheSameEverywhere()
  })

  it('[CGP16] tells those that wait in it to join again', () => {
    classicGroup()
    const second = new ClassicMember(kafka)
    second.join()
    expect(second.joined).toBeNull()
    expect(modern.join().error).toBe('NONE')
    second.hear()
    expect(second.joined?.error).toBe('REBALANCE_IN_PROGRESS')
    second.join()
    kafka.advance(1)
    second.hear()
    expect(second.joined).toMatchObject({ error: 'NONE', generationId: 2 })
  })

  it.each(['disabled', 'downgrade'])('[CGP16] stays what it is where the policy is %s', (policy) => {
    kafka = clusterOf(policy)
    classic = new ClassicMember(kafka)
    modern = new ConsumerGroupMember(kafka, 'm1')
    classicGroup()
    expect(modern.join().error).toBe('GROUP_ID_NOT_FOUND')
    expect(describeGroup(kafka)).toMatchObject({ groupState: 'Stable', protocolType: 'consumer' })
    expect(classic.heartbeat()).toBe('NONE')
  })

  it('[CGP18] that is empty becomes one of the new protocol with whoever comes', () => {
    classicGroup()
    expect(classic.leave()).toBe('NONE')
    expect(modern.join()).toMatchObject({ error: 'NONE', memberEpoch: 2 })
    expect(modern.partitions).toEqual(['t-0', 't-1'])
    failOver()
    expect(describeConsumerGroup(kafka).members).toMatchObject([{ memberId: 'm1', memberType: 1 }])
    expect(committedOffset(kafka)).toBe(7)
  })
})

describe('a mixed group', () => {
  beforeEach(() => {
    classicGroup()
    modern.join()
    settle()
  })

  it('[CGP17] is a classic one again when the last member of the new protocol leaves', () => {
    expect(modern.send({ memberEpoch: -1 }).error).toBe('NONE')
    expect(describeConsumerGroup(kafka).error).toBe('GROUP_ID_NOT_FOUND')
    expect(describeGroup(kafka).groupState).toBe('PreparingRebalance')
    expect(classic.heartbeat()).toBe('REBALANCE_IN_PROGRESS')
    rebalance(kafka, [classic], 1)
    expect(classic.isLeader).toBe(true)
    expect(describeGroup(kafka)).toMatchObject({ groupState: 'Stable', members: [{ memberId: classic.memberId }] })
    expect(committedOffset(kafka)).toBe(7)
    isTheSameEverywhere()
    failOver()
    expect(describeGroup(kafka)).toMatchObject({ groupState: 'Stable', members: [{ memberId: classic.memberId }] })
    expect(classic.heartbeat()).toBe('NONE')
    expect(committedOffset(kafka)).toBe(7)
  })

  it('[CGP17] is one too when that member is not heard of any more', () => {
    for (let seconds = 0; seconds < 45; seconds += 5) {
      kafka.advance(5_000)
      classic.heartbeat()
    }
    expect(describeGroup(kafka)).toMatchObject({ groupState: 'PreparingRebalance', members: [{ memberId: classic.memberId }] })
  })

  it('[CGP17] removes a member of the classic protocol that is silent for its own session, or does not join again', () => {
    kafka.advance(10_000)
    expect(describeConsumerGroup(kafka).members).toMatchObject([{ memberId: 'm1' }])
    classic = new ClassicMember(kafka, { rebalanceTimeoutMs: 6_000 })
    classic.join()
    kafka.advance(1)
    classic.hear()
    expect(classic.joined?.error).toBe('NONE')
    modern.beat()
    kafka.advance(5_998)
    expect(describeConsumerGroup(kafka).members).toHaveLength(2)
    kafka.advance(1)
    // It has not synced.
    expect(describeConsumerGroup(kafka).members).toHaveLength(1)
    expect(classic.heartbeat()).toBe('UNKNOWN_MEMBER_ID')
  })

  it('[CGP17] stays what it is where nobody speaks the classic protocol', () => {
    const other = new ConsumerGroupMember(kafka, 'm2')
    other.join()
    expect(classic.leave()).toBe('NONE')
    expect(modern.send({ memberEpoch: -1 }).error).toBe('NONE')
    other.beat()
    expect(other.partitions).toEqual(['t-0', 't-1'])
    expect(describeConsumerGroup(kafka).members).toMatchObject([{ memberId: 'm2' }])
  })

  it('[CGP16] checks members of the classic protocol as their own group would', () => {
    const named = classic.named
    const error = (over: object) => kafka.request('Heartbeat', { ...named, ...over }).error
    expect([error({ generationId: 9 }), error({ memberId: 'x' }), error({ memberId: 'm1' })]).toEqual([
      'ILLEGAL_GENERATION',
      'UNKNOWN_MEMBER_ID',
      'UNKNOWN_MEMBER_ID',
    ])
    const sync = { ...named, apiVersion: 5, protocolType: 'consumer', protocolName: 'sticky', assignments: [] }
    expect(kafka.request('SyncGroup', sync).error).toBe('INCONSISTENT_GROUP_PROTOCOL')
    const stranger = new ClassicMember(kafka, { protocols: ['sticky'] })
    expect(stranger.join()?.error).toBe('INCONSISTENT_GROUP_PROTOCOL')
    const leave = { groupId: 'g', members: [{ memberId: 'm1', groupInstanceId: null, reason: null }] }
    expect(kafka.request('LeaveGroup', leave).members[0]?.error).toBe('UNKNOWN_MEMBER_ID')
  })

  it('[CGP19] loses a member, or begins a new epoch, when a fault says so', () => {
    const strike = (spec: object) => kafka.act({ kind: 'startFault', spec: { groupId: 'g', ...spec } as never, durationMs: null })
    const { groupEpoch } = describeConsumerGroup(kafka)
    expect(strike({ kind: 'rebalance' })).toMatchObject({ ok: true })
    expect(describeConsumerGroup(kafka)).toMatchObject({ groupState: 'Assigning', groupEpoch: groupEpoch + 1 })
    expect(strike({ kind: 'expire_session', memberId: 'x' })).toMatchObject({ ok: false, error: 'UNKNOWN_MEMBER_ID' })
    expect(strike({ kind: 'expire_session', memberId: classic.memberId })).toMatchObject({ ok: true })
    expect(describeConsumerGroup(kafka).members).toMatchObject([{ memberId: 'm1' }])
    expect(strike({ kind: 'expire_session', memberId: 'm1' })).toMatchObject({ ok: true })
    expect(strike({ kind: 'rebalance' })).toMatchObject({ ok: false, error: 'INVALID_REQUEST' })
  })
})

describe('a static member', () => {
  const facts = { instanceId: 'i1' }

  it('[CGP17] may come back in the other protocol, and takes the group with it when it was the last', () => {
    modern = new ConsumerGroupMember(kafka, 'm1', facts)
    modern.join()
    classic = new ClassicMember(kafka, { groupInstanceId: 'i1' })
    classic.join()
    kafka.advance(1)
    classic.hear()
    expect(classic.joined).toMatchObject({ error: 'NONE', protocolName: 'range' })
    expect(describeGroup(kafka)).toMatchObject({ groupState: 'Stable', members: [{ groupInstanceId: 'i1' }] })
    isTheSameEverywhere()
    expect(classic.sync()?.error).toBe('NONE')
    expect(classic.partitions).toEqual([0, 1])
    // And back again.
    expect(modern.join()).toMatchObject({ error: 'NONE' })
    expect(modern.partitions).toEqual(['t-0', 't-1'])
    expect(classic.heartbeat()).toBe('FENCED_INSTANCE_ID')
  })
})

it('[CGP18] an empty group of the new protocol becomes a classic one with whoever comes', () => {
  modern.join()
  modern.send({ memberEpoch: -1 })
  const stranger = kafka.request('JoinGroup', {
    apiVersion: 9,
    groupId: 'g',
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 60_000,
    memberId: 'x',
    groupInstanceId: null,
    protocolType: 'consumer',
    protocols: [],
    reason: null,
    clientId: 'c',
    clientHost: '/127.0.0.1',
  })
  expect(stranger.error).toBe('UNKNOWN_MEMBER_ID')
  classicGroup()
  expect(describeGroup(kafka).groupState).toBe('Stable')
  expect(describeConsumerGroup(kafka).error).toBe('GROUP_ID_NOT_FOUND')
  isTheSameEverywhere()
  expect(classic.leave()).toBe('NONE')
  failOver()
  expect(describeGroup(kafka)).toMatchObject({ error: 'NONE', groupState: 'Empty' })
})
