// What a group reads: topics by name and by regular expression, which come, go and grow.
import { beforeEach, describe, expect, it } from 'vitest'
import { ConsumerGroupMember, describeConsumerGroup } from '../../../../test/support/consumer-group-member.ts'
import { MemoryCluster } from '../../../../test/support/memory-store.ts'
import { createTopic } from '../../../../test/support/records.ts'

let kafka: MemoryCluster

beforeEach(() => {
  kafka = new MemoryCluster({ brokerConfigs: [['group.consumer.assignment.interval.ms', '0']] })
  createTopic(kafka, 'orders', {}, 2)
})

describe('a subscription by regular expression', () => {
  it('[CGP7] stands for the topics that there are, and for those that come', () => {
    createTopic(kafka, 'payments')
    const member = new ConsumerGroupMember(kafka, 'm1', { subscribedTopicRegex: 'orders.*' })
    member.join()
    expect(member.partitions).toEqual(['orders-0', 'orders-1'])
    createTopic(kafka, 'orders-archive')
    createTopic(kafka, 'my-orders')
    expect(member.beat()).toMatchObject({ memberEpoch: 3 })
    expect(member.partitions).toEqual(['orders-0', 'orders-1', 'orders-archive-0'])
    kafka.request('DeleteTopics', { topicNames: ['orders'] })
    member.beat()
    expect(member.partitions).toEqual(['orders-archive-0'])
    expect(describeConsumerGroup(kafka).members).toMatchObject([{ subscribedTopicNames: [], subscribedTopicRegex: 'orders.*' }])
  })

  it('[CGP7] can be changed, beside names and without them', () => {
    createTopic(kafka, 'payments')
    const member = new ConsumerGroupMember(kafka, 'm1', { subscribedTopicRegex: 'pay.*', subscribedTopicNames: ['orders'] })
    member.join()
    expect(member.partitions).toEqual(['orders-0', 'orders-1', 'payments-0'])
    member.beat({ subscribedTopicRegex: '' })
    member.beat()
    expect(member.partitions).toEqual(['orders-0', 'orders-1'])
    const [coordinator] = [...kafka.cluster.groupCoordinators.values()]
    expect(coordinator?.memberships.get('g')).toMatchObject({ regularExpressions: [] })
  })

  it.each(['(a+)+', '[', 'a*b*c*', '(?=a)', 'x'.repeat(257)])('[CGP7] is refused when it could take long or is none: %s', (regex) => {
    const member = new ConsumerGroupMember(kafka, 'm1', { subscribedTopicRegex: regex })
    expect(member.join().error).toBe('INVALID_REGULAR_EXPRESSION')
    expect(describeConsumerGroup(kafka).error).toBe('GROUP_ID_NOT_FOUND')
  })
})

describe('the topics of a group', () => {
  it('[CGP8] raise its epoch when they grow', () => {
    const member = new ConsumerGroupMember(kafka, 'm1', { subscribedTopicNames: ['orders'] })
    member.join()
    kafka.request('CreatePartitions', { topics: [{ name: 'orders', count: 3, assignments: null }], validateOnly: false })
    expect(describeConsumerGroup(kafka)).toMatchObject({ groupEpoch: 2, groupState: 'Stable' })
    expect(member.beat()).toMatchObject({ memberEpoch: 3 })
    expect(member.partitions).toEqual(['orders-0', 'orders-1', 'orders-2'])
  })

  it('[CGP8] raise its epoch when they are made or deleted, made anew too', () => {
    const member = new ConsumerGroupMember(kafka, 'm1', { subscribedTopicNames: ['orders', 'later'] })
    member.join()
    createTopic(kafka, 'later')
    member.beat()
    expect(member.partitions).toEqual(['later-0', 'orders-0', 'orders-1'])
    kafka.request('DeleteTopics', { topicNames: ['orders'] })
    createTopic(kafka, 'orders', {}, 2)
    member.beat()
    member.beat()
    expect(member.partitions).toEqual(['later-0', 'orders-0', 'orders-1'])
    const { groupEpoch, members } = describeConsumerGroup(kafka)
    expect(groupEpoch).toBe(4)
    expect(members[0]?.assignment.find(({ topicName }) => topicName === 'orders')?.topicId).toBe(
      kafka.cluster.topics.get('orders')?.topicId,
    )
  })

  it('[CGP8] leave it alone when they are none of its own', () => {
    const member = new ConsumerGroupMember(kafka, 'm1', { subscribedTopicNames: ['orders'] })
    member.join()
    createTopic(kafka, 'other')
    expect(member.beat()).toMatchObject({ memberEpoch: 2, assignment: null })
  })

  it('[CGP2] are given up at once when a member does not want them any more, whatever its target says', () => {
    createTopic(kafka, 'payments')
    const member = new ConsumerGroupMember(kafka, 'm1', { subscribedTopicNames: ['orders', 'payments'] })
    member.join()
    const all = member.owned
    member.send({ subscribedTopicNames: ['payments'], topicPartitions: all })
    expect(member.partitions).toEqual(['payments-0'])
    expect(describeConsumerGroup(kafka).groupState).toBe('Reconciling')
    member.beat()
    expect(describeConsumerGroup(kafka)).toMatchObject({ groupState: 'Stable', groupEpoch: 3 })
  })
})
