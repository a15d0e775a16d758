// Groups of the KIP-848 protocol: members that join, are given partitions, give them up again, and go.
import { beforeEach, describe, expect, it } from 'vitest'
import { ConsumerGroupMember, describeConsumerGroup } from '../../../../test/support/consumer-group-member.ts'
import { MemoryCluster } from '../../../../test/support/memory-store.ts'
import { createTopic } from '../../../../test/support/records.ts'

let kafka: MemoryCluster
let first: ConsumerGroupMember
let second: ConsumerGroupMember

beforeEach(() => {
  kafka = new MemoryCluster({ brokerConfigs: [['group.consumer.assignment.interval.ms', '0']] })
  createTopic(kafka, 't', {}, 4)
  first = new ConsumerGroupMember(kafka, 'm1')
  second = new ConsumerGroupMember(kafka, 'm2')
})

describe('members of a group', () => {
  it('[CGP1] share the partitions, each in its own time', () => {
    expect(first.join()).toMatchObject({ error: 'NONE', memberId: 'm1', memberEpoch: 2, heartbeatIntervalMs: 5_000 })
    expect(first.partitions).toEqual(['t-0', 't-1', 't-2', 't-3'])
    expect(second.join()).toMatchObject({ error: 'NONE', memberEpoch: 3, assignment: [] })
    expect(describeConsumerGroup(kafka)).toMatchObject({ groupState: 'Reconciling', groupEpoch: 3, assignmentEpoch: 3 })
    first.beat()
    first.beat()
    second.beat()
    expect([first.epoch, second.epoch]).toEqual([3, 3])
    expect([first.partitions, second.partitions]).toEqual([
      ['t-0', 't-1'],
      ['t-2', 't-3'],
    ])
    expect(describeConsumerGroup(kafka)).toMatchObject({ groupState: 'Stable', groupEpoch: 3, assignmentEpoch: 3, assignorName: 'uniform' })
  })

  it('[CGP1] get an id from the coordinator in version 0', () => {
    const { memberId } = first.send({
      apiVersion: 0,
      memberId: '',
      rebalanceTimeoutMs: 1,
      topicPartitions: [],
      subscribedTopicNames: ['t'],
    })
    expect(describeConsumerGroup(kafka).members).toMatchObject([{ memberId }])
    expect(memberId).toMatch(/^[\w-]{22}$/)
  })

  it('[CGP1] are dealt with by the assignor that most of them ask for', () => {
    createTopic(kafka, 'u', {}, 2)
    for (const memberId of ['m1', 'm2']) {
      new ConsumerGroupMember(kafka, memberId, { serverAssignor: 'range', subscribedTopicNames: ['t', 'u'] }).join()
    }
    new ConsumerGroupMember(kafka, 'm3', { serverAssignor: 'uniform', subscribedTopicNames: ['t', 'u'] }).join()
    const { assignorName, members } = describeConsumerGroup(kafka)
    expect(assignorName).toBe('range')
    expect(members[0]?.targetAssignment.map(({ topicName, partitions }) => [topicName, partitions]).sort()).toEqual([
      ['t', [0, 1]],
      ['u', [0]],
    ])
  })

  it('[CGP2] get a partition only when the one who had it says that it has given it up', () => {
    first.join()
    second.join()
    expect(second.beat().assignment).toBeNull()
    // Asked to give up two, it goes on naming all four.
    const all = first.owned
    first.beat()
    expect(first.partitions).toEqual(['t-0', 't-1'])
    expect(first.send({ topicPartitions: all })).toMatchObject({ memberEpoch: 2, assignment: null })
    expect(second.beat().assignment).toBeNull()
    // One that says nothing of what it owns has given nothing up.
    expect(first.send()).toMatchObject({ memberEpoch: 2 })
    expect(second.beat().assignment).toBeNull()
    expect(first.beat()).toMatchObject({ memberEpoch: 3 })
    second.beat()
    expect(second.partitions).toEqual(['t-2', 't-3'])
  })

  it('[CGP6] are gone at once when they leave', () => {
    first.join()
    second.join()
    expect(second.send({ memberEpoch: -1 })).toMatchObject({ error: 'NONE', memberId: 'm2', memberEpoch: -1, assignment: null })
    expect(second.send({ memberEpoch: 3 }).error).toBe('UNKNOWN_MEMBER_ID')
    first.beat()
    expect(first.partitions).toHaveLength(4)
    expect(first.send({ memberEpoch: -1 }).error).toBe('NONE')
    expect(describeConsumerGroup(kafka)).toMatchObject({ error: 'NONE', groupState: 'Empty', groupEpoch: 5, members: [] })
    expect(first.join()).toMatchObject({ error: 'NONE', memberEpoch: 6 })
  })

  it('[CGP11] wait for the interval when others were dealt with just before', () => {
    const busy = new MemoryCluster()
    createTopic(busy, 't', {}, 4)
    const early = new ConsumerGroupMember(busy, 'm1')
    const late = new ConsumerGroupMember(busy, 'm2')
    early.join()
    expect(early.partitions).toHaveLength(4)
    busy.advance(999)
    expect(late.join()).toMatchObject({ memberEpoch: 2, assignment: [] })
    expect(describeConsumerGroup(busy)).toMatchObject({ groupState: 'Assigning', groupEpoch: 3, assignmentEpoch: 2 })
    early.beat()
    expect(early.partitions).toHaveLength(4)
    busy.advance(1)
    early.beat()
    expect(early.partitions).toEqual(['t-0', 't-1'])
    expect(describeConsumerGroup(busy)).toMatchObject({ groupState: 'Reconciling', assignmentEpoch: 3 })
  })
})
