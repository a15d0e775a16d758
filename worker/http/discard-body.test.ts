import { describe, expect, it } from 'vitest'
import { MAX_DISCARDED_BODY_BYTES } from '../../schema/limits.ts'
import { discardBody } from './discard-body.ts'

const CHUNK_BYTES = 1024 * 1024

function posted(body: ReadableStream<Uint8Array>, headers: Record<string, string> = {}): Request {
  return new Request('http://a.test', { method: 'POST', body, headers, duplex: 'half' } as RequestInit)
}

/** A body of so many chunks that counts what was taken of it. */
function counted(chunks: number): { body: ReadableStream<Uint8Array>; taken: () => number } {
  let taken = 0
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    if (taken === chunks) return controller.close()
    taken++
    controller.enqueue(new Uint8Array(CHUNK_BYTES))
  }
  return { body: new ReadableStream({ pull }, { highWaterMark: 0 }), taken: () => taken }
}

describe('discardBody', () => {
  it('takes a body to its end', async () => {
    const { body, taken } = counted(5)
    await discardBody(posted(body))
    expect(taken()).toBe(5)
  })

  it('gives up on a body without an end', async () => {
    const { body, taken } = counted(Number.POSITIVE_INFINITY)
    await discardBody(posted(body))
    expect(taken() * CHUNK_BYTES).toBe(MAX_DISCARDED_BODY_BYTES)
  })

  it('does not begin a body that is announced as too long', async () => {
    const { body, taken } = counted(5)
    await discardBody(posted(body, { 'Content-Length': String(MAX_DISCARDED_BODY_BYTES + 1) }))
    expect(taken()).toBe(0)
  })

  it('does not wait for a sender who waits for us', async () => {
    let cancelled = false
    const body = new ReadableStream<Uint8Array>({ cancel: () => void (cancelled = true) })
    await discardBody(posted(body))
    expect(cancelled).toBe(true)
  })

  it('outlives a sender who goes away', async () => {
    const body = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error('gone')) })
    await expect(discardBody(posted(body))).resolves.toBeUndefined()
  })
})
