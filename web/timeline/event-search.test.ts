import { expect, test } from 'vitest'
import { countBefore, histogram, sequenceAt, timeOf } from './event-search.ts'

const events = [
  { sequence: 10, time_ms: 100 },
  { sequence: 11, time_ms: 200 },
  { sequence: 12, time_ms: 200 },
  { sequence: 13, time_ms: 400 },
]
const kept = { sequence: 2, timeMs: 20 }

test('events of the moment itself are not before it', () => {
  expect([99, 100, 200, 201, 900].map((time) => countBefore(events, time))).toEqual([0, 0, 1, 3, 4])
})

test('the event of a time is the last that had happened', () => {
  expect([100, 199, 200, 399, 5_000].map((time) => sequenceAt(events, time, kept))).toEqual([10, 10, 12, 12, 13])
})

test('before what is loaded the event is guessed between what is kept and what is here', () => {
  expect(sequenceAt(events, 20, kept)).toBe(2)
  expect(sequenceAt(events, 60, kept)).toBe(6)
  expect(sequenceAt(events, 0, kept)).toBe(2)
  expect(sequenceAt(events, 60, null)).toBe(10)
})

test('an event leads back to its time', () => {
  expect([10, 12, 13].map((sequence) => timeOf(events, sequence, kept))).toEqual([100, 200, 400])
  expect(timeOf(events, 6, kept)).toBe(60)
  expect(timeOf(events, 99, kept)).toBe(400)
})

test('nothing is found where nothing is loaded', () => {
  expect(sequenceAt([], 5, kept)).toBeNull()
  expect(timeOf([], 5, kept)).toBeNull()
})

test('every event falls between two edges, once', () => {
  expect(histogram(events, [0, 150, 300, 500])).toEqual([1, 2, 1])
})
