import { describe, expect, it } from 'vitest'
import { Changes, MARKED_FOR_MS } from './changes.ts'
import { nextSorting, sortedBy } from './sorting.ts'

describe('changes', () => {
  it('are values that differ from what was there, for a while', () => {
    const changes = new Changes()
    expect(changes.note('orders-0 LEO', '5', 0)).toBe(false)
    expect(changes.note('orders-0 LEO', '6', 10)).toBe(true)
    expect(changes.note('orders-0 LEO', '6', 10 + MARKED_FOR_MS - 1)).toBe(true)
    expect(changes.note('orders-0 LEO', '6', 10 + MARKED_FOR_MS)).toBe(false)
  })

  it('are none when another moment is shown', () => {
    const changes = new Changes()
    changes.note('orders-0 LEO', '5', 0)
    changes.forget()
    expect(changes.note('orders-0 LEO', '1', 1)).toBe(false)
  })
})

describe('sorting', () => {
  const valueOf = (value: string | number | null) => value

  it('compares numbers as numbers, also inside of names', () => {
    expect(sortedBy([10, 9, 100], valueOf, false)).toEqual([9, 10, 100])
    expect(sortedBy(['orders-10', 'orders-9'], valueOf, false)).toEqual(['orders-9', 'orders-10'])
  })

  it('puts what has no value at the end, either way', () => {
    expect(sortedBy([null, 2, 1], valueOf, false)).toEqual([1, 2, null])
    expect(sortedBy([null, 2, 1], valueOf, true)).toEqual([2, 1, null])
  })

  it('turns around when the same column is chosen again', () => {
    const once = nextSorting(null, 'LEO')
    expect(once).toEqual({ column: 'LEO', isDescending: false })
    expect(nextSorting(once, 'LEO').isDescending).toBe(true)
    expect(nextSorting(once, 'HW')).toEqual({ column: 'HW', isDescending: false })
  })
})
