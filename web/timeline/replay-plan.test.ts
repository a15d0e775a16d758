import { expect, test } from 'vitest'
import { moveReplay, startReplay } from './replay-plan.ts'

const events = [
  { sequence: 5, time_ms: 1_000 },
  { sequence: 6, time_ms: 1_100 },
  { sequence: 7, time_ms: 1_100 },
  { sequence: 8, time_ms: 60_000 },
]

test('a replay goes on behind the event that is looked at', () => {
  expect(startReplay(events, 6)).toEqual({ timeMs: 1_100, next: 2, isOver: false })
})

test('what happened within the time that is played has gone by', () => {
  const replay = moveReplay(events, startReplay(events, 5), 100)
  expect(replay).toEqual({ timeMs: 1_100, next: 3, isOver: false })
})

test('it does not wait where nothing happened', () => {
  const replay = moveReplay(events, startReplay(events, 7), 100)
  expect(replay).toEqual({ timeMs: 58_600, next: 3, isOver: false })
})

test('it is over behind the last event', () => {
  expect(moveReplay(events, { timeMs: 59_950, next: 3, isOver: false }, 100).isOver).toBe(true)
  expect(startReplay(events, 8).isOver).toBe(true)
  expect(startReplay([], 8).isOver).toBe(true)
})
