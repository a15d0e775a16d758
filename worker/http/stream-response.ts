// Answers that are written while they are read. Whoever speaks writes pieces and waits for each to be taken, so a slow reader slows the
// speaker and nothing piles up in between.

/** Takes one piece. False when the client is gone: there is nobody to speak to any more. */
export type Write = (bytes: Uint8Array) => Promise<boolean>

/** Answers at once with what `speak` is going to write. `speak` must not throw: the status has long been sent. */
export function streamResponse(
  speak: (write: Write) => Promise<void>,
  headers: Readonly<Record<string, string>>,
  waitUntil: (promise: Promise<unknown>) => void,
): Response {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  waitUntil(speakInto(writable, speak))
  return new Response(readable, { headers })
}

async function speakInto(writable: WritableStream<Uint8Array>, speak: (write: Write) => Promise<void>): Promise<void> {
  const writer = writable.getWriter()
  let isOpen = true
  const settle = async (writing: Promise<void>): Promise<boolean> => {
    try {
      await writing
    } catch {
      // A client that goes away in the middle is the only thing that makes writing fail.
      isOpen = false
    }
    return isOpen
  }
  await speak((bytes) => (isOpen ? settle(writer.write(bytes)) : Promise.resolve(false)))
  if (isOpen) await settle(writer.close())
}
