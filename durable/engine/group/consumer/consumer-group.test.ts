// Groups of the KIP-848 protocol: members that join, are given partitions and give them up again.
import { beforeEach, describe, expect, it } from 'vitest'
import { ConsumerGroupMember, describeConsumerGroup } from '../../../../test/support/consumer-group-member.ts'
import { MemoryCluster } from '../../../../test/support/memory-store.ts'
import { createTopic } from '../../../../test/support/records.ts'

let kafka: MemoryCluster

beforeEach(() => {
  kafka = new MemoryCluster({ brokerConfigs: [['group.consumer.assignment.interval.ms', '0']] })
  createTopic(kafka, 't', {}, 6)
})

describe('a group of two', () => {
  it('[CGP1] is joined', () => {
    const first = new ConsumerGroupMember(kafka, 'm1')
    console.log(first.join())
    expect(first.partitions).toHaveLength(6)
    console.log(describeConsumerGroup(kafka))
    const second = new ConsumerGroupMember(kafka, 'm2')
    console.log(second.join())
    console.log(first.beat())
    console.log(second.beat())
    console.log(first.beat())
    console.log(second.beat())
    console.log(describeConsumerGroup(kafka))
  })
})
