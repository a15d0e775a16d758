import { expect, test } from 'vitest'
import { sequenceOfKey } from './track-keys.ts'

const marks = [20, 40].map((sequence) => ({ lane: 'faults' as const, sequence, timeMs: 0 }))
const place = { sequence: 30, first: 10, last: 50, marks }

test('the arrows go by one event, and behind the last one is now', () => {
  expect(sequenceOfKey('ArrowLeft', place)).toBe(29)
  expect(sequenceOfKey('ArrowRight', place)).toBe(31)
  expect(sequenceOfKey('ArrowLeft', { ...place, sequence: 10 })).toBe(10)
  expect(sequenceOfKey('ArrowRight', { ...place, sequence: 49 })).toBeNull()
})

test('a page leads to the next moment worth stopping at, or to the end', () => {
  expect(sequenceOfKey('PageDown', place)).toBe(20)
  expect(sequenceOfKey('PageUp', place)).toBe(40)
  expect(sequenceOfKey('PageDown', { ...place, sequence: 15 })).toBe(10)
  expect(sequenceOfKey('PageUp', { ...place, sequence: 45 })).toBeNull()
})

test('Home and End lead to what is kept and to now; other keys are left alone', () => {
  expect(sequenceOfKey('Home', place)).toBe(10)
  expect(sequenceOfKey('End', place)).toBeNull()
  expect(sequenceOfKey('a', place)).toBeUndefined()
})
