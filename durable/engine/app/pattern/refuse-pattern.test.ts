// Patterns that are not taken on.
import { describe, expect, it } from 'vitest'
import type { ConsumerInterceptor, Level, Pattern } from './pattern.ts'
import { refuseHandlerPlan } from './refuse-pattern.ts'

function refusal(pattern: Pattern, reads: readonly string[] | null, ...interceptors: readonly ConsumerInterceptor[]): string | null {
  return refuseHandlerPlan({ interceptors, pattern }, reads)?.message ?? null
}

function retry(...levels: readonly Level[]): Pattern {
  return { kind: 'retry', levels, deadLetterTopic: 'dead' }
}

describe('a pattern', () => {
  it('[PAT12] reads its levels, which rise and have topics of their own', () => {
    const one = { topic: 'one', delayMs: 10 }
    const two = { topic: 'two', delayMs: 20 }
    expect(refusal(retry(one, two), ['t', 'one', 'two'])).toBeNull()
    expect(refusal(retry(two, one), ['t', 'one', 'two'])).toBe('The level one must wait longer than two before it.')
    expect(refusal(retry(one, { ...two, topic: 'one' }), ['t', 'one'])).toBe('The level one needs a topic of its own.')
    expect(refusal(retry({ ...one, topic: 'dead' }), ['t'])).toBe('The level dead needs a topic of its own.')
    expect(refusal(retry(one, two), ['t', 'one'])).toBe('The application must read the topic of its level two, or nobody does.')
  })

  it('[PAT12] does not write to what it reads, as far as it can be known', () => {
    const route: Pattern = { kind: 'route', header: 'h', topics: { a: 'u' }, otherwise: 't' }
    expect(refusal(route, ['t'])).toBe('The application reads t and would write to it: its records would go round.')
    expect(refusal(route, null)).toBeNull()
    expect(refusal({ kind: 'timingWheel', header: 'h', tickMs: 1, wheelSize: 2, targetTopic: 't' }, ['t'])).toContain('go round')
    expect(refusal({ kind: 'process' }, ['t'])).toBeNull()
  })

  it('[PAT12] has topics that there can be, and one audit', () => {
    expect(refusal({ kind: 'deadLetter', topic: 'no topic', maxAttempts: 1, backoffMs: 0 }, ['t'])).toContain('no topic')
    const audit: ConsumerInterceptor = { kind: 'audit', header: 'id', firstId: 1, windowMs: 1 }
    expect(refusal({ kind: 'process' }, ['t'], audit, { ...audit, header: 'other' })).toBe(
      'One audit counts all records: there cannot be two.',
    )
  })
})
