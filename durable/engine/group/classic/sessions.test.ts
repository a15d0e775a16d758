// How long members are believed to be alive, and what that costs.
import { describe, expect, it } from 'vitest'
import { ClassicMember, describeGroup, rebalance } from '../../../../test/support/classic-group.ts'
import { MemoryCluster } from '../../../../test/support/memory-store.ts'
import { createTopic } from '../../../../test/support/records.ts'
import { Engine } from '../../engine.ts'
import { decodeCluster, encodeCluster } from '../../snapshot.ts'

function cluster(): MemoryCluster {
  const kafka = new MemoryCluster()
  createTopic(kafka, 't', {}, 4)
  return kafka
}

describe('a session', () => {
  it('[GRP6] goes on with each sign of life, and ends a session timeout after the last', () => {
    const kafka = cluster()
    const [a, b] = [new ClassicMember(kafka), new ClassicMember(kafka)]
    rebalance(kafka, [a, b], 6_000)
    for (let beats = 0; beats < 5; beats++) {
      kafka.advance(7_000)
      expect(a.heartbeat()).toBe('NONE')
      expect(b.commit(beats, 1)).toBe('NONE')
    }
    kafka.advance(9_999)
    expect(a.heartbeat()).toBe('NONE')
    kafka.advance(1)
    expect(a.heartbeat()).toBe('REBALANCE_IN_PROGRESS')
    expect(b.heartbeat()).toBe('UNKNOWN_MEMBER_ID')
    expect(a.join()).toMatchObject({ generationId: 2, members: [{}] })
  })

  it('[GRP6] is not asked for while the member waits, but for one that is new and may have gone', () => {
    const kafka = cluster()
    const [a, b] = [new ClassicMember(kafka), new ClassicMember(kafka, { rebalanceTimeoutMs: 1_000_000 })]
    rebalance(kafka, [a, b], 6_000)
    expect(a.join()).toBeNull()
    for (let beats = 0; beats < 5; beats++) {
      kafka.advance(7_000)
      expect(b.heartbeat()).toBe('REBALANCE_IN_PROGRESS')
    }
    expect(describeGroup(kafka).members).toHaveLength(2)
    const c = new ClassicMember(kafka)
    expect(c.join()).toBeNull()
    for (let beats = 0; beats < 50; beats++) {
      kafka.advance(6_000)
      expect(b.heartbeat()).toBe('REBALANCE_IN_PROGRESS')
    }
    c.hear()
    expect(c.joined).toMatchObject({ error: 'UNKNOWN_MEMBER_ID', memberId: '' })
    expect(describeGroup(kafka).members).toHaveLength(2)
  })

  it('[GRP6] ends of all members at once when nobody is heard of, and the group is empty', () => {
    const kafka = cluster()
    const members = [new ClassicMember(kafka), new ClassicMember(kafka)]
    rebalance(kafka, members, 6_000)
    kafka.advance(10_000)
    expect(describeGroup(kafka)).toMatchObject({ groupState: 'Empty', members: [] })
    expect(kafka.engine.nextDueMs(false)).toBeNull()
  })

  it('[GRP7] costs neither a record nor a write, and moves no alarm', () => {
    const kafka = cluster()
    const a = new ClassicMember(kafka)
    rebalance(kafka, [a])
    const [entries, batches, dueMs] = [kafka.entries.length, kafka.topicBatchCount, kafka.engine.nextDueMs(false)]
    for (let beats = 0; beats < 9; beats++) {
      kafka.advance(1_000)
      expect(a.heartbeat()).toBe('NONE')
    }
    expect([kafka.entries.length, kafka.topicBatchCount, kafka.engine.nextDueMs(false)]).toEqual([entries, batches, dueMs])
    kafka.advance(1_000)
    expect(kafka.entries.slice(entries).flatMap(({ records }) => records)).toMatchObject([{ kind: 'members.seen', groupId: 'g' }])
    expect(kafka.topicBatchCount).toBe(batches)
  })

  it('[GRP7] goes on when the cluster is loaded again, for one session timeout more at most', () => {
    const kafka = cluster()
    const [a, b] = [new ClassicMember(kafka), new ClassicMember(kafka)]
    rebalance(kafka, [a, b], 6_000)
    kafka.advance(9_000)
    for (const member of [a, b]) member.heartbeat()
    const loaded = new Engine(decodeCluster(encodeCluster(kafka.cluster)), kafka.store)
    const beat = (nowMs: number) => {
      const request = { kind: 'request', nowMs, requestId: 1_000, brokerId: null, api: 'Heartbeat', request: a.named } as const
      return loaded.request(request).replies
    }
    // When it was loaded it knew of no sign of life since the generation began, 9 seconds before.
    expect(beat(kafka.nowMs + 9_000)).toMatchObject([{ response: { error: 'NONE' } }])
    const { entries } = loaded.tick(kafka.nowMs + 11_000, 100)
    expect(entries.flatMap(({ records }) => records)).toContainEqual(
      expect.objectContaining({ kind: 'group.changed', change: { kind: 'members.removed', memberIds: [b.memberId] } }),
    )
    expect(beat(kafka.nowMs + 11_000)).toMatchObject([{ response: { error: 'REBALANCE_IN_PROGRESS' } }])
  })
})
