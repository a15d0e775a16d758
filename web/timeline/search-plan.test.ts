import { expect, test } from 'vitest'
import type { ClusterEvent } from '../data/shapes.ts'
import { MAX_SEARCH_MS, MAX_STEPS, verdictOf } from './search-plan.ts'

function event(sequence: number, kind: ClusterEvent['kind']): ClusterEvent {
  return { sequence, time: '', time_ms: 0, kind, trigger: { kind: 'timer' }, caused_by: null, why: { en: '', 'zh-CN': '' }, facts: {} }
}

test('the search stops at the first interesting event of a step', () => {
  const news = [event(1, 'random.moved'), event(2, 'broker.changed'), event(3, 'controller.elected')]
  expect(verdictOf({ steps: 1, startedMs: 0 }, news, 5)).toMatchObject({ kind: 'found', event: { sequence: 2 } })
})

test('it goes on while nothing interesting happened', () => {
  expect(verdictOf({ steps: 1, startedMs: 0 }, [event(1, 'random.moved')], 5)).toEqual({ kind: 'goOn' })
})

test('it is bounded in steps and in time', () => {
  expect(verdictOf({ steps: MAX_STEPS, startedMs: 0 }, [], 5)).toEqual({ kind: 'gaveUp' })
  expect(verdictOf({ steps: 2, startedMs: 0 }, [], MAX_SEARCH_MS)).toEqual({ kind: 'gaveUp' })
})

test('what was found at the bound was found', () => {
  expect(verdictOf({ steps: MAX_STEPS, startedMs: 0 }, [event(1, 'fault.ended')], 5).kind).toBe('found')
})
