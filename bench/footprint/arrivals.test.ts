import { describe, expect, it } from 'vitest'
import { awakeMs, countByKind } from './arrivals.ts'

const at = (fromMs: number, untilMs: number | null = fromMs, what = 'Fetch') => ({ what, fromMs, untilMs })

describe('awakeMs', () => {
  it('is ten seconds after what arrived, counted once where they overlap', () => {
    expect(awakeMs([], 0, 60_000)).toBe(0)
    expect(awakeMs([at(1_000)], 0, 60_000)).toBe(10_000)
    expect(awakeMs([at(5_000), at(1_000)], 0, 60_000)).toBe(14_000)
    expect(awakeMs([at(1_000), at(30_000)], 0, 60_000)).toBe(20_000)
  })

  it('lasts as long as a call waits, and ends with the stretch of time', () => {
    expect(awakeMs([at(1_000, 21_000)], 0, 60_000)).toBe(30_000)
    expect(awakeMs([at(50_000, null)], 0, 60_000)).toBe(10_000)
    expect(awakeMs([at(1_000, 31_000), at(2_000)], 0, 60_000)).toBe(40_000)
  })

  it('counts what came earlier as far as it reaches', () => {
    expect(awakeMs([at(0)], 4_000, 60_000)).toBe(6_000)
    expect(awakeMs([at(0), at(70_000)], 20_000, 60_000)).toBe(0)
  })
})

it('counts what arrived by its kind', () => {
  expect(countByKind([at(1), at(2, 2, 'alarm'), at(3), at(9)], 1, 9)).toEqual(
    new Map([
      ['Fetch', 2],
      ['alarm', 1],
    ]),
  )
})
