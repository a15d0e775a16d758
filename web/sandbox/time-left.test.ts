import { describe, expect, it } from 'vitest'
import { SOON_MS, timeLeft, URGENT_MS, warningOf } from './time-left.ts'

const NOW_MS = Date.parse('2026-11-22T00:00:00.000Z')
const endIn = (leftMs: number) => new Date(NOW_MS + leftMs).toISOString()

describe('the time that a sandbox has left', () => {
  it('is none of anybody’s business when it stays', () => {
    expect(timeLeft(null, NOW_MS)).toBeNull()
    expect(warningOf(null, null)).toBeNull()
  })

  it.each([
    [SOON_MS + 1, 'calm'],
    [SOON_MS, 'soon'],
    [URGENT_MS + 1, 'soon'],
    [URGENT_MS, 'urgent'],
    [0, 'urgent'],
  ])('%i ms before the end it is %s', (leftMs, level) => {
    expect(timeLeft(endIn(leftMs), NOW_MS)).toEqual({ leftMs, level })
  })

  it('is never less than nothing', () => {
    expect(timeLeft(endIn(-5_000), NOW_MS)?.leftMs).toBe(0)
  })

  it('is warned of once at five minutes and once at one, and again after it was extended', () => {
    const warning = (end: string, leftMs: number) => warningOf(end, timeLeft(end, Date.parse(end) - leftMs))
    const end = endIn(0)
    expect(warning(end, SOON_MS + 1)).toBeNull()
    expect(warning(end, SOON_MS)).toBe(warning(end, URGENT_MS + 1))
    expect(warning(end, URGENT_MS)).not.toBe(warning(end, SOON_MS))
    expect(warning(endIn(1), SOON_MS)).not.toBe(warning(end, SOON_MS))
    expect(warning(end, 0)).toBeNull()
  })
})
