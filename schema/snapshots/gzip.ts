// Packing with what browsers, workerd and Node.js all have. Unpacking is bounded: a kilobyte of hostile input unpacks to a gigabyte.
import { concatenate } from '../kafka/concatenate.ts'
import { owned } from './content-hash.ts'

export async function gzipped(bytes: Uint8Array): Promise<Uint8Array> {
  return collect(passed(bytes, new CompressionStream('gzip')), Number.POSITIVE_INFINITY)
}

/** Null when it is no gzip, or unpacks to more than `maxBytes`. */
export async function gunzipped(packed: Uint8Array, maxBytes: number): Promise<Uint8Array | null> {
  try {
    return await collect(passed(packed, new DecompressionStream('gzip')), maxBytes)
  } catch {
    // Whatever is wrong with it, it is not what it should be: that is all that anybody asks.
    return null
  }
}

type Transform = { readonly writable: WritableStream<BufferSource>; readonly readable: ReadableStream<Uint8Array> }

function passed(bytes: Uint8Array, transform: Transform): ReadableStream<Uint8Array> {
  const writer = transform.writable.getWriter()
  // A reader that gives up, or input that is broken, fails the writing too. The reading end tells of it.
  writer.write(owned(bytes)).then(() => writer.close().catch(ignored), ignored)
  return transform.readable
}

function ignored(): void {}

async function collect(stream: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const reader = stream.getReader()
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return concatenate(chunks, sizeBytes)
    sizeBytes += value.length
    if (sizeBytes > maxBytes) {
      await reader.cancel().catch(ignored)
      throw new Error('There is more of it than there may be.')
    }
    chunks.push(value)
  }
}
