// How much the members of all groups together may say and be given.
import { describe, expect, it } from 'vitest'
import { ClassicMember, coordinatorOf, rebalance } from '../../../test/support/classic-group.ts'
import { ConsumerGroupMember } from '../../../test/support/consumer-group-member.ts'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createTopic } from '../../../test/support/records.ts'
import { MAX_ALL_MEMBERS_CHARACTERS, MAX_GROUP_BYTES, MAX_TOPICS, MEMBER_CHARACTERS } from '../../../schema/limits.ts'
import { decodeCluster, encodeCluster } from '../snapshot.ts'

const HALF = MAX_GROUP_BYTES / 2
/** As text in the state. */
const HALF_CHARACTERS = (HALF * 4) / 3
const GROUPS_OF_HALF = Math.floor(MAX_ALL_MEMBERS_CHARACTERS / (HALF_CHARACTERS + MEMBER_CHARACTERS))
const PATIENT = { sessionTimeoutMs: 1_800_000, apiVersion: 3 }

function cluster(): MemoryCluster {
  const kafka = new MemoryCluster()
  createTopic(kafka, 't', {}, 4)
  return kafka
}

const saying = (bytes: number) => ({ protocols: [{ name: 'range', metadata: new Uint8Array(bytes) }] })

/** Groups of one member each, until no other finds room. */
function fill(kafka: MemoryCluster): ClassicMember[] {
  const members = Array.from({ length: GROUPS_OF_HALF }, (_, index) => new ClassicMember(kafka, { ...PATIENT, groupId: `g${index}` }))
  for (const member of members) expect(member.join(saying(HALF))).toBeNull()
  kafka.advance(6_000)
  for (const member of members) member.hear()
  expect(members.map(({ joined }) => joined?.error)).toEqual(members.map(() => 'NONE'))
  return members
}

describe('the members of all groups', () => {
  it('[GRP15] have so much room, and who adds nothing goes on', () => {
    const kafka = cluster()
    const members = fill(kafka)
    const [first, second] = members as [ClassicMember, ClassicMember]
    const more = new ClassicMember(kafka, { ...PATIENT, groupId: 'more' })
    expect(more.join(saying(HALF))?.error).toBe('POLICY_VIOLATION')
    expect(first.join(saying(HALF))?.error).toBe('NONE')
    expect(first.heartbeat()).toBe('NONE')
    const room = MAX_ALL_MEMBERS_CHARACTERS - kafka.cluster.memberCharacters
    const assignments = [{ memberId: first.memberId, assignment: new Uint8Array(room) }]
    const sync = { ...first.named, apiVersion: 4, protocolType: null, protocolName: null, assignments }
    expect(kafka.request('SyncGroup', sync).error).toBe('POLICY_VIOLATION')
    expect(first.sync({ [first.memberId]: [0] })?.error).toBe('NONE')
    expect(second.leave()).toBe('NONE')
    expect(more.join(saying(HALF))).toBeNull()
  })

  it('[GRP15] of the new protocol share it, and keep their sessions', () => {
    const kafka = cluster()
    const names = longNames(MAX_TOPICS)
    const members: ConsumerGroupMember[] = []
    let error = 'NONE'
    while (error === 'NONE') {
      const member = new ConsumerGroupMember(kafka, `m${members.length}`, { subscribedTopicNames: ['t', ...names.slice(1)] })
      const joined = member.join()
      error = joined.error
      if (error === 'NONE') members.push(member)
      else expect(joined.errorMessage).toContain(String(MAX_ALL_MEMBERS_CHARACTERS))
    }
    expect(error).toBe('POLICY_VIOLATION')
    expect(kafka.cluster.memberCharacters).toBeGreaterThan(0.9 * MAX_ALL_MEMBERS_CHARACTERS)
    const [first, second] = members as [ConsumerGroupMember, ConsumerGroupMember]
    expect(first.beat()).toMatchObject({ error: 'NONE' })
    expect(new ClassicMember(kafka, { ...PATIENT, topics: names }).join()?.error).toBe('POLICY_VIOLATION')
    expect(new ClassicMember(kafka, { ...PATIENT, groupId: 'other', topics: names }).join()?.error).toBe('POLICY_VIOLATION')
    expect(first.send({ subscribedTopicNames: ['t'] })).toMatchObject({ error: 'NONE' })
    expect(second.send({ memberEpoch: -1 })).toMatchObject({ error: 'NONE' })
    const more = new ConsumerGroupMember(kafka, 'more', { subscribedTopicNames: names })
    expect(more.join()).toMatchObject({ error: 'NONE' })
  })

  it('[GRP15] are counted wherever they come from and go to', () => {
    const kafka = cluster()
    const counted = (): number => {
      expect(decodeCluster(encodeCluster(kafka.cluster)).memberCharacters).toBe(kafka.cluster.memberCharacters)
      return kafka.cluster.memberCharacters
    }
    const [a, b] = [new ClassicMember(kafka), new ClassicMember(kafka, { groupInstanceId: 'i' })] as [ClassicMember, ClassicMember]
    a.join()
    expect(counted()).toBeGreaterThan(MEMBER_CHARACTERS)
    rebalance(kafka, [a, b], 6_000)
    const ofTwo = counted()
    expect(ofTwo).toBeGreaterThan(2 * MEMBER_CHARACTERS)
    kafka.node(coordinatorOf(kafka), 'kill')
    expect(counted()).toBe(0)
    kafka.advance(9_000)
    expect(counted()).toBe(ofTwo)
    new ConsumerGroupMember(kafka, 'm1', { groupId: 'new' }).join()
    expect(counted()).toBeGreaterThan(ofTwo + MEMBER_CHARACTERS)
    new ConsumerGroupMember(kafka, 'm2').join()
    expect(counted()).toBeGreaterThan(ofTwo + 2 * MEMBER_CHARACTERS)
    kafka.request('DeleteTopics', { topicNames: ['__consumer_offsets'] })
    expect(counted()).toBe(0)
  })
})

function longNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index).padStart(249, 'x'))
}
