// A stream of bytes as lines. Somebody may send gigabytes without a line feed, so the length of a line has a bound.

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d

export class LineTooLongError extends Error {
  override readonly name = 'LineTooLongError'
}

/** Lines without their ends, LF or CR LF; the last one need not have an end. Throws LineTooLongError. */
export async function* linesOf(stream: AsyncIterable<unknown>, maxBytes: number): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = []
  let pieceBytes = 0
  for await (const chunk of stream) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
    let start = 0
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
      if (pieceBytes + end - start > maxBytes) throw new LineTooLongError()
      yield withoutReturn(pieces.length === 0 ? bytes.subarray(start, end) : Buffer.concat([...pieces, bytes.subarray(start, end)]))
      pieces = []
      pieceBytes = 0
      start = end + 1
    }
    if (start < bytes.length) pieces.push(bytes.subarray(start))
    pieceBytes += bytes.length - start
    if (pieceBytes > maxBytes) throw new LineTooLongError()
  }
  if (pieces.length > 0) yield withoutReturn(Buffer.concat(pieces))
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line
}
