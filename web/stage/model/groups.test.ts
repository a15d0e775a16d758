import { describe, expect, it } from 'vitest'
import { aConsumer, aGroup, aPartition, aReplica, aState } from './fixtures.ts'
import { groupCardsOf, looseConsumersOf } from './groups.ts'

const topics = [
  {
    name: 'orders',
    topic_id: 'a',
    partitions: [
      aPartition({ logs: [aReplica({ role: 'leader', log_end_offset: 12, high_watermark: 10, last_stable_offset: 7 })] }),
      aPartition({ partition_index: 1, logs: [aReplica({ role: 'leader', log_end_offset: 4, high_watermark: 4, last_stable_offset: 4 })] }),
    ],
  },
]

const member = {
  member_id: 'm-1',
  group_instance_id: null,
  client_id: 'consumer-billing-1',
  client_host: '/127.0.0.1',
  assignment: [{ topic: 'orders', partition_index: 0 }],
}

const group = aGroup({
  leader: 'm-1',
  members: [member],
  committed: [
    { topic: 'orders', partition_index: 0, offset: 6 },
    { topic: 'orders', partition_index: 1, offset: 1 },
  ],
})

describe('the card of a group', () => {
  it('tells how far each member is behind the high watermark', () => {
    const [card] = groupCardsOf(aState({ topics, groups: [group] }), [])
    expect(card?.members[0]).toMatchObject({ name: 'consumer-billing-1', isLeader: true })
    expect(card?.members[0]?.partitions).toMatchObject([{ committedOffset: 6, endOffset: 10, lag: 4 }])
  })

  it('measures up to the last stable offset when its members read committed records only', () => {
    const app = aConsumer({
      id: 2,
      name: 'billing',
      configs: { 'group.id': 'billing', 'isolation.level': 'read_committed' },
      memberId: 'm-1',
    })
    const [card] = groupCardsOf(aState({ topics, groups: [group] }), [app])
    expect(card?.isReadCommitted).toBe(true)
    expect(card?.members[0]).toMatchObject({ name: 'billing', partitions: [{ endOffset: 7, lag: 1 }] })
  })

  it('lists what was committed and is read by nobody, and counts it', () => {
    const [card] = groupCardsOf(aState({ topics, groups: [group] }), [])
    expect(card?.unread).toMatchObject([{ topic: 'orders', partition: 1, lag: 3 }])
    expect(card?.totalLag).toBe(7)
    expect(card?.maxLag).toBe(4)
  })

  it('has no lag where nothing was committed', () => {
    const [card] = groupCardsOf(aState({ topics, groups: [aGroup({ members: [member] })] }), [])
    expect(card?.members[0]?.partitions).toMatchObject([{ committedOffset: null, lag: null }])
    expect(card?.totalLag).toBe(0)
  })

  it('keeps applications that are no members in sight', () => {
    const stopped = aConsumer({ id: 3, name: 'spare', configs: { 'group.id': 'billing' } })
    const other = aConsumer({ id: 4, name: 'other', configs: { 'group.id': 'nowhere' } })
    const state = aState({ topics, groups: [group] })
    expect(groupCardsOf(state, [stopped, other])[0]?.outside).toEqual([stopped])
    expect(looseConsumersOf(state, [stopped, other])).toEqual([other])
  })
})
