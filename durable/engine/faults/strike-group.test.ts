// The faults of groups.
import { describe, expect, it } from 'vitest'
import { ClassicMember, coordinatorOf, rebalance } from '../../../test/support/classic-group.ts'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createTopic } from '../../../test/support/records.ts'
import type { FaultSpec } from './fault.ts'

function start(kafka: MemoryCluster, spec: FaultSpec) {
  return kafka.act({ kind: 'startFault', spec, durationMs: null })
}

describe('a fault of a group', () => {
  it('[FLT8] makes all members join again, once', () => {
    const kafka = new MemoryCluster()
    createTopic(kafka, 't', {}, 4)
    const members = [new ClassicMember(kafka), new ClassicMember(kafka)]
    rebalance(kafka, members, 6_000)
    expect(start(kafka, { kind: 'rebalance', groupId: 'g' })).toMatchObject({ ok: true, faultId: 1 })
    expect(kafka.cluster.faults.size).toBe(0)
    expect(members.map((member) => member.heartbeat())).toEqual(['REBALANCE_IN_PROGRESS', 'REBALANCE_IN_PROGRESS'])
    expect(start(kafka, { kind: 'rebalance', groupId: 'g' })).toMatchObject({ ok: false, error: 'REBALANCE_IN_PROGRESS' })
    for (const member of members) member.join()
    for (const member of members) member.hear()
    expect(members.map(({ generationId }) => generationId)).toEqual([2, 2])
  })

  it('[FLT8] ends a session at once, and the others go on', () => {
    const kafka = new MemoryCluster()
    createTopic(kafka, 't', {}, 4)
    const members = [new ClassicMember(kafka), new ClassicMember(kafka)]
    const [a, b] = members as [ClassicMember, ClassicMember]
    rebalance(kafka, members, 6_000)
    expect(start(kafka, { kind: 'expire_session', groupId: 'g', memberId: b.memberId })).toMatchObject({ ok: true })
    expect([a.heartbeat(), b.heartbeat()]).toEqual(['REBALANCE_IN_PROGRESS', 'UNKNOWN_MEMBER_ID'])
    expect(a.join()).toMatchObject({ generationId: 2, members: [{}] })
  })

  it('[FLT8] is refused where there is nothing to strike', () => {
    const kafka = new MemoryCluster()
    createTopic(kafka, 't', {}, 4)
    expect(start(kafka, { kind: 'rebalance', groupId: 'g' })).toMatchObject({ error: 'GROUP_ID_NOT_FOUND' })
    const a = new ClassicMember(kafka)
    rebalance(kafka, [a])
    expect(start(kafka, { kind: 'rebalance', groupId: 'other' })).toMatchObject({ error: 'GROUP_ID_NOT_FOUND' })
    expect(start(kafka, { kind: 'expire_session', groupId: 'g', memberId: 'x' })).toMatchObject({ error: 'UNKNOWN_MEMBER_ID' })
    kafka.node(coordinatorOf(kafka), 'pause')
    expect(start(kafka, { kind: 'rebalance', groupId: 'g' })).toMatchObject({ error: 'COORDINATOR_NOT_AVAILABLE' })
    kafka.node(coordinatorOf(kafka), 'resume')
    a.leave()
    expect(start(kafka, { kind: 'rebalance', groupId: 'g' })).toMatchObject({ error: 'INVALID_REQUEST' })
    expect(kafka.cluster.faults.size).toBe(0)
  })
})
