import { expect, test } from 'vitest'
import type { ClusterEvent } from '../../data/shapes.ts'
import { effectsOf } from './event-tree.ts'

function event(sequence: number, cause: number | null): ClusterEvent {
  const why = { en: '', 'zh-CN': '' }
  return { sequence, time: '', time_ms: 0, kind: 'broker.heard', trigger: { kind: 'timer' }, caused_by: cause, why, facts: {} }
}

test('effects stand below what caused them, and what somebody else caused is left out', () => {
  const tree = effectsOf(event(1, null), [event(2, 1), event(3, null), event(4, 2), event(5, 3), event(6, 1)])
  expect(tree).toMatchObject({
    effects: [
      { event: { sequence: 2 }, effects: [{ event: { sequence: 4 } }] },
      { event: { sequence: 6 }, effects: [] },
    ],
    hiddenCount: 0,
  })
})

test('an event without effects has an empty tree', () => {
  expect(effectsOf(event(1, null), [event(2, null)])).toEqual({ effects: [], hiddenCount: 0 })
})

test('a tree that grows too big says how much it leaves out', () => {
  const many = Array.from({ length: 100 }, (_, index) => event(index + 2, 1))
  const tree = effectsOf(event(1, null), [...many, event(200, 101)])
  expect(tree.effects).toHaveLength(40)
  expect(tree.hiddenCount).toBe(61)
})
