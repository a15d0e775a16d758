import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writeInt32 } from '../int64.ts'
import { FrameCutter, FrameSizeError } from './frame-cutter.ts'

function framed(body: Uint8Array): Uint8Array {
  const frame = new Uint8Array(4 + body.length)
  writeInt32(frame, 0, body.length)
  frame.set(body, 4)
  return frame
}

describe('FrameCutter', () => {
  it('finds the frames again, wherever the stream is cut into pieces', () => {
    const bodies = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 })
    fc.assert(
      fc.property(bodies, fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 60 }), (frames, lengths) => {
        const stream = new Uint8Array(frames.flatMap((body) => [...framed(body)]))
        const cutter = new FrameCutter(100)
        const found: Uint8Array[] = []
        let position = 0
        for (const length of [...lengths, stream.length]) {
          found.push(...cutter.cut(stream.subarray(position, position + length)))
          position = Math.min(stream.length, position + length)
        }
        expect(found.map((frame) => [...frame])).toEqual(frames.map((body) => [...body]))
        expect(cutter.isInside).toBe(false)
      }),
    )
  })

  it('says that a frame was begun and not ended', () => {
    const cutter = new FrameCutter(100)
    expect([...cutter.cut(framed(new Uint8Array(9)).subarray(0, 3))]).toEqual([])
    expect(cutter.isInside).toBe(true)
  })

  it.each([-1, 101, 0x7fffffff])('refuses a frame of %i bytes as soon as its size is there', (sizeBytes) => {
    const size = new Uint8Array(4)
    writeInt32(size, 0, sizeBytes)
    expect(() => [...new FrameCutter(100).cut(size)]).toThrow(FrameSizeError)
  })
})
