import { describe, expect, it } from 'vitest'
import { javaDoubleText } from './java-double.ts'

describe('javaDoubleText', () => {
  it('prints as Double.toString does', () => {
    const expected: [number, string][] = [
      [0, '0.0'],
      [-0, '-0.0'],
      [1, '1.0'],
      [0.5, '0.5'],
      [0.001, '0.001'],
      [0.0001, '1.0E-4'],
      [0.00012, '1.2E-4'],
      [-0.00012, '-1.2E-4'],
      [9999999, '9999999.0'],
      [10000000, '1.0E7'],
      [1.5e21, '1.5E21'],
      [5e-324, '5.0E-324'],
      [Number.NaN, 'NaN'],
      [-Infinity, '-Infinity'],
    ]
    for (const [value, text] of expected) expect(javaDoubleText(value)).toBe(text)
  })
})
