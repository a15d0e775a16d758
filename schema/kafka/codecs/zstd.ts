// Zstandard frames and their blocks. This is a decoder of our own because the one library for it, fzstd, cannot be given hostile bytes: it
// allocates the window that a frame claims, copies it for every block, and carries out sequences without looking at their sum, so that 22
// bytes keep it busy for minutes. Here the output is its own window, and everything that is written was counted against a limit before.
//
// Checksums of frames are skipped: the batch's CRC-32C covers the packed bytes. Dictionaries are refused, as no Kafka client has one.
// Source: RFC 8878.

import { littleEndian } from './little-endian.ts'
import { corrupt, OutputBuffer } from './unpacking.ts'
import type { HuffmanTable } from './zstd-huffman.ts'
import { readLiterals } from './zstd-literals.ts'
import { runSequences, SequenceState } from './zstd-sequences.ts'

const FRAME_MAGIC = 0xfd2fb528
/** Sixteen magics, by the lowest four bits, mark frames of a user's own that decoders skip. */
const SKIPPABLE_MAGIC = 0x184d2a5
const MAX_BLOCK_BYTES = 128 * 1024
const BLOCK_HEADER_BYTES = 3
const RAW_BLOCK = 0
const REPEATED_BYTE_BLOCK = 1
const COMPRESSED_BLOCK = 2

type FrameHeader = {
  readonly blocksAt: number
  readonly maxBlockBytes: number
  /** Null when the frame does not say. */
  readonly contentBytes: number | null
  readonly checksumBytes: number
}

/** Unpacks one or more frames behind each other. */
export function unpackZstd(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const output = new OutputBuffer(maxBytes)
  if (bytes.length === 0) corrupt('there is no zstd frame')
  let position = 0
  while (position < bytes.length) {
    const magic = littleEndian(bytes, position, 4)
    if (Math.floor(magic / 16) === SKIPPABLE_MAGIC) position += 8 + littleEndian(bytes, position + 4, 4)
    else if (magic === FRAME_MAGIC) position = unpackFrame(bytes, position, output)
    else corrupt('they do not begin with a zstd frame')
  }
  if (position !== bytes.length) corrupt('a frame is cut off')
  return output.written()
}

/** Gives the position behind the frame. */
function unpackFrame(bytes: Uint8Array, start: number, output: OutputBuffer): number {
  const { blocksAt, maxBlockBytes, contentBytes, checksumBytes } = readFrameHeader(bytes, start)
  const frameStart = output.length
  const sequences = new SequenceState()
  let huffman: HuffmanTable | null = null
  let position = blocksAt
  for (let last = false; !last;) {
    const header = littleEndian(bytes, position, BLOCK_HEADER_BYTES)
    last = (header & 1) === 1
    const kind = (header >>> 1) & 3
    const size = header >>> 3
    const blockAt = position + BLOCK_HEADER_BYTES
    position = blockAt + (kind === REPEATED_BYTE_BLOCK ? 1 : size)
    if (position > bytes.length || size > maxBlockBytes) corrupt('a block is cut off or longer than allowed')
    if (kind === RAW_BLOCK) output.append(bytes, blockAt, position)
    else if (kind === REPEATED_BYTE_BLOCK) output.fill(bytes[blockAt] ?? 0, size)
    else if (kind === COMPRESSED_BLOCK) {
      const literals = readLiterals(bytes, blockAt, position, maxBlockBytes, huffman)
      huffman = literals.table
      const limit = output.length + maxBlockBytes
      runSequences(bytes, literals.position, position, sequences, literals.bytes, output, frameStart, limit)
    } else corrupt('a block is of an unknown kind')
  }
  if (contentBytes !== null && contentBytes !== output.length - frameStart) corrupt('a frame holds another number of bytes than it says')
  if (position + checksumBytes > bytes.length) corrupt('a frame is cut off')
  return position + checksumBytes
}

function readFrameHeader(bytes: Uint8Array, start: number): FrameHeader {
  const flags = bytes[start + 4] ?? 0
  const singleSegment = (flags & 0x20) !== 0
  if ((flags & 0x08) !== 0) corrupt('reserved bits are set')
  const windowAt = start + 5
  const dictionaryAt = windowAt + (singleSegment ? 0 : 1)
  const dictionaryBytes = [0, 1, 2, 4][flags & 3] ?? 0
  if (littleEndian(bytes, dictionaryAt, dictionaryBytes) !== 0) corrupt('they need a dictionary')
  const contentSizeAt = dictionaryAt + dictionaryBytes
  const contentSizeBytes = flags >>> 6 === 0 ? (singleSegment ? 1 : 0) : 2 ** (flags >>> 6)
  const blocksAt = contentSizeAt + contentSizeBytes
  if (blocksAt > bytes.length) corrupt('a frame is cut off')
  const contentBytes = contentSizeBytes === 0 ? null : readContentSize(bytes, contentSizeAt, contentSizeBytes)
  const windowBytes = singleSegment ? (contentBytes ?? 0) : windowSize(bytes[windowAt] ?? 0)
  return { blocksAt, maxBlockBytes: Math.min(windowBytes, MAX_BLOCK_BYTES), contentBytes, checksumBytes: (flags & 0x04) === 0 ? 0 : 4 }
}

/** The two byte form begins where the one byte form ends. */
function readContentSize(bytes: Uint8Array, position: number, byteCount: number): number {
  return littleEndian(bytes, position, byteCount) + (byteCount === 2 ? 256 : 0)
}

/** Only bounds the blocks: a window is never allocated. */
function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >>> 3))
  return base + (base / 8) * (descriptor & 7)
}
