import { describe, expect, it } from 'vitest'
import { bytesOfText, lengthOfText, textOfBytes } from './stored-bytes.ts'

describe('bytes as text', () => {
  it('come back as they were, and are base64 without padding', () => {
    for (let length = 0; length < 70; length++) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 37 + length * 11) & 255)
      const text = textOfBytes(bytes)
      expect(text).toBe(btoa(String.fromCharCode(...bytes)).replaceAll('=', ''))
      expect(bytesOfText(text)).toEqual(bytes)
      expect(lengthOfText(text)).toBe(length)
    }
  })
})
