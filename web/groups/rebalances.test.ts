import { describe, expect, it } from 'vitest'
import { madeEvent } from '../sequence/made-event.ts'
import { stepsOfRebalance } from './rebalance-steps.ts'
import { rebalancesOf } from './rebalances.ts'

const OF_GROUP = { group_id: 'billing', broker_id: 3 }

function changed(sequence: number, change: Readonly<Record<string, unknown>>, causedBy: number | null = null) {
  return madeEvent(sequence, 'group.changed', { ...OF_GROUP, change }, { caused_by: causedBy })
}

function written(sequence: number, changes: readonly unknown[], causedBy: number | null = null) {
  return madeEvent(sequence, 'group.written', { ...OF_GROUP, changes }, { caused_by: causedBy })
}

function app(sequence: number, appId: number, change: Readonly<Record<string, unknown>>) {
  return madeEvent(sequence, 'app.changed', { app_id: appId, change })
}

const joined = (memberId: string, clientId: string) => ({ kind: 'member.joined', member: { member_id: memberId, client_id: clientId } })

const FIRST = [
  changed(10, { kind: 'created' }),
  changed(12, joined('a-1', 'a'), 11),
  changed(13, { kind: 'rebalance.started' }),
  changed(20, { kind: 'generation.started', protocol_name: 'range', leader: 'a-1' }),
  changed(22, { kind: 'member.synced', member_id: 'a-1' }, 21),
  changed(23, { kind: 'assignment.written' }),
  changed(24, { kind: 'assignment.committed' }),
]

describe('rebalances of the classic protocol', () => {
  it('last from the first who comes until the assignment is committed', () => {
    const [rebalance, ...others] = rebalancesOf('billing', FIRST)
    expect(others).toEqual([])
    expect(rebalance).toMatchObject({ protocol: 'classic', style: 'eager', firstSequence: 10, lastSequence: 24 })
    expect(rebalance?.cause.sequence).toBe(13)
    expect(rebalance?.settled?.sequence).toBe(24)
  })

  it('take late answers with them, and end where the next begins', () => {
    const events = [
      ...FIRST,
      changed(26, { kind: 'member.synced', member_id: 'b-1' }),
      changed(40, { kind: 'members.removed', member_ids: ['a-1'] }),
    ]
    const found = rebalancesOf('billing', events)
    expect(found.map(({ firstSequence, lastSequence }) => [firstSequence, lastSequence])).toEqual([
      [10, 26],
      [40, 40],
    ])
    expect(found[1]?.settled).toBeNull()
  })

  it('are cooperative with the cooperative assignor', () => {
    const [rebalance] = rebalancesOf('billing', [changed(1, { kind: 'generation.started', protocol_name: 'cooperative-sticky' })])
    expect(rebalance?.style).toBe('cooperative')
  })

  it('are only those of the group', () => {
    expect(rebalancesOf('audit', FIRST)).toEqual([])
  })
})

describe('rebalances of KIP-848', () => {
  const metadata = (epoch: number) => ({ kind: 'ConsumerGroupMetadata', value: { epoch } })
  const member = (memberId: string) => ({ kind: 'ConsumerGroupMemberMetadata', member_id: memberId, value: { client_id: memberId } })
  const current = (memberId: string, epoch: number) => {
    return { kind: 'ConsumerGroupCurrentMemberAssignment', member_id: memberId, value: { member_epoch: epoch, state: 'STABLE' } }
  }

  it('are the epochs of the group, settled when every member has come there', () => {
    const found = rebalancesOf('billing', [
      written(1, [member('a'), metadata(2), current('a', 2)]),
      written(5, [member('b'), metadata(3), current('b', 2)]),
      written(7, [current('a', 3)]),
      written(9, [current('b', 3)]),
    ])
    expect(found.map(({ firstSequence, settled }) => [firstSequence, settled?.sequence])).toEqual([
      [1, 1],
      [5, 9],
    ])
    expect(found[1]?.style).toBe('incremental')
  })

  it('wait for nobody who has left', () => {
    const found = rebalancesOf('billing', [
      written(1, [member('a'), member('b'), metadata(2), current('a', 2), current('b', 2)]),
      written(5, [{ kind: 'ConsumerGroupMemberMetadata', member_id: 'b', value: null }, metadata(3)]),
      written(6, [current('a', 3)]),
    ])
    expect(found[1]?.settled?.sequence).toBe(6)
  })
})

describe('the steps of a rebalance', () => {
  const requests = (api: string, id: number) => ({ kind: 'consumer.sent', requests: [{ api, request_id: id, broker_id: 3 }] })
  const members = [{ appId: 7, name: 'billing-a' }]

  it('show what an application asked, heard and told its listener, on the lane of the application', () => {
    const [rebalance] = rebalancesOf('billing', FIRST)
    if (rebalance === undefined) throw new Error('There is one.')
    const { lanes, steps } = stepsOfRebalance(
      rebalance,
      [
        app(11, 7, requests('JoinGroup', 4)),
        app(21, 7, requests('SyncGroup', 5)),
        app(25, 7, { kind: 'consumer.heard', request_ids: [5], is_answer: true }),
        app(26, 7, {
          kind: 'consumer.rebalanced',
          callbacks: [{ kind: 'assigned', partitions: [{ topic: 'orders', partition_index: 0 }] }],
        }),
      ],
      members,
    )
    expect(lanes.map(({ label }) => label)).toEqual(['broker 3', 'billing-a'])
    expect(steps.map(({ from, to, label }) => `${from}>${to} ${label}`)).toEqual([
      'broker:3>broker:3 Empty',
      'app:7>broker:3 JoinGroup',
      'broker:3>broker:3 PreparingRebalance',
      'broker:3>broker:3 CompletingRebalance · range',
      'app:7>broker:3 SyncGroup',
      'broker:3>broker:3 __consumer_offsets',
      'broker:3>broker:3 Stable',
      'broker:3>app:7 SyncGroup',
      'app:7>app:7 onPartitionsAssigned orders-0',
    ])
    expect(steps[1]?.event.sequence).toBe(12)
  })

  it('show any other member as its coordinator saw it', () => {
    const [rebalance] = rebalancesOf('billing', FIRST)
    if (rebalance === undefined) throw new Error('There is one.')
    const { lanes, steps } = stepsOfRebalance(rebalance, [], members)
    expect(lanes.map(({ label }) => label)).toEqual(['broker 3', 'a'])
    expect(steps.filter(({ tone }) => tone === 'request').map(({ label }) => label)).toEqual(['JoinGroup', 'SyncGroup'])
  })
})
