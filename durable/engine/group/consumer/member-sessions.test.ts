// Members that fall silent, coordinators that change, and what a heartbeat costs.
import { beforeEach, describe, expect, it } from 'vitest'
import { ConsumerGroupMember, describeConsumerGroup } from '../../../../test/support/consumer-group-member.ts'
import { MemoryCluster } from '../../../../test/support/memory-store.ts'
import { createTopic } from '../../../../test/support/records.ts'
import { apply } from '../../apply.ts'
import { emptyCluster } from '../../cluster.ts'
import { Engine } from '../../engine.ts'
import { decodeCluster, encodeCluster } from '../../snapshot.ts'

let kafka: MemoryCluster
let first: ConsumerGroupMember
let second: ConsumerGroupMember

beforeEach(() => {
  kafka = new MemoryCluster({
    brokerConfigs: [
      ['group.consumer.assignment.interval.ms', '0'],
      ['offsets.topic.num.partitions', '1'],
    ],
  })
  createTopic(kafka, 't', {}, 4)
  first = new ConsumerGroupMember(kafka, 'm1')
  second = new ConsumerGroupMember(kafka, 'm2')
  first.join()
  second.join()
})

function coordinator() {
  return kafka.cluster.topics.get('__consumer_offsets')!.partitions[0]!
}

describe('a member', () => {
  it('[CGP3] that is not heard of is removed, and others get what it had', () => {
    for (let seconds = 0; seconds < 45; seconds += 5) {
      kafka.advance(5_000)
      second.beat()
    }
    expect(describeConsumerGroup(kafka)).toMatchObject({ groupEpoch: 4, members: [{ memberId: 'm2' }] })
    second.beat()
    expect(second.partitions).toHaveLength(4)
    expect(first.beat().error).toBe('UNKNOWN_MEMBER_ID')
  })

  it('[CGP3] that does not give up in time is removed, however alive it is', () => {
    first.send()
    kafka.advance(9_999)
    expect(first.send().error).toBe('NONE')
    expect(second.beat().assignment).toBeNull()
    kafka.advance(1)
    expect(first.send().error).toBe('UNKNOWN_MEMBER_ID')
    second.beat()
    expect(second.partitions).toHaveLength(4)
  })

  it('[CGP3] that gives up in time stays', () => {
    first.beat()
    kafka.advance(9_999)
    first.beat()
    kafka.advance(10_000)
    expect(first.beat().error).toBe('NONE')
  })
})

/** The group of two comes to rest. */
function reconcile(): void {
  first.beat()
  first.beat()
  second.beat()
}

describe('a heartbeat', () => {
  beforeEach(reconcile)

  it('[CGP9] that changes nothing leaves no trace', () => {
    const entries = kafka.entries.length
    const { logEndOffset } = coordinator().log
    const dueMs = kafka.engine.nextDueMs(false)
    for (let count = 0; count < 8; count++) {
      kafka.advance(5_000)
      expect(first.beat()).toMatchObject({ error: 'NONE', assignment: null })
      expect(second.send()).toMatchObject({ error: 'NONE', assignment: null })
    }
    expect(kafka.entries).toHaveLength(entries)
    expect(coordinator().log.logEndOffset).toBe(logEndOffset)
    // Not even the alarm is moved.
    expect(kafka.engine.nextDueMs(false)).toBe(dueMs)
  })

  it('[CGP9] is noted once in a session timeout, for all members', () => {
    const before = kafka.records.length
    for (let count = 0; count < 17; count++) {
      kafka.advance(5_000)
      first.beat()
      second.beat()
    }
    const seen = kafka.records.slice(before)
    expect(seen.map(({ kind }) => kind)).toEqual(['members.seen', 'members.seen'])
    expect(seen[0]).toMatchObject({
      groupId: 'g',
      members: [
        ['m1', kafka.nowMs - 40_000],
        ['m2', kafka.nowMs - 45_000],
      ],
    })
    expect(describeConsumerGroup(kafka).members).toHaveLength(2)
  })

  it('[CGP9] counts after the object was evicted: nobody is removed early, and nobody stays for long', () => {
    kafka.advance(40_000)
    first.beat()
    second.beat()
    const woken = decodeCluster(encodeCluster(kafka.cluster))
    const engine = new Engine(woken, kafka.store)
    const members = () => woken.groupCoordinators.get(0)!.memberships.get('g')!.members.length
    engine.tick(kafka.nowMs + 49_999, 100)
    expect(members()).toBe(2)
    engine.tick(kafka.nowMs + 50_000, 100)
    expect(members()).toBe(0)
  })
})

describe('a coordinator', () => {
  it('[CGP10] that takes over goes on from the log', () => {
    reconcile()
    const before = describeConsumerGroup(kafka)
    kafka.advance(30_000)
    first.beat()
    second.beat()
    kafka.node(coordinator().leader, 'kill')
    expect(first.send().error).toBe('NETWORK_EXCEPTION')
    kafka.advance(9_000)
    expect(describeConsumerGroup(kafka)).toMatchObject({ groupEpoch: before.groupEpoch, assignmentEpoch: before.assignmentEpoch })
    // The sessions are new: of the old ones only 36 seconds were left.
    kafka.advance(44_000)
    expect([first.beat(), second.beat()]).toMatchObject([{ assignment: null }, { assignment: null }])
    expect([first.partitions, second.partitions]).toEqual([
      ['t-0', 't-1'],
      ['t-2', 't-3'],
    ])
    expect(describeConsumerGroup(kafka).groupState).toBe('Stable')
  })

  it('[CGP10] answers when what it wrote is committed, and nothing before that', () => {
    const { leader, replicas } = coordinator()
    const follower = replicas.find((brokerId) => brokerId !== leader)!
    const spec = { kind: 'pause_replication', brokerId: follower, topic: '__consumer_offsets', partitionIndex: null } as const
    kafka.act({ kind: 'startFault', spec, durationMs: 5_000 })
    const beat = { topicPartitions: first.owned }
    expect(() => first.send(beat)).toThrow('not answered at once')
    // The other one changes nothing, and waits for what was written before all the same.
    expect(() => second.send()).toThrow('not answered at once')
    kafka.advance(5_000)
    expect(kafka.late.map(({ response }) => response)).toMatchObject([
      { error: 'NONE', memberEpoch: 2, assignment: [{ partitions: [0, 1] }] },
      { error: 'NONE', memberEpoch: 3, assignment: null },
    ])
  })

  it('[CGP10] has the same in its memory, its journal, its snapshot and its log', () => {
    new ConsumerGroupMember(kafka, 'm3', { instanceId: 'i3', subscribedTopicRegex: 't.*' }).join()
    first.beat()
    second.send({ memberEpoch: -1 })
    const live = kafka.cluster.groupCoordinators.get(0)
    const replayed = emptyCluster()
    for (const { records, nowMs } of kafka.entries) for (const record of records) apply(replayed, record, nowMs)
    expect(replayed.groupCoordinators.get(0)).toEqual(live)
    expect(decodeCluster(encodeCluster(kafka.cluster)).groupCoordinators.get(0)).toEqual(live)
    const before = describeConsumerGroup(kafka)
    kafka.node(coordinator().leader, 'kill')
    kafka.advance(9_000)
    expect(describeConsumerGroup(kafka)).toEqual(before)
  })
})
