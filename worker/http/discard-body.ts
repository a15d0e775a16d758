// Takes in what is left of a body that was refused, so that its sender lives to read the answer.
import { DISCARD_QUIET_MS, DISCARD_WITHIN_MS, MAX_DISCARDED_BODY_BYTES } from '../../schema/limits.ts'

type Reader = ReadableStreamDefaultReader<Uint8Array>

/** Throws a body away that nobody has begun to read. An announced length beyond the bound is not even begun. */
export async function discardBody(request: Request): Promise<void> {
  const { body } = request
  if (body === null || request.bodyUsed || body.locked) return
  if (Number(request.headers.get('Content-Length') ?? 0) > MAX_DISCARDED_BODY_BYTES) return
  await discardRest(body.getReader())
}

/** Throws away what is left of a body: until its end, the bounds, or until the sender is silent. The reader is of no use afterwards. */
export async function discardRest(reader: Reader): Promise<void> {
  const untilMs = Date.now() + DISCARD_WITHIN_MS
  let leftBytes = MAX_DISCARDED_BODY_BYTES
  try {
    while (leftBytes > 0 && Date.now() < untilMs) {
      const sizeBytes = await nextChunkBytes(reader)
      if (sizeBytes === null) break
      leftBytes -= sizeBytes
    }
    await reader.cancel()
  } catch {
    // The sender went away. There is nobody left to answer, and the error that is being answered is the one to tell of.
  }
}

/** The size of the next chunk; null at the end of the body, and when none comes in time. */
async function nextChunkBytes(reader: Reader): Promise<number | null> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const quiet = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), DISCARD_QUIET_MS)
  })
  const chunk = await Promise.race([reader.read(), quiet])
  if (timer !== undefined) clearTimeout(timer)
  return chunk === null || chunk.done ? null : chunk.value.length
}
