// A tar archive of files in memory, for the download of a directory. Each file is a header of 512 bytes and its content, filled up with
// zeros to a multiple of 512; two blocks of zeros end the archive. A name of more than 100 bytes (a topic's name alone may have 249) is
// said in a pax header before the file, which every tar of the last twenty years reads.
// Source: POSIX.1-2017, pax: ustar Interchange Format and pax Extended Header.

import { concatenate } from './kafka/concatenate.ts'
import { utf8Bytes } from './kafka/message/utf8.ts'

const BLOCK_BYTES = 512
const NAME_BYTES = 100
/** Where the header's fields begin. */
const FIELD = { name: 0, mode: 100, uid: 108, gid: 116, size: 124, mtime: 136, checksum: 148, type: 156, magic: 257, version: 263 } as const
const REGULAR_FILE = '0'
const PAX_HEADER = 'x'
/** What a pax header calls itself; only a tar that does not know pax would make a file of it. */
const PAX_HEADER_NAME = 'PaxHeader'
/** Eleven octal digits. */
const MAX_NUMBER = 8 ** 11 - 1

export type TarFile = {
  /** With slashes between directories, relative. */
  readonly name: string
  readonly bytes: Uint8Array
  readonly modifiedMs: number
}

/** What comes before the bytes of a file, for who streams them; what comes after is `tarPadding`, and after the last file `TAR_END`. */
export function* tarHead({ name, sizeBytes, modifiedMs }: Omit<TarFile, 'bytes'> & { readonly sizeBytes: number }): Generator<Uint8Array> {
  const nameBytes = utf8Bytes(name)
  if (nameBytes.length > NAME_BYTES) {
    const path = paxRecord('path', name)
    yield header(utf8Bytes(PAX_HEADER_NAME), path.length, modifiedMs, PAX_HEADER)
    yield path
    yield* tarPadding(path.length)
  }
  yield header(nameBytes.subarray(0, NAME_BYTES), sizeBytes, modifiedMs, REGULAR_FILE)
}

/** Never an empty piece: a byte stream refuses those. */
export function* tarPadding(sizeBytes: number): Generator<Uint8Array> {
  const unfilled = sizeBytes % BLOCK_BYTES
  if (unfilled > 0) yield new Uint8Array(BLOCK_BYTES - unfilled)
}

export const TAR_END: Uint8Array = new Uint8Array(2 * BLOCK_BYTES)

/** The whole archive. */
export function tarOf(files: readonly TarFile[]): Uint8Array {
  const chunks = [...tarChunks(files)]
  return concatenate(
    chunks,
    chunks.reduce((sum, chunk) => sum + chunk.length, 0),
  )
}

/** The archive piece by piece, for who cannot hold it: the contents are not copied, and each file is asked for when it is due. */
export function* tarChunks(files: Iterable<TarFile>): Generator<Uint8Array> {
  for (const { bytes, ...file } of files) {
    yield* tarHead({ ...file, sizeBytes: bytes.length })
    if (bytes.length > 0) yield bytes
    yield* tarPadding(bytes.length)
  }
  yield TAR_END
}

/** `length key=value\n`, where the length counts its own digits too. */
function paxRecord(key: string, value: string): Uint8Array {
  const rest = utf8Bytes(` ${key}=${value}\n`).length
  let length = rest + String(rest).length
  if (rest + String(length).length !== length) length = rest + String(length).length
  return utf8Bytes(`${length} ${key}=${value}\n`)
}

function header(name: Uint8Array, sizeBytes: number, modifiedMs: number, type: string): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES)
  block.set(name, FIELD.name)
  writeText(block, FIELD.mode, '0000644')
  writeText(block, FIELD.uid, '0000000')
  writeText(block, FIELD.gid, '0000000')
  writeText(block, FIELD.size, octal(sizeBytes))
  writeText(block, FIELD.mtime, octal(Math.max(0, Math.floor(modifiedMs / 1000))))
  writeText(block, FIELD.type, type)
  writeText(block, FIELD.magic, 'ustar')
  writeText(block, FIELD.version, '00')
  // The checksum is the sum of all bytes of the header, its own field counted as spaces.
  writeText(block, FIELD.checksum, ' '.repeat(8))
  const sum = block.reduce((total, byte) => total + byte, 0)
  writeText(block, FIELD.checksum, `${sum.toString(8).padStart(6, '0')}\0 `)
  return block
}

function octal(value: number): string {
  if (value > MAX_NUMBER) throw new Error(`${value} does not fit into a tar header.`)
  return value.toString(8).padStart(11, '0')
}

function writeText(block: Uint8Array, position: number, text: string): void {
  block.set(utf8Bytes(text), position)
}
