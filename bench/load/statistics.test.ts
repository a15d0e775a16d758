// Small sets with known answers.

import { describe, expect, it } from 'vitest'
import { median, percentile } from './statistics.ts'

describe('percentile', () => {
  it('takes the nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index)
    expect([0, 0.5, 0.99, 1].map((share) => percentile(values, share))).toEqual([1, 50, 99, 100])
    expect(percentile([7], 0.99)).toBe(7)
  })

  it('has nothing to say about nothing', () => {
    expect(percentile([], 0.5)).toBeNaN()
  })
})

describe('median', () => {
  it('takes the middle, whatever the order', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([9, 1, 5, 6])).toBe(5.5)
    expect(median([])).toBeNaN()
  })
})
