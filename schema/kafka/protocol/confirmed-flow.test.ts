import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BRIDGE_WINDOW_BYTES } from '../../protocol-limits.ts'
import { ConfirmationError, flowBytes, Receipts, SendWindow } from './confirmed-flow.ts'

describe('the window of a bridge', () => {
  it('closes when as much is under way as it holds, and opens when that is confirmed', () => {
    const window = new SendWindow()
    window.sent(BRIDGE_WINDOW_BYTES)
    expect(window.isOpen).toBe(false)
    window.confirm(`taken ${flowBytes(BRIDGE_WINDOW_BYTES)}`)
    expect(window.isOpen).toBe(true)
    expect(window.unconfirmedBytes).toBe(0)
  })

  it.each(['taken 2000', 'taken -1', 'taken', 'taken 1e3', ' taken 10', '', '{"taken":10}', `taken ${'9'.repeat(17)}`])(
    'refuses a confirmation of what was never sent: %j',
    (text) => {
      const window = new SendWindow()
      window.sent(1000)
      expect(() => window.confirm(text)).toThrow(ConfirmationError)
    },
  )

  it('refuses a confirmation that takes an earlier one back', () => {
    const window = new SendWindow()
    window.sent(1000)
    window.confirm('taken 1000')
    expect(() => window.confirm('taken 999')).toThrow(ConfirmationError)
  })

  it('never stays closed when all that was sent is taken, whatever the sizes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 * BRIDGE_WINDOW_BYTES }), { maxLength: 40 }), (sizes) => {
        const window = new SendWindow()
        const receipts = new Receipts()
        for (const size of sizes) {
          expect(window.isOpen).toBe(true)
          window.sent(size)
          const confirmation = receipts.take(size)
          if (confirmation !== null) window.confirm(confirmation)
        }
      }),
    )
  })
})
