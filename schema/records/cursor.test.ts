import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeCursor, encodeCursor } from './cursor.ts'

const offset = fc.maxSafeNat()
const cursor = fc.record({
  topicId: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
  nextOffsets: fc.array(offset, { maxLength: 200 }),
  deliveredRecords: offset,
  deliveredBytes: offset,
})

describe('cursor', () => {
  it('comes back as it went, up to the largest offset', () => {
    fc.assert(fc.property(cursor, (wanted) => void expect(decodeCursor(encodeCursor(wanted))).toEqual(wanted)))
  })

  it('is made of characters that need no escape in a URL or a header', () => {
    fc.assert(fc.property(cursor, (wanted) => void expect(encodeCursor(wanted)).toMatch(/^[A-Za-z0-9_-]+$/)))
  })

  it('refuses what it did not write, without throwing', () => {
    fc.assert(fc.property(fc.string(), (text) => void expect(() => decodeCursor(text)).not.toThrow()))
    const whole = encodeCursor({ topicId: 'AAAAAAAAAAAAAAAAAAAAAA', nextOffsets: [1, 300], deliveredRecords: 0, deliveredBytes: 0 })
    expect(decodeCursor(whole.slice(0, -1))).toBeNull()
    expect(decodeCursor('')).toBeNull()
    expect(decodeCursor('not a cursor')).toBeNull()
  })
})
