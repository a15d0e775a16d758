import { expect, test } from 'vitest'
import { LARGEST_PIECE_BYTES, SMALLEST_PIECE_BYTES } from '../../schema/protocol-limits.ts'
import { PieceReader } from './piece-reader.ts'

/** A stream that fills each buffer it is given with as many bytes as are left of the next length, and the sizes of those buffers. */
function streamOf(lengths: readonly number[]): { readonly stream: ReadableStream<Uint8Array>; readonly asked: number[] } {
  const asked: number[] = []
  const left = [...lengths]
  const stream = new ReadableStream({
    type: 'bytes',
    pull(controller) {
      const request = controller.byobRequest
      if (request?.view === undefined || request.view === null) throw new Error('only a reader with buffers of its own is expected')
      asked.push(request.view.byteLength)
      const length = left.shift()
      if (length === undefined) {
        controller.close()
        request.respond(0)
      } else request.respond(Math.min(length, request.view.byteLength))
    },
  })
  return { stream, asked }
}

test('a buffer is four times what came last: small for who says little, the largest for who fills it', async () => {
  const plenty = LARGEST_PIECE_BYTES
  const { stream, asked } = streamOf([plenty, plenty, plenty, plenty, plenty, 2_000, 100])
  const reader = new PieceReader(stream)
  while ((await reader.read()) !== null);
  expect(asked.slice(0, 3)).toEqual([SMALLEST_PIECE_BYTES, SMALLEST_PIECE_BYTES * 4, SMALLEST_PIECE_BYTES * 16])
  expect(asked[4]).toBe(LARGEST_PIECE_BYTES)
  expect(asked.slice(6)).toEqual([8_000, SMALLEST_PIECE_BYTES])
})

test('the end of the stream is null', async () => {
  const { stream } = streamOf([])
  expect(await new PieceReader(stream).read()).toBeNull()
})
