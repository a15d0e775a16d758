import { expect, test } from 'vitest'
import { Axis, Gaps } from './axis.ts'

function gapsOf(...times: number[]): Gaps['list'] {
  const gaps = new Gaps()
  for (const time of times) gaps.add(time)
  return gaps.list
}

test('without gaps the width is the time', () => {
  const axis = new Axis({ keptFromMs: null, fromMs: 1_000, untilMs: 5_000, nowMs: 5_000 }, [])
  expect([1_000, 2_000, 5_000].map((time) => axis.positionOf(time))).toEqual([0, 0.25, 1])
  expect(axis.timeAt(0.5)).toBe(3_000)
})

test('a stretch without events is shown short', () => {
  expect(gapsOf(0, 9_000, 100_000)).toEqual([{ fromMs: 9_000, untilMs: 100_000, shownMs: 2_000 }])
  const axis = new Axis({ keptFromMs: null, fromMs: 0, untilMs: 109_000, nowMs: 109_000 }, gapsOf(0, 9_000, 100_000, 109_000))
  expect(axis.positionOf(9_000)).toBeCloseTo(9 / 20)
  expect(axis.positionOf(100_000)).toBeCloseTo(11 / 20)
})

test('a position leads back to its time, within gaps and outside', () => {
  const axis = new Axis({ keptFromMs: -400_000, fromMs: 0, untilMs: 300_000, nowMs: 350_000 }, gapsOf(0, 5_000, 90_000, 95_000, 300_000))
  for (const time of [-400_000, -100_000, 0, 3_000, 50_000, 91_000, 200_000, 320_000, 350_000]) {
    expect(axis.timeAt(axis.positionOf(time))).toBeCloseTo(time, 3)
  }
})

test('what was not loaded takes a small part of the width', () => {
  const axis = new Axis({ keptFromMs: 0, fromMs: 900_000, untilMs: 905_000, nowMs: 905_000 }, [])
  expect(axis.positionOf(900_000)).toBeLessThan(0.13)
  expect(axis.positionOf(900_000)).toBeGreaterThan(0.05)
})

test('what is outside is at the ends', () => {
  const axis = new Axis({ keptFromMs: null, fromMs: 1_000, untilMs: 5_000, nowMs: 5_000 }, [])
  expect(axis.positionOf(0)).toBe(0)
  expect(axis.positionOf(9_000)).toBe(1)
  expect(axis.timeAt(2)).toBe(5_000)
})

test('a history of one moment has a width all the same', () => {
  const axis = new Axis({ keptFromMs: 7, fromMs: 7, untilMs: 7, nowMs: 7 }, [])
  expect(axis.positionOf(7)).toBe(0)
  expect(axis.timeAt(0.5)).toBe(7)
})
