// Reads a tar archive as it comes, a file at a time, within bounds. It is for archives that we wrote (tar.ts) or that a tar of today wrote of the same
// files: names of at most 100 bytes, files and directories. The sender is not trusted with anything: not with sizes, not with names, not with an end.
// Source: POSIX.1-2017, pax: ustar Interchange Format.
import { concatenate } from './kafka/concatenate.ts'

const BLOCK_BYTES = 512
const FIELD = { name: [0, 100], size: [124, 136], checksum: [148, 156], type: [156, 157], prefix: [345, 500] } as const
const REGULAR_FILES: ReadonlySet<string> = new Set(['0', '\0'])
const DIRECTORY = '5'
/** Headers of a tar that knows more than ustar. What they say is not needed for names as short as these. */
const PAX_HEADERS: ReadonlySet<string> = new Set(['x', 'g'])
const MAX_PAX_BYTES = 64 * 1024

export type ReadFile = { readonly name: string; readonly bytes: Uint8Array }

/** The archive is not one that can be read. The message is for people. */
export class BadTar extends Error {
  override readonly name = 'BadTar'
}

/** @param maxFileBytes what a file of that name may hold at most; null when there may be no such file. */
export async function* readTar(chunks: AsyncIterable<Uint8Array>, maxFileBytes: (name: string) => number | null): AsyncGenerator<ReadFile> {
  const source = new Source(chunks)
  for (;;) {
    const header = await source.take(BLOCK_BYTES)
    // Two blocks of zeros end an archive. Some writers pad it with more of them, which nobody has to look at.
    if (header.every((byte) => byte === 0)) return
    if (!hasGoodChecksum(header)) throw new BadTar('The file is no tar archive.')
    const [name, type, sizeBytes] = [nameOf(header), textOf(header, FIELD.type), numberOf(header, FIELD.size)]
    const isFile = REGULAR_FILES.has(type === '' ? '\0' : type)
    if (!isFile && type !== DIRECTORY && !PAX_HEADERS.has(type))
      throw new BadTar(`The archive holds ${name}, which is neither file nor directory.`)
    const maxBytes = isFile ? maxFileBytes(name) : PAX_HEADERS.has(type) ? MAX_PAX_BYTES : 0
    if (maxBytes === null) throw new BadTar(`The archive holds ${name}, which does not belong there.`)
    if (sizeBytes > maxBytes) throw new BadTar(`${name} in the archive is larger than it may be.`)
    const bytes = await source.take(sizeBytes)
    await source.take((BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES)
    if (isFile) yield { name, bytes }
  }
}

/** Bytes in whatever pieces they come. */
class Source {
  readonly #chunks: AsyncIterator<Uint8Array>
  #rest: Uint8Array = new Uint8Array(0)

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** A copy of the next so many bytes. Throws BadTar when the archive ends before. */
  async take(sizeBytes: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = []
    for (let left = sizeBytes; left > 0;) {
      if (this.#rest.length === 0) this.#rest = await this.#next()
      const part = this.#rest.slice(0, left)
      this.#rest = this.#rest.subarray(part.length)
      parts.push(part)
      left -= part.length
    }
    return concatenate(parts, sizeBytes)
  }

  async #next(): Promise<Uint8Array> {
    const { done, value } = await this.#chunks.next()
    if (done === true) throw new BadTar('The archive ends in the middle of a file.')
    return value
  }
}

function nameOf(header: Uint8Array): string {
  const prefix = textOf(header, FIELD.prefix)
  const name = textOf(header, FIELD.name)
  return prefix === '' ? name : `${prefix}/${name}`
}

/** ASCII up to the first zero. Other bytes become letters that stand in no name of ours. */
function textOf(header: Uint8Array, [from, until]: readonly [number, number]): string {
  const bytes = header.subarray(from, until)
  const end = bytes.indexOf(0)
  return String.fromCharCode(...(end === -1 ? bytes : bytes.subarray(0, end)))
}

function numberOf(header: Uint8Array, field: readonly [number, number]): number {
  const text = textOf(header, field).trim()
  if (!/^[0-7]{1,12}$/.test(text)) throw new BadTar('A size in the archive is no number.')
  return Number.parseInt(text, 8)
}

function hasGoodChecksum(header: Uint8Array): boolean {
  const [from, until] = FIELD.checksum
  const text = textOf(header, FIELD.checksum).trim()
  if (!/^[0-7]{1,8}$/.test(text)) return false
  const sum = header.reduce((total, byte, at) => total + (at >= from && at < until ? 0x20 : byte), 0)
  return sum === Number.parseInt(text, 8)
}
