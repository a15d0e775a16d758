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
  const by = (memberId: string, memberEpoch: number, apiVersion: number | null = 9) => {
    return { memberId, groupInstanceId: null, memberEpoch, apiVersion }
  }

  it('[CGP14] is of a member, in an epoch that it has reached', () => {
    expect(refuseCommit(group(), by('m1', 3))).toBeNull()
    expect(refuseCommit(group(), by('m3', 3))).toBe('UNKNOWN_MEMBER_ID')
    expect(refuseCommit(group(), by('', -1))).toBe('UNKNOWN_MEMBER_ID')
    expect(refuseCommit(group(), by('m1', 4))).toBe('STALE_MEMBER_EPOCH')
    expect(refuseCommit(group(), by('m1', 4, null))).toBe('ILLEGAL_GENERATION')
    expect(refuseCommit(group(), by('m1', 3, 8))).toBe('UNSUPPORTED_VERSION')
  })

  it('[CGP14] in an older epoch is good for what the member has had since', () => {
    const refused = (memberId: string, epoch: number, partitionIndex: number) =>
      refusePartition(kafka.cluster, group(), by(memberId, epoch), { topic: 't', partitionIndex })
    expect([refused('m1', 3, 0), refused('m1', 2, 0), refused('m1', 1, 0)]).toEqual([null, null, 'STALE_MEMBER_EPOCH'])
    expect([refused('m1', 2, 1), refused('m2', 2, 1), refused('m2', 3, 1)]).toEqual(['STALE_MEMBER_EPOCH', 'STALE_MEMBER_EPOCH', null])
  })

  it('[CGP14] without a member is good while the group has none', () => {
    for (const memberId of ['m1', 'm2']) new ConsumerGroupMember(kafka, memberId).send({ memberEpoch: -1 })
    expect(refuseCommit(group(), by('', -1))).toBeNull()
    expect(refuseCommit(group(), by('m1', 3))).toBe('UNKNOWN_MEMBER_ID')
  })
})

it('[CGP14] a fetch names no member, or one in its epoch', () => {
  expect(refuseFetch(group(), null, -1)).toBeNull()
  expect(refuseFetch(group(), 'm1', 3)).toBeNull()
  expect(refuseFetch(group(), 'm1', 2)).toBe('STALE_MEMBER_EPOCH')
  expect(refuseFetch(group(), 'm3', 3)).toBe('UNKNOWN_MEMBER_ID')
})

describe('by request', () => {
  function commit(memberId: string, memberEpoch: number, apiVersion = 9): string[] {
    const offset = { committedOffset: 5, committedLeaderEpoch: -1, committedMetadata: null }
    const partitions = [0, 1].map((partitionIndex) => ({ partitionIndex, ...offset }))
    const request = { apiVersion, groupId: 'g', generationIdOrMemberEpoch: memberEpoch, memberId, groupInstanceId: null }
    const [topic] = kafka.request('OffsetCommit', { ...request, topics: [{ name: 't', partitions }] }).topics
    return topic?.partitions.map(({ error }) => error) ?? []
  }

  function fetch(memberId: string | null, memberEpoch: number, groupId = 'g') {
    const topics = [{ name: 't', partitionIndexes: [0, 1] }]
    const { error, topics: fetched } = kafka.request('OffsetFetch', { groupId, memberId, memberEpoch, topics, requireStable: true })
    return [error, ...(fetched[0]?.partitions.map(({ committedOffset }) => committedOffset) ?? [])]
  }

  it('[CGP14] a partition is committed by whoever has it, and by nobody else', () => {
    expect(commit('m1', 2)).toEqual(['NONE', 'STALE_MEMBER_EPOCH'])
    expect(fetch('m1', 3)).toEqual(['NONE', 5, -1])
    expect(commit('m1', 4)).toEqual(['STALE_MEMBER_EPOCH', 'STALE_MEMBER_EPOCH'])
    expect(commit('m2', 2)).toEqual(['STALE_MEMBER_EPOCH', 'STALE_MEMBER_EPOCH'])
    expect(commit('m2', 3, 8)).toEqual(['UNSUPPORTED_VERSION', 'UNSUPPORTED_VERSION'])
    expect(commit('', -1)).toEqual(['UNKNOWN_MEMBER_ID', 'UNKNOWN_MEMBER_ID'])
  })

  it('[CGP14] offsets are fetched by members in their epoch, and by whoever names none', () => {
    expect(fetch(null, -1)).toEqual(['NONE', -1, -1])
    expect(fetch('m1', 2)[0]).toBe('STALE_MEMBER_EPOCH')
    expect(fetch('m9', 2)[0]).toBe('UNKNOWN_MEMBER_ID')
    expect(fetch('m1', 2, 'unheard-of')[0]).toBe('GROUP_ID_NOT_FOUND')
  })

  it('[CGP14] topics that members read keep their offsets', () => {
    commit('m1', 3)
    const topics = [{ name: 't', partitionIndexes: [0] }]
    const [topic] = kafka.request('OffsetDelete', { groupId: 'g', topics }).topics
    expect(topic?.partitions[0]?.error).toBe('GROUP_SUBSCRIBED_TO_TOPIC')
    expect(kafka.request('DeleteGroups', { groupIds: ['g'] }).results[0]?.error).toBe('NON_EMPTY_GROUP')
    for (const memberId of ['m1', 'm2']) new ConsumerGroupMember(kafka, memberId).send({ memberEpoch: -1 })
    expect(kafka.request('DeleteGroups', { groupIds: ['g'] }).results[0]?.error).toBe('NONE')
    expect(fetch(null, -1)).toEqual(['NONE', -1, -1])
  })
})
