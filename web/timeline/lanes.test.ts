import { expect, test } from 'vitest'
import type { ClusterEvent } from '../data/shapes.ts'
import { interestingLane, Lanes } from './lanes.ts'

function event(sequence: number, kind: ClusterEvent['kind'], facts: Record<string, unknown>): ClusterEvent {
  const why = { en: '', 'zh-CN': '' }
  return { sequence, time: '', time_ms: sequence * 10, kind, trigger: { kind: 'timer' }, caused_by: null, why, facts }
}

function lanesOf(...events: ClusterEvent[]): Lanes {
  const lanes = new Lanes()
  for (const one of events) lanes.add(one)
  return lanes
}

test('a change of the ISR or of the leader is worth stopping at, a change of the replicas alone is not', () => {
  const change = (facts: object) => interestingLane(event(1, 'partition.changed', { change: facts }))
  expect(change({ isr: [1] })).toBe('leaders')
  expect(change({ leader: 2 })).toBe('leaders')
  expect(change({ adding_replicas: [3] })).toBeNull()
})

test('of a transaction its end is worth stopping at', () => {
  expect(interestingLane(event(1, 'transaction.moved', { from: 'Empty', state: 'Ongoing' }))).toBeNull()
  expect(interestingLane(event(1, 'transaction.moved', { from: 'PrepareAbort', state: 'CompleteAbort' }))).toBe('transactions')
})

test('a KIP-848 group rebalances when its epoch rises', () => {
  expect(interestingLane(event(1, 'group.written', { changes: [{ kind: 'ConsumerGroupMetadata' }] }))).toBe('groups')
  expect(interestingLane(event(1, 'group.written', { changes: [{ kind: 'ConsumerGroupMemberMetadata' }] }))).toBeNull()
})

test('a broker that is down is a span until it runs again', () => {
  const down = event(1, 'process.changed', { node_id: 2, process: 'down' })
  expect(lanesOf(down).spans).toEqual([{ lane: 'faults', sequence: 1, fromMs: 10, untilMs: null, isUndone: false }])
  const spans = lanesOf(
    down,
    event(3, 'process.changed', { node_id: 2, process: 'starting' }),
    event(5, 'process.changed', { node_id: 2, process: 'running' }),
  ).spans
  expect(spans).toEqual([{ lane: 'faults', sequence: 1, fromMs: 10, untilMs: 50, isUndone: false }])
})

test('a fault ends under the number that it began with', () => {
  const { spans, marks } = lanesOf(
    event(1, 'fault.started', { fault: { fault_id: 7 } }),
    event(2, 'fault.started', { fault: { fault_id: 8 } }),
    event(4, 'fault.ended', { fault_id: 7 }),
  )
  expect(spans.map(({ untilMs }) => untilMs)).toEqual([40, null])
  expect(marks).toHaveLength(3)
})

test('an aborted transaction is told from a committed one', () => {
  const moved = (sequence: number, state: string) => event(sequence, 'transaction.moved', { transactional_id: 't', from: 'Empty', state })
  const { spans } = lanesOf(
    moved(1, 'Ongoing'),
    moved(2, 'CompleteCommit'),
    moved(3, 'Ongoing'),
    moved(4, 'PrepareAbort'),
    moved(5, 'CompleteAbort'),
  )
  expect(spans.map(({ isUndone }) => isUndone)).toEqual([false, true])
})

test('a rebalance lasts until the assignment is committed', () => {
  const changed = (sequence: number, kind: string) => event(sequence, 'group.changed', { group_id: 'g', change: { kind } })
  const { spans } = lanesOf(changed(1, 'rebalance.started'), changed(2, 'member.joined'), changed(3, 'assignment.committed'))
  expect(spans).toMatchObject([{ lane: 'groups', fromMs: 10, untilMs: 30 }])
})
