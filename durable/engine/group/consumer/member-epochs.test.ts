// The epochs of members: lost answers, members that are behind, and static members that come and go.
import { beforeEach, describe, expect, it } from 'vitest'
import { ConsumerGroupMember, describeConsumerGroup } from '../../../../test/support/consumer-group-member.ts'
import { MemoryCluster } from '../../../../test/support/memory-store.ts'
import { createTopic } from '../../../../test/support/records.ts'

let kafka: MemoryCluster

beforeEach(() => {
  kafka = new MemoryCluster({ brokerConfigs: [['group.consumer.assignment.interval.ms', '0']] })
  createTopic(kafka, 't', {}, 4)
})

describe('the epoch of a member', () => {
  it('[CGP4] is its own, or it is fenced', () => {
    const member = new ConsumerGroupMember(kafka, 'm1')
    member.join()
    expect(member.send({ memberEpoch: 3 }).error).toBe('FENCED_MEMBER_EPOCH')
    expect(member.send({ memberEpoch: 1 }).error).toBe('FENCED_MEMBER_EPOCH')
    expect(member.send()).toMatchObject({ error: 'NONE', memberEpoch: 2, assignment: null })
  })

  it('[CGP4] may be the one before when the answer with the new one was lost', () => {
    const first = new ConsumerGroupMember(kafka, 'm1')
    const second = new ConsumerGroupMember(kafka, 'm2')
    first.join()
    second.join()
    first.beat()
    const givenUp = first.owned
    expect(first.beat()).toMatchObject({ memberEpoch: 3 })
    expect(first.send({ memberEpoch: 2, topicPartitions: givenUp })).toMatchObject({ error: 'NONE', memberEpoch: 3 })
    // Whoever still owns more than it was given did not lose an answer.
    const [topic] = givenUp
    const tooMuch = [{ topicId: topic?.topicId ?? '', partitions: [0, 1, 2, 3] }]
    expect(first.send({ memberEpoch: 2, topicPartitions: tooMuch }).error).toBe('FENCED_MEMBER_EPOCH')
    expect(first.send({ memberEpoch: 2 }).error).toBe('FENCED_MEMBER_EPOCH')
  })

  it('[CGP4] may be 0 again when the answer to the join was lost', () => {
    const member = new ConsumerGroupMember(kafka, 'm1')
    member.join()
    expect(member.join()).toMatchObject({ error: 'NONE', memberEpoch: 2 })
    expect(member.partitions).toHaveLength(4)
    expect(describeConsumerGroup(kafka)).toMatchObject({ groupEpoch: 2, members: [{ memberId: 'm1' }] })
  })
})

describe('a static member', () => {
  const facts = { instanceId: 'i1' }

  it('[CGP5] comes back to what it had, under another id and without a rebalance', () => {
    const before = new ConsumerGroupMember(kafka, 'm1', facts)
    const other = new ConsumerGroupMember(kafka, 'm2')
    before.join()
    other.join()
    before.beat()
    before.beat()
    other.beat()
    expect(before.send({ memberEpoch: -2 })).toMatchObject({ error: 'NONE', memberEpoch: -2, heartbeatIntervalMs: 0 })
    expect(other.beat()).toMatchObject({ memberEpoch: 3, assignment: null })
    const after = new ConsumerGroupMember(kafka, 'm1-again', facts)
    expect(after.join()).toMatchObject({ error: 'NONE', memberEpoch: 3 })
    expect(after.partitions).toEqual(['t-0', 't-1'])
    expect(describeConsumerGroup(kafka)).toMatchObject({ groupState: 'Stable', groupEpoch: 3 })
    expect(new ConsumerGroupMember(kafka, 'm1', facts).send({ memberEpoch: 3 }).error).toBe('FENCED_INSTANCE_ID')
  })

  it('[CGP5] is gone when its session ends first', () => {
    const member = new ConsumerGroupMember(kafka, 'm1', facts)
    member.join()
    member.send({ memberEpoch: -2 })
    kafka.advance(44_999)
    expect(describeConsumerGroup(kafka).members).toHaveLength(1)
    kafka.advance(1)
    expect(describeConsumerGroup(kafka)).toMatchObject({ groupState: 'Empty', groupEpoch: 3 })
  })

  it('[CGP5] keeps its instance id to itself while it is there', () => {
    const member = new ConsumerGroupMember(kafka, 'm1', facts)
    const rival = new ConsumerGroupMember(kafka, 'm2', facts)
    member.join()
    expect(rival.join().error).toBe('UNRELEASED_INSTANCE_ID')
    expect(rival.send({ memberEpoch: 2 }).error).toBe('FENCED_INSTANCE_ID')
    expect(rival.send({ memberEpoch: -1 }).error).toBe('FENCED_INSTANCE_ID')
    expect(rival.send({ memberEpoch: 2, instanceId: 'i2' }).error).toBe('UNKNOWN_MEMBER_ID')
    expect(member.send({ memberEpoch: -1 }).error).toBe('NONE')
    expect(rival.join().error).toBe('NONE')
  })
})
