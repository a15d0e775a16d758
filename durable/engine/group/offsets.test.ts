// Offsets of groups, from the first commit to the day they expire.
import { describe, expect, it } from 'vitest'
import { ClassicMember, committedOffset, coordinatorOf, describeGroup, rebalance } from '../../../test/support/classic-group.ts'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createTopic } from '../../../test/support/records.ts'
import { TransactionalProducer } from '../../../test/support/transactional-producer.ts'
import type { OffsetCommitRequest } from '../../../schema/kafka/requests/offset-commit.ts'
import type { OffsetFetchRequest } from '../../../schema/kafka/requests/offset-fetch.ts'
import { MAX_GROUP_OFFSETS } from '../../../schema/limits.ts'

const RETENTION_MS = 10 * 60_000
const ROUND_MS = 60_000

function cluster(): MemoryCluster {
  const configs = { 'offsets.retention.minutes': '10', 'offsets.retention.check.interval.ms': String(ROUND_MS) }
  const kafka = new MemoryCluster({ brokerConfigs: Object.entries(configs) })
  createTopic(kafka, 't', {}, 4)
  createTopic(kafka, 'u')
  return kafka
}

type Committer = Partial<Omit<OffsetCommitRequest, 'topics'>>

function commit(kafka: MemoryCluster, offset: number, over: Committer = {}, topic = 't', metadata = ''): string | undefined {
  const partition = { partitionIndex: 0, committedOffset: offset, committedLeaderEpoch: -1, committedMetadata: metadata }
  const nobody = { apiVersion: 9, groupId: 'g', generationIdOrMemberEpoch: -1, memberId: '', groupInstanceId: null }
  const request = { ...nobody, ...over, topics: [{ name: topic, partitions: [partition] }] }
  return kafka.request('OffsetCommit', request).topics[0]?.partitions[0]?.error
}

function deleteOffsets(kafka: MemoryCluster, topic: string, groupId = 'g') {
  return kafka.request('OffsetDelete', { groupId, topics: [{ name: topic, partitionIndexes: [0] }] })
}

function deleteGroups(kafka: MemoryCluster, ...groupIds: string[]): string[] {
  return kafka.request('DeleteGroups', { groupIds }).results.map(({ error }) => error)
}

/** A member whose session never ends here. */
function lasting(kafka: MemoryCluster, topics: readonly string[] = ['t']): ClassicMember {
  const member = new ClassicMember(kafka, { sessionTimeoutMs: 1_800_000, topics })
  rebalance(kafka, [member])
  return member
}

describe('a commit', () => {
  it('[OFS1] comes from whoever may speak for the group', () => {
    const kafka = cluster()
    expect(commit(kafka, 1, { generationIdOrMemberEpoch: 0, memberId: 'x' })).toBe('GROUP_ID_NOT_FOUND')
    expect(commit(kafka, 1, { generationIdOrMemberEpoch: 0, memberId: 'x', apiVersion: 8 })).toBe('ILLEGAL_GENERATION')
    expect(commit(kafka, 1)).toBe('NONE')
    expect(commit(kafka, 2, { generationIdOrMemberEpoch: 0, memberId: 'x' })).toBe('UNKNOWN_MEMBER_ID')
    expect(committedOffset(kafka)).toBe(1)
    const a = lasting(kafka)
    expect(a.commit(3)).toBe('NONE')
    expect(commit(kafka, 4)).toBe('UNKNOWN_MEMBER_ID')
    expect(commit(kafka, 4, { generationIdOrMemberEpoch: 2, memberId: a.memberId })).toBe('ILLEGAL_GENERATION')
    // While members join they may still commit what they have read; while they are assigned they may not.
    a.join()
    a.hear()
    expect(a.commit(4)).toBe('REBALANCE_IN_PROGRESS')
    expect(committedOffset(kafka)).toBe(3)
    expect(commit(kafka, 5, { groupId: '' })).toBe('NONE')
  })

  it('[OFS1] takes what is right of it, and what there is room for', () => {
    const kafka = cluster()
    expect(commit(kafka, 1, {}, 'nowhere')).toBe('UNKNOWN_TOPIC_OR_PARTITION')
    expect(commit(kafka, 1, {}, 't', 'x'.repeat(4_097))).toBe('OFFSET_METADATA_TOO_LARGE')
    expect(commit(kafka, 1, {}, 't', 'x'.repeat(4_096))).toBe('NONE')
    createTopic(kafka, 'wide', {}, MAX_GROUP_OFFSETS)
    const partitions = Array.from({ length: MAX_GROUP_OFFSETS }, (_, partitionIndex) => {
      return { partitionIndex, committedOffset: 1, committedLeaderEpoch: -1, committedMetadata: null }
    })
    const nobody = { apiVersion: 9, groupId: 'g', generationIdOrMemberEpoch: -1, memberId: '', groupInstanceId: null }
    const { topics } = kafka.request('OffsetCommit', { ...nobody, topics: [{ name: 'wide', partitions }] })
    expect(new Set(topics[0]?.partitions.map(({ error }) => error))).toEqual(new Set(['POLICY_VIOLATION']))
    expect(commit(kafka, 2)).toBe('NONE')
  })

  it('[OFS7] that names a partition more than once leaves the last of its offsets, as the log says it', () => {
    const kafka = cluster()
    const partitions = [1, 2, 3].map((offset) => {
      return { partitionIndex: 0, committedOffset: offset, committedLeaderEpoch: -1, committedMetadata: null }
    })
    const nobody = { apiVersion: 9, groupId: 'g', generationIdOrMemberEpoch: -1, memberId: '', groupInstanceId: null }
    kafka.request('OffsetCommit', { ...nobody, topics: [{ name: 't', partitions }] })
    const offsets = () => [...kafka.cluster.groupCoordinators.values()].flatMap(({ groups }) => groups.get('g')?.committed ?? [])
    const before = offsets()
    expect(before).toMatchObject([{ topic: 't', partitionIndex: 0, offset: 3 }])
    kafka.node(coordinatorOf(kafka), 'kill')
    kafka.advance(9_000)
    expect(offsets()).toEqual(before)
  })

  it('[OFS5] that overtakes one in a transaction stays', () => {
    const kafka = cluster()
    const producer = new TransactionalProducer(kafka)
    producer.init()
    producer.sendOffsets('g', [{ topic: 't', partition: 0, offset: 100 }])
    expect(commit(kafka, 105)).toBe('NONE')
    expect(producer.end(true)).toBe('NONE')
    expect(committedOffset(kafka)).toBe(105)
    kafka.node(coordinatorOf(kafka), 'kill')
    kafka.advance(9_000)
    expect(committedOffset(kafka)).toBe(105)
  })
})

describe('an offset', () => {
  it('[OFS2] expires after its commit where there never were members, and the group with it', () => {
    const kafka = cluster()
    commit(kafka, 1)
    kafka.advance(5 * ROUND_MS)
    commit(kafka, 2, {}, 'u')
    kafka.advance(RETENTION_MS - 5 * ROUND_MS)
    expect(committedOffset(kafka)).toBe(-1)
    expect(describeGroup(kafka).groupState).toBe('Empty')
    kafka.advance(5 * ROUND_MS)
    expect(describeGroup(kafka).error).toBe('GROUP_ID_NOT_FOUND')
    expect(kafka.engine.nextDueMs(true)).toBeNull()
  })

  it('[OFS2] expires where no member reads the topic, however long the group lives', () => {
    const kafka = cluster()
    const a = lasting(kafka)
    commit(kafka, 1, ofMember(a), 't')
    commit(kafka, 1, ofMember(a), 'u')
    kafka.advance(RETENTION_MS + ROUND_MS)
    expect(a.heartbeat()).toBe('NONE')
    expect(committedOffset(kafka)).toBe(1)
    const records = kafka.records.filter(({ kind }) => kind === 'offsets.deleted')
    expect(records).toMatchObject([{ groupId: 'g', partitions: [{ topic: 'u', partitionIndex: 0 }], reason: { code: 'offsetsExpired' } }])
  })

  it('[OFS2] expires after the group became empty, but not under a transaction', () => {
    const kafka = cluster()
    const a = lasting(kafka)
    a.commit(1)
    kafka.advance(RETENTION_MS)
    a.leave()
    const producer = new TransactionalProducer(kafka)
    producer.init(800_000)
    kafka.advance(RETENTION_MS - ROUND_MS)
    expect(committedOffset(kafka)).toBe(1)
    expect(producer.sendOffsets('g', [{ topic: 't', partition: 0, offset: 2 }])).toBe('NONE')
    kafka.advance(2 * ROUND_MS)
    expect(committedOffset(kafka)).toBe(1)
    expect(producer.end(true)).toBe('NONE')
    expect(committedOffset(kafka)).toBe(2)
    kafka.advance(ROUND_MS)
    expect(describeGroup(kafka).error).toBe('GROUP_ID_NOT_FOUND')
  })

  it('[OFS10] is kept as long as the commit asked for, whoever coordinates', () => {
    const kafka = cluster()
    commit(kafka, 1, { apiVersion: 4, retentionTimeMs: 3 * ROUND_MS })
    commit(kafka, 2, { apiVersion: 4, retentionTimeMs: 2 * RETENTION_MS }, 'u')
    commit(kafka, 3, { apiVersion: 4, retentionTimeMs: -1, groupId: 'usual' })
    kafka.node(coordinatorOf(kafka), 'kill')
    kafka.advance(2 * ROUND_MS)
    expect(committedOffset(kafka)).toBe(1)
    kafka.advance(2 * ROUND_MS)
    expect(committedOffset(kafka)).toBe(-1)
    const reasons = kafka.records.flatMap((record) => (record.kind === 'offsets.deleted' ? [record.reason] : []))
    expect(reasons).toEqual([{ code: 'offsetsOutlived' }])
    kafka.advance(RETENTION_MS)
    expect(committedOffset(kafka, 0, 'usual')).toBe(-1)
    expect(describeGroup(kafka).groupState).toBe('Empty')
    kafka.advance(RETENTION_MS)
    expect(describeGroup(kafka).error).toBe('GROUP_ID_NOT_FOUND')
  })

  it('[OFS10] stays while a member reads its topic', () => {
    const kafka = cluster()
    const a = lasting(kafka)
    commit(kafka, 1, { ...ofMember(a), apiVersion: 4, retentionTimeMs: ROUND_MS })
    kafka.advance(5 * ROUND_MS)
    expect(committedOffset(kafka)).toBe(1)
    a.leave()
    kafka.advance(ROUND_MS)
    expect(committedOffset(kafka)).toBe(-1)
  })

  it('[OFS2] wakes nobody when it expires', () => {
    const kafka = cluster()
    commit(kafka, 1)
    expect(kafka.engine.nextDueMs(false)).toBeNull()
    // The clock jumps without anybody telling the cluster.
    kafka.nowMs += 2 * RETENTION_MS
    expect(committedOffset(kafka)).toBe(-1)
  })

  it('[OFS3] is deleted where no member reads its topic', () => {
    const kafka = cluster()
    expect(deleteOffsets(kafka, 't').error).toBe('GROUP_ID_NOT_FOUND')
    expect(deleteOffsets(kafka, 't', '').error).toBe('INVALID_GROUP_ID')
    const unknown = [{ partitionIndex: 0, error: 'UNKNOWN_TOPIC_OR_PARTITION' }]
    expect(deleteOffsets(kafka, 'nowhere')).toEqual({ error: 'NONE', topics: [{ name: 'nowhere', partitions: unknown }] })
    const a = lasting(kafka)
    for (const topic of ['t', 'u']) commit(kafka, 1, ofMember(a), topic)
    expect(deleteOffsets(kafka, 't').topics[0]?.partitions).toEqual([{ partitionIndex: 0, error: 'GROUP_SUBSCRIBED_TO_TOPIC' }])
    expect(deleteOffsets(kafka, 'u').topics[0]?.partitions).toEqual([{ partitionIndex: 0, error: 'NONE' }])
    expect(deleteOffsets(kafka, 'nowhere').topics[0]?.partitions).toEqual([{ partitionIndex: 0, error: 'UNKNOWN_TOPIC_OR_PARTITION' }])
    expect(committedOffset(kafka)).toBe(1)
    a.leave()
    expect(deleteOffsets(kafka, 't').topics[0]?.partitions[0]?.error).toBe('NONE')
    expect(committedOffset(kafka)).toBe(-1)
    const worker = new ClassicMember(kafka, { groupId: 'workers', apiVersion: 3 })
    worker.join({ protocolType: 'connect' })
    expect(deleteOffsets(kafka, 't', 'workers').error).toBe('NON_EMPTY_GROUP')
  })
})

describe('a topic that is named by its id', () => {
  const idOf = (kafka: MemoryCluster, topic: string): string => kafka.cluster.topics.get(topic)?.topicId ?? ''

  function commitById(kafka: MemoryCluster, topicId: string) {
    const partition = { partitionIndex: 0, committedOffset: 5, committedLeaderEpoch: -1, committedMetadata: 'm' }
    const nobody = { apiVersion: 10, groupId: 'g', generationIdOrMemberEpoch: -1, memberId: '', groupInstanceId: null }
    return kafka.request('OffsetCommit', { ...nobody, topics: [{ name: '', topicId, partitions: [partition] }] }).topics
  }

  function fetchById(kafka: MemoryCluster, topics: OffsetFetchRequest['topics']) {
    const nobody = { groupId: 'g', memberId: null, memberEpoch: -1, requireStable: false }
    return kafka.request('OffsetFetch', { ...nobody, topics }).topics
  }

  it('[OFS11] is not another of the same name', () => {
    const kafka = cluster()
    const topicId = idOf(kafka, 'u')
    expect(commitById(kafka, topicId)).toEqual([{ name: 'u', topicId, partitions: [{ partitionIndex: 0, error: 'NONE' }] }])
    const offset = { partitionIndex: 0, error: 'NONE', committedOffset: 5, committedLeaderEpoch: -1, metadata: 'm' }
    expect(fetchById(kafka, null)).toEqual([{ name: 'u', topicId, partitions: [offset] }])
    expect(fetchById(kafka, [{ name: '', topicId, partitionIndexes: [0] }])).toEqual([{ name: 'u', topicId, partitions: [offset] }])
    kafka.request('DeleteTopics', { topicNames: ['u'] })
    createTopic(kafka, 'u')
    const unknown = { partitionIndex: 0, error: 'UNKNOWN_TOPIC_ID' }
    expect(commitById(kafka, topicId)).toEqual([{ name: '', topicId, partitions: [unknown] }])
    expect(fetchById(kafka, [{ name: '', topicId, partitionIndexes: [0] }])).toMatchObject([{ topicId, partitions: [unknown] }])
  })

  it('[OFS11] is answered once, however often it is named', () => {
    const kafka = cluster()
    const topicId = idOf(kafka, 'u')
    const named = { name: '', topicId, partitionIndexes: [0, 0, 1] }
    const indexes = fetchById(kafka, [named, named]).map(({ partitions }) => partitions.map(({ partitionIndex }) => partitionIndex))
    expect(indexes).toEqual([[0, 1], []])
  })
})

describe('a group as a whole', () => {
  it('[OFS4] is deleted with its offsets when nobody is in it', () => {
    const kafka = cluster()
    const a = lasting(kafka)
    a.commit(1)
    commit(kafka, 1, { groupId: 'simple' })
    expect(deleteGroups(kafka, 'g', 'simple', 'nobody')).toEqual(['NON_EMPTY_GROUP', 'NONE', 'GROUP_ID_NOT_FOUND'])
    expect(committedOffset(kafka, 0, 'simple')).toBe(-1)
    a.leave()
    expect(deleteGroups(kafka, 'g')).toEqual(['NONE'])
    expect(committedOffset(kafka)).toBe(-1)
    expect(deleteGroups(kafka, 'g')).toEqual(['GROUP_ID_NOT_FOUND'])
    const b = lasting(kafka)
    expect(b.generationId).toBe(1)
  })

  it('[OFS6] is listed and described', () => {
    const kafka = cluster()
    const list = (states: string[] = [], types: string[] = [], brokerId: number | null = null) => {
      return kafka.request('ListGroups', { statesFilter: states, typesFilter: types }, brokerId).groups
    }
    expect(list()).toEqual([])
    expect(describeGroup(kafka)).toMatchObject({ error: 'GROUP_ID_NOT_FOUND', groupState: 'Dead' })
    expect(kafka.request('DescribeGroups', { apiVersion: 5, groupIds: ['g'] }).groups).toMatchObject([
      { error: 'NONE', groupState: 'Dead' },
    ])
    const a = lasting(kafka)
    commit(kafka, 1, { groupId: 'simple' })
    const stable = { groupId: 'g', protocolType: 'consumer', groupState: 'Stable', groupType: 'classic' }
    const simple = { groupId: 'simple', protocolType: '', groupState: 'Empty', groupType: 'classic' }
    expect(list().toSorted((one, other) => (one.groupId < other.groupId ? -1 : 1))).toEqual([stable, simple])
    expect(list(['STABLE'])).toEqual([stable])
    expect(list([], ['Consumer'])).toEqual([])
    expect([1, 2, 3].flatMap((brokerId) => list(['stable', 'empty'], ['classic'], brokerId))).toHaveLength(2)
    expect(describeGroup(kafka).members).toMatchObject([{ memberId: a.memberId, clientId: 'c', clientHost: '/127.0.0.1' }])
    expect(describeGroup(kafka).members[0]?.memberAssignment.length).toBeGreaterThan(0)
    a.join()
    expect(describeGroup(kafka).members[0]).toMatchObject({ memberMetadata: new Uint8Array(0), memberAssignment: new Uint8Array(0) })
  })
})

function ofMember({ memberId, generationId: generationIdOrMemberEpoch }: ClassicMember): Committer {
  return { memberId, generationIdOrMemberEpoch }
}
