// Heartbeats that are refused, and in which order.
import { beforeEach, describe, expect, it } from 'vitest'
import { ConsumerGroupMember, describeConsumerGroup, HEARTBEAT } from '../../../../test/support/consumer-group-member.ts'
import { MemoryCluster } from '../../../../test/support/memory-store.ts'
import { createTopic } from '../../../../test/support/records.ts'
import type { ConsumerGroupHeartbeatRequest } from '../../../../schema/kafka/requests/consumer-group-heartbeat.ts'

let kafka: MemoryCluster

const JOIN: ConsumerGroupHeartbeatRequest = { ...HEARTBEAT, rebalanceTimeoutMs: 5_000, subscribedTopicNames: ['t'], topicPartitions: [] }

beforeEach(() => {
  kafka = new MemoryCluster({
    brokerConfigs: [
      ['group.consumer.max.size', '2'],
      ['offsets.topic.num.partitions', '1'],
    ],
  })
  createTopic(kafka, 't', {}, 2)
})

function errorOf(over: Partial<ConsumerGroupHeartbeatRequest>) {
  return kafka.request('ConsumerGroupHeartbeat', { ...JOIN, ...over }).error
}

describe('a heartbeat', () => {
  it.each([
    { memberId: '' },
    { groupId: '' },
    { instanceId: '' },
    { rackId: '' },
    { apiVersion: 0, memberId: '', memberEpoch: 2 },
    { rebalanceTimeoutMs: -1 },
    { topicPartitions: null },
    { topicPartitions: [{ topicId: 'x', partitions: [0] }] },
    { subscribedTopicNames: null },
    { memberEpoch: -2 },
    { memberEpoch: -3 },
    // What is wrong with the request comes before the assignor.
    { memberEpoch: -3, serverAssignor: 'mine' },
  ])('[CGP13] is INVALID_REQUEST by itself: %j', (over) => {
    expect(errorOf(over)).toBe('INVALID_REQUEST')
  })

  it('[CGP13] names an assignor that the brokers have', () => {
    expect(errorOf({ serverAssignor: 'mine', groupId: 'unknown', memberEpoch: 4 })).toBe('UNSUPPORTED_ASSIGNOR')
    const only = new MemoryCluster({ brokerConfigs: [['group.consumer.assignors', 'range']] })
    expect(only.request('ConsumerGroupHeartbeat', { ...JOIN, serverAssignor: 'uniform' }).error).toBe('UNSUPPORTED_ASSIGNOR')
    expect(only.request('ConsumerGroupHeartbeat', JOIN).error).toBe('NONE')
    expect(describeConsumerGroup(only).assignorName).toBe('range')
  })

  it('[CGP13] to a group or of a member that nobody knows makes neither', () => {
    expect(errorOf({ memberEpoch: 2 })).toBe('GROUP_ID_NOT_FOUND')
    expect(errorOf({ memberEpoch: -1 })).toBe('GROUP_ID_NOT_FOUND')
    expect(describeConsumerGroup(kafka)).toMatchObject({ error: 'GROUP_ID_NOT_FOUND', groupState: '', members: [] })
    expect(errorOf({})).toBe('NONE')
    expect(errorOf({ memberId: 'm2', memberEpoch: 2 })).toBe('UNKNOWN_MEMBER_ID')
    expect(errorOf({ memberId: 'm2', memberEpoch: -1 })).toBe('UNKNOWN_MEMBER_ID')
    expect(describeConsumerGroup(kafka).members).toHaveLength(1)
    expect(describeConsumerGroup(kafka, '').error).toBe('INVALID_GROUP_ID')
  })

  it('[CGP15] to a group that is full is told so, but for its members', () => {
    expect([errorOf({}), errorOf({ memberId: 'm2' }), errorOf({ memberId: 'm3' })]).toEqual(['NONE', 'NONE', 'GROUP_MAX_SIZE_REACHED'])
    expect(errorOf({ memberId: 'm2' })).toBe('NONE')
  })

  it('[CGP15] has names and lists of a bounded length', () => {
    const long = 'x'.repeat(257)
    expect([errorOf({ memberId: long }), errorOf({ clientId: long }), errorOf({ groupId: long })]).toEqual(
      Array(3).fill('POLICY_VIOLATION'),
    )
    expect(errorOf({ subscribedTopicNames: Array.from({ length: 1_001 }, (_, index) => `t${index}`) })).toBe('POLICY_VIOLATION')
  })

  it('[CGP15] that cannot be written changes nothing, and nobody is removed meanwhile', () => {
    const member = new ConsumerGroupMember(kafka, 'm1')
    member.join()
    const name = '__consumer_offsets'
    kafka.request('IncrementalAlterConfigs', {
      resources: [
        { resourceType: 'TOPIC', resourceName: name, configs: [{ name: 'min.insync.replicas', configOperation: 'SET', value: '3' }] },
      ],
      validateOnly: false,
    })
    kafka.node(kafka.cluster.topics.get(name)!.partitions[0]!.replicas.at(-1)!, 'kill')
    kafka.advance(9_000)
    expect(errorOf({ memberId: 'm2' })).toBe('COORDINATOR_NOT_AVAILABLE')
    kafka.advance(60_000)
    expect(describeConsumerGroup(kafka).members).toHaveLength(1)
    for (const brokerId of [1, 2, 3]) kafka.node(brokerId, 'start')
    kafka.advance(100)
    expect(describeConsumerGroup(kafka)).toMatchObject({ groupState: 'Empty', members: [] })
  })
})
