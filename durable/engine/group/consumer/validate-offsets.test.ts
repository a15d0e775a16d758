// Who may commit and fetch the offsets of a KIP-848 group.
import { beforeEach, describe, expect, it } from 'vitest'
import { ConsumerGroupMember } from '../../../../test/support/consumer-group-member.ts'
import { MemoryCluster } from '../../../../test/support/memory-store.ts'
import { createTopic } from '../../../../test/support/records.ts'
import type { ConsumerGroup } from './consumer-group.ts'
import { refuseCommit, refuseFetch, refusePartition } from './validate-offsets.ts'

let kafka: MemoryCluster
let first: ConsumerGroupMember

function group(): ConsumerGroup {
  for (const { memberships } of kafka.cluster.groupCoordinators.values()) {
    const found = memberships.get('g')
    if (found?.type === 'consumer') return found
  }
  throw new Error('there is no group')
}

/** m1 keeps t-0 since epoch 2 and is in epoch 3; t-1 went to m2 in epoch 3. */
beforeEach(() => {
  kafka = new MemoryCluster({ brokerConfigs: [['group.consumer.assignment.interval.ms', '0']] })
  createTopic(kafka, 't', {}, 2)
  first = new ConsumerGroupMember(kafka, 'm1')
  const second = new ConsumerGroupMember(kafka, 'm2')
  first.join()
  second.join()
  first.beat()
  first.beat()
  second.beat()
})

describe('a commit', () => {
  const by = (memberId: string, memberEpoch: number) => ({ memberId, memberEpoch })

  it('[CGP14] is of a member, in an epoch that it has reached', () => {
    expect(refuseCommit(group(), by('m1', 3), 9)).toBeNull()
    expect(refuseCommit(group(), by('m3', 3), 9)).toBe('UNKNOWN_MEMBER_ID')
    expect(refuseCommit(group(), by('', -1), 9)).toBe('UNKNOWN_MEMBER_ID')
    expect(refuseCommit(group(), by('m1', 4), 9)).toBe('STALE_MEMBER_EPOCH')
    expect(refuseCommit(group(), by('m1', 4), null)).toBe('ILLEGAL_GENERATION')
    expect(refuseCommit(group(), by('m1', 3), 8)).toBe('UNSUPPORTED_VERSION')
  })

  it('[CGP14] in an older epoch is good for what the member has had since', () => {
    const refused = (memberId: string, epoch: number, partitionIndex: number) =>
      refusePartition(kafka.cluster, group(), by(memberId, epoch), { topic: 't', partitionIndex }, 9)
    expect([refused('m1', 3, 0), refused('m1', 2, 0), refused('m1', 1, 0)]).toEqual([null, null, 'STALE_MEMBER_EPOCH'])
    expect([refused('m1', 2, 1), refused('m2', 2, 1), refused('m2', 3, 1)]).toEqual(['STALE_MEMBER_EPOCH', 'STALE_MEMBER_EPOCH', null])
  })

  it('[CGP14] without a member is good while the group has none', () => {
    for (const memberId of ['m1', 'm2']) new ConsumerGroupMember(kafka, memberId).send({ memberEpoch: -1 })
    expect(refuseCommit(group(), by('', -1), 9)).toBeNull()
    expect(refuseCommit(group(), by('m1', 3), 9)).toBe('UNKNOWN_MEMBER_ID')
  })
})

it('[CGP14] a fetch names no member, or one in its epoch', () => {
  expect(refuseFetch(group(), null, -1)).toBeNull()
  expect(refuseFetch(group(), 'm1', 3)).toBeNull()
  expect(refuseFetch(group(), 'm1', 2)).toBe('STALE_MEMBER_EPOCH')
  expect(refuseFetch(group(), 'm3', 3)).toBe('UNKNOWN_MEMBER_ID')
})
