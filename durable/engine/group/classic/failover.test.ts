// Another broker coordinates the group, or the object was evicted.
import { describe, expect, it } from 'vitest'
import { ClassicMember, committedOffset, coordinatorOf, describeGroup, rebalance } from '../../../../test/support/classic-group.ts'
import { MemoryCluster } from '../../../../test/support/memory-store.ts'
import { createTopic } from '../../../../test/support/records.ts'
import { emptyCluster } from '../../cluster.ts'
import { apply } from '../../apply.ts'
import { decodeCluster, encodeCluster } from '../../snapshot.ts'

function cluster(): MemoryCluster {
  const kafka = new MemoryCluster()
  createTopic(kafka, 't', {}, 4)
  return kafka
}

/** Until somebody else leads. */
function killCoordinator(kafka: MemoryCluster): number {
  const brokerId = coordinatorOf(kafka)
  kafka.node(brokerId, 'kill')
  kafka.advance(9_000)
  expect(coordinatorOf(kafka)).not.toBe(brokerId)
  return brokerId
}

const PATIENT = { sessionTimeoutMs: 30_000 }

describe('a group whose coordinator goes', () => {
  it('[GRP12] goes on with the generation that was assigned, and new sessions', () => {
    const kafka = cluster()
    const members = [new ClassicMember(kafka, PATIENT), new ClassicMember(kafka, { ...PATIENT, groupInstanceId: 'i2' })]
    const [a, b] = members as [ClassicMember, ClassicMember]
    rebalance(kafka, members, 6_000)
    expect(a.commit(5)).toBe('NONE')
    const before = describeGroup(kafka)
    killCoordinator(kafka)
    expect(describeGroup(kafka)).toEqual(before)
    expect(committedOffset(kafka)).toBe(5)
    kafka.advance(29_999)
    expect(a.heartbeat()).toBe('NONE')
    kafka.advance(1)
    expect(a.heartbeat()).toBe('REBALANCE_IN_PROGRESS')
    expect(b.heartbeat()).toBe('UNKNOWN_MEMBER_ID')
    expect(a.join()).toMatchObject({ generationId: 2 })
  })

  it('[GRP12] in the middle of a rebalance knows the generation before, and none that were joining', () => {
    const kafka = cluster()
    const [a, b, c] = [new ClassicMember(kafka, PATIENT), new ClassicMember(kafka, PATIENT), new ClassicMember(kafka, PATIENT)]
    rebalance(kafka, [a, b], 6_000)
    expect(c.join()).toBeNull()
    expect(a.join()).toBeNull()
    killCoordinator(kafka)
    for (const member of [a, c]) member.hear()
    expect([a.joined?.error, c.joined?.error]).toEqual(['NETWORK_EXCEPTION', 'NETWORK_EXCEPTION'])
    expect(describeGroup(kafka)).toMatchObject({ groupState: 'Stable', members: [{}, {}] })
    expect(b.heartbeat()).toBe('NONE')
    expect(c.join()?.error).toBe('UNKNOWN_MEMBER_ID')
    expect(a.join()).toBeNull()
    expect(b.join()).toMatchObject({ generationId: 2 })
  })

  it('[GRP12] tells who waits that it coordinates no more', () => {
    const kafka = cluster()
    const [a, b] = [new ClassicMember(kafka, PATIENT), new ClassicMember(kafka, PATIENT)]
    for (const member of [a, b]) member.join()
    kafka.advance(6_000)
    for (const member of [a, b]) member.hear()
    expect(b.sync()).toBeNull()
    kafka.node(coordinatorOf(kafka), 'stop')
    kafka.advance(1)
    b.hear()
    expect(b.synced?.error).toMatch(/NOT_COORDINATOR|NETWORK_EXCEPTION/)
    // A group that never came to an assignment is known to be there, and to have nobody.
    expect(describeGroup(kafka)).toMatchObject({ groupState: 'Empty', members: [] })
    expect(a.heartbeat()).toBe('UNKNOWN_MEMBER_ID')
  })

  it('[GRP12] stays empty when it was, and is not known where it was deleted', () => {
    const kafka = cluster()
    const a = new ClassicMember(kafka)
    rebalance(kafka, [a])
    a.leave()
    const back = killCoordinator(kafka)
    expect(describeGroup(kafka)).toMatchObject({ groupState: 'Empty', protocolType: 'consumer' })
    kafka.node(back, 'start')
    kafka.advance(1_000)
    expect(kafka.request('DeleteGroups', { groupIds: ['g'] }).results).toEqual([{ groupId: 'g', error: 'NONE' }])
    killCoordinator(kafka)
    expect(describeGroup(kafka).error).toBe('GROUP_ID_NOT_FOUND')
  })

  it('[STP2] is the same when its journal is replayed, and when it was stored, in the middle of everything', () => {
    const kafka = cluster()
    const [a, b] = [new ClassicMember(kafka, PATIENT), new ClassicMember(kafka, PATIENT)]
    const isSame = () => {
      const replayed = emptyCluster()
      for (const { records, nowMs } of kafka.entries) for (const record of records) apply(replayed, record, nowMs)
      expect(encodeCluster(replayed)).toBe(encodeCluster(kafka.cluster))
      expect(encodeCluster(decodeCluster(encodeCluster(kafka.cluster)))).toBe(encodeCluster(kafka.cluster))
    }
    a.join()
    isSame()
    b.join()
    kafka.advance(6_000)
    for (const member of [a, b]) member.hear()
    isSame()
    b.sync()
    a.sync({ [a.memberId]: [0] })
    isSame()
    kafka.advance(29_000)
    a.heartbeat()
    kafka.advance(5_000)
    isSame()
  })
})
