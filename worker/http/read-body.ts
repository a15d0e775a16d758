// Reading request bodies within a bound. Nothing here trusts the sender: not the length it announces, not that the body ever ends well.
import { concatenate } from '../../schema/kafka/concatenate.ts'
import type { Charset } from './content-type.ts'
import { discardRest } from './discard-body.ts'
import { RestError, badRequest } from './rest-error.ts'

/**
 * The whole body, at most maxBytes long. Empty without a body.
 *
 * Throws RestError 413 as soon as the bound is passed, or at once when the sender announces too much; 400 when the body breaks off.
 */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  const announced = request.headers.get('Content-Length')
  if (announced !== null && Number(announced) > maxBytes) throw bodyTooLarge(maxBytes)
  if (request.body === null) return new Uint8Array(0)
  // With a length the platform itself stops at it, and reading in one piece saves the copies.
  if (announced !== null) return new Uint8Array(await unlessBroken(request.arrayBuffer()))
  return readChunks(request.body, maxBytes)
}

/** UTF-8 bytes of a body that came in the given charset. */
export function toUtf8(body: Uint8Array, charset: Charset): Uint8Array {
  if (charset === 'utf-8') return body
  // Not TextDecoder: by its standard `iso-8859-1` means windows-1252, which differs in 27 characters.
  const out = new Uint8Array(body.length * 2)
  let length = 0
  for (const byte of body) {
    if (byte < 0x80) out[length++] = byte
    else {
      out[length++] = 0xc0 | (byte >> 6)
      out[length++] = 0x80 | (byte & 0x3f)
    }
  }
  return out.subarray(0, length)
}

export function bodyTooLarge(maxBytes: number): RestError {
  const message = `The request body is larger than ${maxBytes} bytes.`
  return new RestError({ status: 413, code: 'REQUEST_TOO_LARGE', message })
}

async function readChunks(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const reader = body.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await unlessBroken(reader.read())
    if (done) return concatenate(chunks, length)
    length += value.length
    if (length > maxBytes) {
      await discardRest(reader)
      throw bodyTooLarge(maxBytes)
    }
    chunks.push(value)
  }
}

/** A body stream only fails when the sender breaks off or breaks the framing: its fault, or its network's. */
export async function unlessBroken<Value>(reading: Promise<Value>): Promise<Value> {
  try {
    return await reading
  } catch {
    throw badRequest('Bad Request: the request body broke off before its end.')
  }
}
