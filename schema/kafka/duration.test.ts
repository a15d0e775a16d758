import { describe, expect, it } from 'vitest'
import { parseDuration } from './duration.ts'

describe('a duration', () => {
  it.each([
    ['P1D', 86_400_000],
    ['PT1H30M', 5_400_000],
    ['P2DT3H4M5S', 183_845_000],
    ['PT20.345S', 20_345],
    ['pt0.5s', 500],
    ['-PT1M', -60_000],
    ['PT-6H3M', -21_420_000],
    ['PT-0.5S', -500],
    ['PT0S', 0],
  ])('%s is %d ms', (text, durationMs) => {
    expect(parseDuration(text)).toBe(durationMs)
  })

  it.each(['', 'P', 'PT', 'P1DT', '1D', 'P1M', 'P1Y', 'PT1', 'PT1H1H', 'P1W', 'PT99999999999999999H'])('%s is none', (text) => {
    expect(parseDuration(text)).toBeNull()
  })
})
