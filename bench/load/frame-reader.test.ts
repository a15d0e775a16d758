// Frames of all three length forms, in whatever pieces the network makes of them.

import { describe, expect, it } from 'vitest'
import { FrameReader } from './frame-reader.ts'

function frame(first: number, payload: string): Buffer {
  const header = payload.length < 126 ? Buffer.from([first, payload.length]) : payload.length < 65_536 ? Buffer.alloc(4) : Buffer.alloc(10)
  header[0] = first
  if (header.length === 4) {
    header[1] = 126
    header.writeUInt16BE(payload.length, 2)
  }
  if (header.length === 10) {
    header[1] = 127
    header.writeBigUInt64BE(BigInt(payload.length), 2)
  }
  return Buffer.concat([header, Buffer.from(payload)])
}

describe('FrameReader', () => {
  const texts = ['a', '', 'b'.repeat(125), 'c'.repeat(126), 'd'.repeat(70_000), 'e']

  it.each([7, 1000, 200_000])('finds all texts in pieces of %i bytes', (pieceBytes) => {
    const found: string[] = []
    const reader = new FrameReader((text) => found.push(text))
    const bytes = Buffer.concat([frame(0x89, 'ping'), ...texts.map((text) => frame(0x81, text))])
    for (let start = 0; start < bytes.length; start += pieceBytes) reader.push(bytes.subarray(start, start + pieceBytes))
    expect(found).toEqual(texts)
  })

  it('says why the server closed', () => {
    const reader = new FrameReader(() => undefined)
    expect(() => reader.push(frame(0x88, '..bye'))).toThrow('The server closed the socket: bye')
  })

  it('refuses a fragment', () => {
    const reader = new FrameReader(() => undefined)
    expect(() => reader.push(frame(0x01, 'part'))).toThrow('does not read')
  })
})
