// Members that keep their place over a restart (KIP-345).
import { describe, expect, it } from 'vitest'
import { ClassicMember, describeGroup, rebalance } from '../../../../test/support/classic-group.ts'
import { MemoryCluster } from '../../../../test/support/memory-store.ts'
import { createTopic } from '../../../../test/support/records.ts'

function cluster(): MemoryCluster {
  const kafka = new MemoryCluster()
  createTopic(kafka, 't', {}, 4)
  return kafka
}

/** Two static members in a stable generation, the first one leads. */
function stable(kafka: MemoryCluster, protocols: readonly string[] = ['range']): [ClassicMember, ClassicMember] {
  const [a, b] = [new ClassicMember(kafka, { groupInstanceId: 'i1' }), new ClassicMember(kafka, { groupInstanceId: 'i2', protocols })]
  rebalance(kafka, [a, b], 6_000)
  return [a, b]
}

describe('a static member', () => {
  it('[GRP8] takes its old place without a rebalance, and its former self is fenced', () => {
    const kafka = cluster()
    const [a, before] = stable(kafka)
    expect(before.memberId).toMatch(/^i2-[0-9a-f-]{36}$/)
    const after = new ClassicMember(kafka, { groupInstanceId: 'i2' })
    expect(after.join()).toMatchObject({ error: 'NONE', generationId: 1, leader: a.memberId, members: [], skipAssignment: false })
    expect(after.memberId).not.toBe(before.memberId)
    expect(after.sync()).toMatchObject({ error: 'NONE' })
    expect(after.partitions).toEqual([1])
    expect(a.heartbeat()).toBe('NONE')
    expect(before.heartbeat()).toBe('FENCED_INSTANCE_ID')
    expect(before.commit(1)).toBe('FENCED_INSTANCE_ID')
    expect(before.leave()).toBe('FENCED_INSTANCE_ID')
    expect(before.join()?.error).toBe('FENCED_INSTANCE_ID')
    expect(describeGroup(kafka).groupState).toBe('Stable')
  })

  it('[GRP8] that leads skips its assignment; older clients are not told that they lead', () => {
    const kafka = cluster()
    const [before] = stable(kafka)
    const after = new ClassicMember(kafka, { groupInstanceId: 'i1' })
    expect(after.join()).toMatchObject({ leader: after.memberId, skipAssignment: true, members: [{}, {}] })
    const old = new ClassicMember(kafka, { groupInstanceId: 'i1', apiVersion: 8 })
    const { memberId } = after
    expect(old.join()).toMatchObject({ leader: memberId, skipAssignment: false, members: [] })
    expect(before.heartbeat()).toBe('FENCED_INSTANCE_ID')
  })

  it('[GRP8] that would change the vote makes the group rebalance', () => {
    const kafka = cluster()
    const [a] = stable(kafka, ['range', 'sticky'])
    expect(new ClassicMember(kafka, { groupInstanceId: 'i2', protocols: ['range'] }).join()?.error).toBe('NONE')
    const c = new ClassicMember(kafka, { groupInstanceId: 'i1', protocols: ['sticky', 'range'] })
    expect(c.join()?.error).toBe('NONE')
    const other = cluster()
    const [leader, follower] = [
      new ClassicMember(other, { groupInstanceId: 'i1', protocols: ['range', 'sticky'] }),
      new ClassicMember(other, { groupInstanceId: 'i2', protocols: ['range', 'sticky'] }),
    ]
    rebalance(other, [leader, follower], 6_000)
    expect(new ClassicMember(other, { groupInstanceId: 'i2', protocols: ['sticky'] }).join()).toBeNull()
    expect(leader.heartbeat()).toBe('REBALANCE_IN_PROGRESS')
    expect(a.heartbeat()).toBe('FENCED_INSTANCE_ID')
  })

  it('[GRP8] that comes back while the generation is assigned makes the group rebalance', () => {
    const kafka = cluster()
    const [a, b] = [new ClassicMember(kafka, { groupInstanceId: 'i1' }), new ClassicMember(kafka, { groupInstanceId: 'i2' })]
    for (const member of [a, b]) member.join()
    kafka.advance(6_000)
    for (const member of [a, b]) member.hear()
    expect(b.sync()).toBeNull()
    const after = new ClassicMember(kafka, { groupInstanceId: 'i2' })
    expect(after.join()).toBeNull()
    b.hear()
    expect(b.synced?.error).toBe('FENCED_INSTANCE_ID')
    expect(a.join()).toMatchObject({ generationId: 2 })
    after.hear()
    expect(after.joined).toMatchObject({ generationId: 2, leader: a.memberId })
  })

  it('[GRP4] keeps its place in a rebalance that it misses, until its session ends', () => {
    const kafka = cluster()
    const a = new ClassicMember(kafka, { rebalanceTimeoutMs: 5_000 })
    const b = new ClassicMember(kafka, { groupInstanceId: 'i2', sessionTimeoutMs: 30_000, rebalanceTimeoutMs: 5_000 })
    rebalance(kafka, [a, b], 6_000)
    expect(a.join()).toBeNull()
    kafka.advance(5_000)
    a.hear()
    expect(a.joined).toMatchObject({ generationId: 2, members: [{}, { groupInstanceId: 'i2' }] })
    const after = new ClassicMember(kafka, { groupInstanceId: 'i2' })
    expect(after.join()).toBeNull()
    expect(a.join()).toMatchObject({ generationId: 3 })
  })

  it('[GRP9] is removed by its instance id alone', () => {
    const kafka = cluster()
    const [a, b] = stable(kafka)
    const leave = (groupInstanceId: string) => {
      const members = [{ memberId: '', groupInstanceId, reason: 'moved to another machine' }]
      return kafka.request('LeaveGroup', { groupId: 'g', members }).members
    }
    expect(leave('i3')).toEqual([{ memberId: '', groupInstanceId: 'i3', error: 'UNKNOWN_MEMBER_ID' }])
    expect(leave('i2')).toEqual([{ memberId: '', groupInstanceId: 'i2', error: 'NONE' }])
    expect(a.heartbeat()).toBe('REBALANCE_IN_PROGRESS')
    expect(b.heartbeat()).toBe('UNKNOWN_MEMBER_ID')
  })
})
