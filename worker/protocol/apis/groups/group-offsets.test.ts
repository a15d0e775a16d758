// Offsets of groups over the wire, version by version.
import { beforeEach, describe, expect, it } from 'vitest'
import type { WrittenMessageOf } from '../../../../schema/kafka/message/message-definition.ts'
import { ZERO_UUID } from '../../../../schema/kafka/message/uuid.ts'
import { offsetCommitMessages } from '../../../../schema/kafka/protocol/messages/offset-commit.ts'
import { offsetFetchMessages } from '../../../../schema/kafka/protocol/messages/offset-fetch.ts'
import { MemoryEdge } from '../../../../test/support/memory-sandbox.ts'
import type { MadeSandbox } from '../../../../test/support/memory-sandbox.ts'
import type { MemoryCluster } from '../../../../test/support/memory-store.ts'
import { createTopic } from '../../../../test/support/records.ts'
import { TransactionalProducer } from '../../../../test/support/transactional-producer.ts'
import { codeOf, memberAlone, openCoordinator, QUICK_GROUPS } from '../../../../test/support/wire-group.ts'
import type { TestWire } from '../../../../test/support/wire.ts'

const edge = new MemoryEdge()
const COMMIT_VERSIONS = [2, 3, 4, 5, 6, 7, 8, 9, 10]
const SINGLE_FETCH_VERSIONS = [1, 2, 3, 4, 5, 6, 7]
const BATCHED_FETCH_VERSIONS = [8, 9, 10]
const NOBODY = { generationIdOrMemberEpoch: -1, memberId: '' }
let made: MadeSandbox
let cluster: MemoryCluster
let wire: TestWire
let topicId: string

beforeEach(async () => {
  made = await edge.sandbox({ seed: 1, configs: { ...QUICK_GROUPS, 'offsets.topic.num.partitions': '1' } })
  cluster = edge.clusterOf(made.id)
  createTopic(cluster, 't', {}, 2)
  topicId = cluster.cluster.topics.get('t')?.topicId ?? ''
  wire = await openCoordinator(edge, made)
})

type Committing = Partial<WrittenMessageOf<typeof offsetCommitMessages.request>>

/** Commits 5 for t/0, which is named as the version names topics. */
async function commit(version: number, over: Committing = {}, on = wire) {
  const leaderEpoch = version >= 6 ? { committedLeaderEpoch: 0 } : {}
  const partitions = [{ partitionIndex: 0, committedOffset: 5, committedMetadata: 'm', ...leaderEpoch }]
  const { topics } = await on.call(offsetCommitMessages, version, {
    groupId: 'g',
    ...NOBODY,
    topics: [{ name: 't', topicId, partitions }],
    ...over,
  })
  return topics
}

/** Of the group g in a version that knows one group. */
function fetchPlainly(version: number, partitionIndexes: readonly number[] | null, { requireStable = false, on = wire } = {}) {
  const topics = partitionIndexes === null ? null : [{ name: 't', partitionIndexes }]
  const stable = version >= 7 ? { requireStable } : {}
  return on.call(offsetFetchMessages, version, { groupId: 'g', topics, groups: [], ...stable })
}

type Group = WrittenMessageOf<typeof offsetFetchMessages.request>['groups'][number]

async function fetchGroups(version: number, groups: readonly Group[], requireStable = false, on = wire) {
  const answer = await on.call(offsetFetchMessages, version, { groupId: '', topics: [], groups, requireStable })
  return answer.groups
}

function offsetOf(version: number, partitionIndex: number, committedOffset: number) {
  const isThere = committedOffset !== -1
  const committedLeaderEpoch = isThere && version >= 6 ? 0 : -1
  return { partitionIndex, committedOffset, committedLeaderEpoch, metadata: isThere ? 'm' : '', errorCode: 0 }
}

describe('OffsetCommit', () => {
  it.each(COMMIT_VERSIONS)('is done in version %i', async (version) => {
    const named = version < 10 ? { name: 't', topicId: ZERO_UUID } : { name: '', topicId }
    expect(await commit(version)).toEqual([{ ...named, partitions: [{ partitionIndex: 0, errorCode: 0 }] }])
    const [group] = await fetchGroups(8, [{ groupId: 'g', topics: [{ name: 't', topicId, partitionIndexes: [0] }] }])
    expect(group?.topics[0]?.partitions).toEqual([offsetOf(version, 0, 5)])
  })

  it.each([2, 9])('does not know a topic or a partition in version %i', async (version) => {
    const partitions = [{ partitionIndex: 7, committedOffset: 5, committedMetadata: null }]
    const unknown = codeOf('UNKNOWN_TOPIC_OR_PARTITION')
    const topics = ['t', 'nowhere'].map((name) => ({ name, topicId, partitions }))
    expect((await commit(version, { topics })).map((topic) => topic.partitions[0]?.errorCode)).toEqual([unknown, unknown])
  })

  it('does not know a topic by an id that nobody has in version 10', async () => {
    const nowhere = 'AAAAAAAAAAAAAAAAAAAAAg'
    const partitions = [{ partitionIndex: 0, committedOffset: 5, committedMetadata: null }]
    const topics = [nowhere, ZERO_UUID].map((id) => ({ name: '', topicId: id, partitions }))
    const errorCode = codeOf('UNKNOWN_TOPIC_ID')
    expect(await commit(10, { topics })).toEqual(topics.map((topic) => ({ ...topic, partitions: [{ partitionIndex: 0, errorCode }] })))
  })

  it('keeps offsets as long as versions 2 to 4 ask for, and knows nothing of that in others', async () => {
    const expiry = () =>
      [...cluster.cluster.groupCoordinators.values()].map(({ groups }) => groups.get('g')?.committed[0]?.expireTimestampMs)
    const startMs = cluster.cluster.createdMs
    await commit(4, { retentionTimeMs: 86_400_000 })
    expect(expiry()).toEqual([expect.any(Number)])
    expect(expiry()[0]).toBeGreaterThanOrEqual(startMs + 86_400_000)
    await commit(4, { retentionTimeMs: -1 })
    expect(expiry()).toEqual([undefined])
    await commit(5, { retentionTimeMs: 1 })
    expect(expiry()).toEqual([undefined])
  })

  it('has the errors that its version knows', async () => {
    const stranger = { generationIdOrMemberEpoch: 3, memberId: 'x' }
    const errorOf = async (version: number, over: Committing) => (await commit(version, over))[0]?.partitions[0]?.errorCode
    expect(await errorOf(8, stranger)).toBe(codeOf('ILLEGAL_GENERATION'))
    expect(await errorOf(9, stranger)).toBe(codeOf('GROUP_ID_NOT_FOUND'))
    const member = await memberAlone(wire, { groupInstanceId: 'shelf' })
    expect(await errorOf(6, stranger)).toBe(codeOf('UNKNOWN_MEMBER_ID'))
    expect(await errorOf(7, { ...stranger, groupInstanceId: 'shelf' })).toBe(codeOf('FENCED_INSTANCE_ID'))
    expect(await errorOf(7, { generationIdOrMemberEpoch: 1, memberId: member.memberId, groupInstanceId: 'shelf' })).toBe(0)
  })
})

describe('OffsetFetch', () => {
  beforeEach(() => commit(6))

  it.each(SINGLE_FETCH_VERSIONS)('tells what one group has committed in version %i', async (version) => {
    const answer = await fetchPlainly(version, [0, 1])
    const epoch = version < 5 ? { committedLeaderEpoch: -1 } : {}
    const partitions = [{ ...offsetOf(6, 0, 5), ...epoch }, offsetOf(6, 1, -1)]
    expect(answer).toEqual({ throttleTimeMs: 0, errorCode: 0, topics: [{ name: 't', partitions }], groups: [] })
  })

  it.each([2, 3, 4, 5, 6, 7])('tells all that there is in version %i', async (version) => {
    const { topics } = await fetchPlainly(version, null)
    expect(topics).toMatchObject([{ name: 't', partitions: [{ partitionIndex: 0, committedOffset: 5, errorCode: 0 }] }])
  })

  it.each(BATCHED_FETCH_VERSIONS)('asks several groups in version %i, each once', async (version) => {
    const wanted = { groupId: 'g', topics: [{ name: 't', topicId, partitionIndexes: [0, 0] }] }
    const groups = await fetchGroups(version, [wanted, { groupId: 'g', topics: null }, { groupId: 'none', topics: null }])
    const named = version < 10 ? { name: 't', topicId: ZERO_UUID } : { name: '', topicId }
    expect(groups).toEqual([
      { groupId: 'g', errorCode: 0, topics: [{ ...named, partitions: [offsetOf(6, 0, 5)] }] },
      { groupId: 'none', errorCode: 0, topics: [] },
    ])
  })

  it.each(BATCHED_FETCH_VERSIONS)('tells all that there is of a group in version %i', async (version) => {
    const named = version < 10 ? { name: 't', topicId: ZERO_UUID } : { name: '', topicId }
    const groups = await fetchGroups(version, [{ groupId: 'g', topics: null }])
    expect(groups).toEqual([{ groupId: 'g', errorCode: 0, topics: [{ ...named, partitions: [offsetOf(6, 0, 5)] }] }])
  })

  it('does not know a topic by an id that nobody has in version 10', async () => {
    const nowhere = 'AAAAAAAAAAAAAAAAAAAAAg'
    const topics = [{ name: '', topicId: nowhere, partitionIndexes: [3] }]
    const partition = { ...offsetOf(10, 3, -1), errorCode: codeOf('UNKNOWN_TOPIC_ID') }
    expect(await fetchGroups(10, [{ groupId: 'g', topics }])).toEqual([
      { groupId: 'g', errorCode: 0, topics: [{ name: '', topicId: nowhere, partitions: [partition] }] },
    ])
  })

  it('has the error of a group for each partition in version 1, and for the group from 2 on', async () => {
    const on = await openCoordinator(edge, made, 'g', { brokerId: wire.client.brokerId === 1 ? 2 : 1 })
    const errorCode = codeOf('NOT_COORDINATOR')
    expect((await fetchPlainly(1, [0], { on })).topics).toMatchObject([{ name: 't', partitions: [{ committedOffset: -1, errorCode }] }])
    expect(await fetchPlainly(2, [0], { on })).toMatchObject({ errorCode, topics: [] })
    const wanted = { groupId: 'g', topics: [{ name: 't', topicId, partitionIndexes: [0] }] }
    for (const version of BATCHED_FETCH_VERSIONS) {
      expect(await fetchGroups(version, [wanted], false, on)).toEqual([{ groupId: 'g', errorCode, topics: [] }])
    }
  })

  it('tells of unstable offsets whoever asks for stable ones', async () => {
    const producer = new TransactionalProducer(cluster)
    producer.init()
    producer.sendOffsets('g', [{ topic: 't', partition: 0, offset: 7 }])
    const unstable = { ...offsetOf(6, 0, -1), errorCode: codeOf('UNSTABLE_OFFSET_COMMIT') }
    expect((await fetchPlainly(6, [0])).topics[0]?.partitions[0]?.committedOffset).toBe(5)
    expect((await fetchPlainly(7, [0], { requireStable: true })).topics[0]?.partitions).toEqual([unstable])
    const wanted = { groupId: 'g', topics: [{ name: 't', topicId, partitionIndexes: [0] }] }
    for (const version of BATCHED_FETCH_VERSIONS) {
      expect((await fetchGroups(version, [wanted], true))[0]?.topics[0]?.partitions).toEqual([unstable])
      expect((await fetchGroups(version, [wanted]))[0]?.topics[0]?.partitions[0]?.committedOffset).toBe(5)
    }
  })
})
