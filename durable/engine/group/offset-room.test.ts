// How much offsets may take: of a commit, and of all groups together.
import { describe, expect, it } from 'vitest'
import { committedOffset, coordinatorOf } from '../../../test/support/classic-group.ts'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createTopic } from '../../../test/support/records.ts'
import { TransactionalProducer } from '../../../test/support/transactional-producer.ts'
import { MAX_ALL_OFFSETS_CHARACTERS, OFFSET_CHARACTERS } from '../../../schema/limits.ts'
import { decodeCluster, encodeCluster } from '../snapshot.ts'

const LONGEST = 'x'.repeat(4_096)
const PARTITIONS = 200
const GROUP_CHARACTERS = PARTITIONS * (OFFSET_CHARACTERS + 't'.length + LONGEST.length)

function cluster(): MemoryCluster {
  const kafka = new MemoryCluster()
  createTopic(kafka, 't', {}, 2 * PARTITIONS)
  return kafka
}

/** The errors, each once. */
function commit(kafka: MemoryCluster, groupId: string, committedMetadata = LONGEST, count = PARTITIONS): string[] {
  const partitions = Array.from({ length: count }, (_, partitionIndex) => {
    return { partitionIndex, committedOffset: 1, committedLeaderEpoch: -1, committedMetadata }
  })
  const nobody = { apiVersion: 9, generationIdOrMemberEpoch: -1, memberId: '', groupInstanceId: null }
  const { topics } = kafka.request('OffsetCommit', { ...nobody, groupId, topics: [{ name: 't', partitions }] })
  return [...new Set(topics.flatMap((topic) => topic.partitions.map(({ error }) => error)))]
}

describe('the offsets of all groups', () => {
  it('[OFS8] have so much room, and what adds nothing goes on', () => {
    const kafka = cluster()
    const groups = Array.from({ length: Math.floor(MAX_ALL_OFFSETS_CHARACTERS / GROUP_CHARACTERS) }, (_, index) => `g${index}`)
    for (const group of groups) expect(commit(kafka, group)).toEqual(['NONE'])
    expect(commit(kafka, 'more')).toEqual(['POLICY_VIOLATION'])
    expect(commit(kafka, 'g0')).toEqual(['NONE'])
    expect(kafka.request('DeleteGroups', { groupIds: ['g0'] }).results).toMatchObject([{ error: 'NONE' }])
    expect(commit(kafka, 'more')).toEqual(['NONE'])
  })

  it('[OFS8] are counted wherever they come from and go to', () => {
    const kafka = cluster()
    const one = OFFSET_CHARACTERS + 't'.length
    const counted = () => {
      expect(decodeCluster(encodeCluster(kafka.cluster)).offsetCharacters).toBe(kafka.cluster.offsetCharacters)
      return kafka.cluster.offsetCharacters
    }
    commit(kafka, 'g', 'abc', 2)
    expect(counted()).toBe(2 * (one + 3))
    const producer = new TransactionalProducer(kafka)
    producer.init()
    producer.sendOffsets('g', [{ topic: 't', partition: 0, offset: 7 }])
    expect(counted()).toBe(2 * (one + 3) + one)
    expect(producer.end(true)).toBe('NONE')
    expect(counted()).toBe(one + 3 + one)
    kafka.request('OffsetDelete', { groupId: 'g', topics: [{ name: 't', partitionIndexes: [1] }] })
    expect(counted()).toBe(one)
    kafka.node(coordinatorOf(kafka), 'kill')
    expect(counted()).toBe(0)
    kafka.advance(10_000)
    expect(counted()).toBe(one)
    kafka.request('DeleteTopics', { topicNames: ['__consumer_offsets'] })
    expect(counted()).toBe(0)
  })
})

describe('the offsets of one commit', () => {
  it('[OFS9] fit in one batch of the log, or none of them is committed', () => {
    const kafka = cluster()
    expect(commit(kafka, 'g', '', 1)).toEqual(['NONE'])
    expect(commit(kafka, 'g', LONGEST, 2 * PARTITIONS)).toEqual(['INVALID_COMMIT_OFFSET_SIZE'])
    expect(commit(kafka, 'other', LONGEST, 2 * PARTITIONS)).toEqual(['INVALID_COMMIT_OFFSET_SIZE'])
    expect(committedOffset(kafka, 1)).toBe(-1)
    const { groups } = kafka.request('ListGroups', { statesFilter: [], typesFilter: [] })
    expect(groups.map(({ groupId }) => groupId)).toEqual(['g'])
  })
})
