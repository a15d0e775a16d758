import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilePattern, findsPattern } from './pattern.ts'

function finds(source: string, text: string): boolean | null {
  const pattern = compilePattern(source)
  if (pattern === null) throw new Error(`${source} is no pattern`)
  return findsPattern(pattern, text, () => true)
}

describe('a pattern', () => {
  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', String.raw`\d`, String.raw`\w`, '(a|b)', '(?:ab)', '(a|)', '^', '$')
  const part = fc.tuple(atom, fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,3}', '{2,}', '+?')).map(([one, times]) => {
    return one === '^' || one === '$' ? one : one + times
  })
  const source = fc
    .array(part, { maxLength: 6 })
    .chain((parts) => fc.constantFrom(parts.join(''), `${parts.join('')}|b`, `(${parts.join('')})*a`))

  it('finds what the regular expressions of the language find', () => {
    fc.assert(
      fc.property(source, fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', '\n'), maxLength: 12 }), (one, text) => {
        expect(finds(one, text)).toBe(new RegExp(one, 'u').test(text))
      }),
      { numRuns: 3_000 },
    )
  })

  it('takes time in proportion to the text', () => {
    let steps = 0
    const pattern = compilePattern('(a*)*(a|aa)+(a?){20}b')
    if (pattern === null) throw new Error('it is a pattern')
    findsPattern(pattern, 'a'.repeat(1_000), (some) => (steps += some) > 0)
    expect(steps).toBeLessThan(1_001 * (pattern.program.length + 1))
  })

  it('is refused when it is too large, or says what it cannot mean', () => {
    for (const bad of [
      '(',
      ')',
      'a{3,2}',
      '*a',
      '[',
      '[]',
      '[b-a]',
      String.raw`\b`,
      String.raw`(a)\1`,
      '(?=a)',
      'a{400}{400}',
      '(a{99}){99}',
      '{',
      'a**',
    ])
      expect(compilePattern(bad), bad).toBeNull()
    expect(compilePattern('((((){900}){900}){900}){900}')).toBeNull()
    expect(compilePattern('((((){500}){500}){500}){500}')).not.toBeNull()
    expect(compilePattern('('.repeat(5_000))).toBeNull()
  })

  it('never fails in another way, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, text) => {
        const pattern = compilePattern(one)
        if (pattern !== null) expect([true, false]).toContain(findsPattern(pattern, text, () => true))
      }),
      { numRuns: 2_000 },
    )
  })
})
