import { expect, test } from 'vitest'
import { nextMove, speedOf } from './pace.ts'

test('the clock moves by the speed times what went by', () => {
  expect(nextMove(5, 100, 0)).toEqual({ advanceMs: 500, carriedMs: 0 })
})

test('what is less than a millisecond is carried on', () => {
  const first = nextMove(0.1, 5, 0)
  expect(first).toEqual({ advanceMs: 0, carriedMs: 0.5 })
  expect(nextMove(0.1, 5, first.carriedMs)).toEqual({ advanceMs: 1, carriedMs: 0 })
})

test('a page that was held up does not catch up', () => {
  expect(nextMove(20, 60_000, 0.5)).toEqual({ advanceMs: 2_000, carriedMs: 0 })
})

test('a clock of the world that was set back moves nothing', () => {
  expect(nextMove(10, -500, 0).advanceMs).toBe(0)
})

test('a speed that is not offered is the real one', () => {
  expect(speedOf('20')).toBe(20)
  expect(speedOf('3')).toBe(1)
})
