import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareText, pageOf } from './paging.ts'

const self = 'http://a.test/list'

describe('pageOf', () => {
  it('gives everything without a size', () => {
    expect(pageOf(['a', 'b'], String, compareText, {}, self)).toEqual({ items: ['a', 'b'], next: null })
  })

  it('leads through the whole list, each entry once, in order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), fc.integer({ min: 1, max: 5 }), (names, size) => {
        const sorted = names.toSorted(compareText)
        const seen: string[] = []
        let token: string | undefined
        for (;;) {
          const page = pageOf(sorted, String, compareText, { page_size: size, page_token: token }, self)
          expect(page.items.length).toBeLessThanOrEqual(size)
          seen.push(...page.items)
          if (page.next === null) break
          token = new URL(page.next).searchParams.get('page_token') ?? ''
        }
        expect(seen).toEqual(sorted)
      }),
    )
  })

  it('asks for the next page with the same choice', () => {
    const page = pageOf(
      ['a', 'b'],
      String,
      compareText,
      { page_size: 1, page_token: '', states: 'x&y', producer_id: 7, topic: undefined },
      self,
    )
    expect(page.next).toBe(`${self}?states=x%26y&producer_id=7&page_size=1&page_token=a`)
  })

  it('does not repeat or miss an entry when others come and go', () => {
    const page = pageOf(['a', 'c', 'e'], String, compareText, { page_size: 2 }, self)
    expect(page.next).toBe(`${self}?page_size=2&page_token=c`)
    expect(pageOf(['b', 'd', 'e'], String, compareText, { page_size: 2, page_token: 'c' }, self).items).toEqual(['d', 'e'])
  })
})
