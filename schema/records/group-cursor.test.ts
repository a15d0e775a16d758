import { describe, expect, it } from 'vitest'
import { decodeGroupCursor, encodeGroupCursor } from './group-cursor.ts'

describe('a cursor of a group', () => {
  it('is text and back', () => {
    const places = [
      { topic: 'orders.v1', partitionIndex: 0, nextOffset: 12 },
      { topic: 'bills_2-x', partitionIndex: 11, nextOffset: 0 },
    ]
    expect(encodeGroupCursor(places)).toBe('orders.v1/0/12,bills_2-x/11/0')
    expect(decodeGroupCursor(encodeGroupCursor(places))).toEqual(places)
  })

  it.each(['', 'orders', 'orders/0', 'orders/0/-1', 'orders/x/1', 'orders/0/99999999999999999', 'orders/0/1,', 'a b/0/1'])(
    '%j is none',
    (text) => {
      expect(decodeGroupCursor(text)).toBeNull()
    },
  )
})
