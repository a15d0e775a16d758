import { expect, test } from 'vitest'
import type { ClusterEvent } from '../../data/shapes.ts'
import { FilteredEvents, isWanted } from './event-filter.ts'
import type { EventFilter } from './event-filter.ts'

const everything: EventFilter = {
  group: null,
  topic: null,
  text: '',
  onlyInteresting: false,
  about: null,
  withTraffic: true,
  language: 'en',
}

function event(sequence: number, kind: ClusterEvent['kind'] = 'broker.heard', facts: Record<string, unknown> = {}): ClusterEvent {
  const why = { en: `Event ${sequence} Happened`, 'zh-CN': `事件 ${sequence}` }
  return { sequence, time: '', time_ms: sequence, kind, trigger: { kind: 'timer' }, caused_by: null, why, facts }
}

test('the everyday work is left out unless it is wanted', () => {
  expect(isWanted(event(1, 'replica.fetched'), { ...everything, withTraffic: false })).toBe(false)
  expect(isWanted(event(1, 'replica.fetched'), everything)).toBe(true)
  expect(isWanted(event(1, 'broker.heard'), { ...everything, withTraffic: false })).toBe(true)
})

test('only the interesting ones are those of the timeline', () => {
  const only = { ...everything, onlyInteresting: true }
  expect(isWanted(event(1, 'fault.started'), only)).toBe(true)
  expect(isWanted(event(1, 'broker.heard'), only)).toBe(false)
})

test('a text is looked for in the sentence of the language, in the kind, and as a sequence', () => {
  expect(isWanted(event(7), { ...everything, text: 'happened' })).toBe(true)
  expect(isWanted(event(7), { ...everything, text: 'happened', language: 'zh-CN' })).toBe(false)
  expect(isWanted(event(7), { ...everything, text: 'BROKER.h' })).toBe(true)
  expect(isWanted(event(7), { ...everything, text: '#7' })).toBe(true)
  expect(isWanted(event(77), { ...everything, text: '#7' })).toBe(false)
})

test('a topic, a group of kinds, and what is selected narrow it down', () => {
  const ofOrders = event(1, 'partition.changed', { topic: 'orders', partition_index: 0, change: {} })
  expect(isWanted(ofOrders, { ...everything, topic: 'orders' })).toBe(true)
  expect(isWanted(ofOrders, { ...everything, topic: 'payments' })).toBe(false)
  expect(isWanted(event(1, 'topic.created', { name: 'orders' }), { ...everything, topic: 'orders' })).toBe(true)
  expect(isWanted(ofOrders, { ...everything, group: 'topics' })).toBe(true)
  expect(isWanted(ofOrders, { ...everything, group: 'brokers' })).toBe(false)
  expect(isWanted(ofOrders, { ...everything, about: { kind: 'topic', topic: 'payments' } })).toBe(false)
})

test('the list follows the log at both ends, and forgets what the log forgot', () => {
  const filtered = new FilteredEvents()
  const sequences = (...all: number[]) =>
    filtered
      .update(
        all.map((one) => event(one)),
        everything,
      )
      .map(({ sequence }) => sequence)
  expect(sequences(5, 6)).toEqual([5, 6])
  expect(sequences(5, 6, 7)).toEqual([5, 6, 7])
  expect(sequences(3, 4, 5, 6, 7, 8)).toEqual([3, 4, 5, 6, 7, 8])
  expect(sequences(6, 7, 8, 9)).toEqual([6, 7, 8, 9])
  expect(sequences()).toEqual([])
  expect(sequences(1, 2)).toEqual([1, 2])
})

test('a list that did not change stays the same list', () => {
  const filtered = new FilteredEvents()
  const all = [event(1), event(2)]
  expect(filtered.update(all, everything)).toBe(filtered.update(all, everything))
})

test('another filter begins anew', () => {
  const filtered = new FilteredEvents()
  const all = [event(1), event(2, 'fault.started')]
  filtered.update(all, everything)
  expect(filtered.update(all, { ...everything, group: 'faults' })).toEqual([all[1]])
})
