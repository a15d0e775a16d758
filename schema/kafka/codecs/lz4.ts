// LZ4 frames, as all clients send them. No library we know reads the frame format with a bound on the output, and the format is small, so
// it is read here.
//
//   frame: magic 04 22 4d 18 · FLG · BD · [content size 8] · header checksum · blocks · 00 00 00 00 · [checksum 4]
//   block: length 4, its highest bit set when the bytes are not packed · bytes · [checksum 4]
//
// Checksums are skipped, not verified: the batch's CRC-32C covers the packed bytes, and the header checksum of some old clients is wrong
// (KAFKA-3160). Blocks may refer to output of earlier blocks. A second frame behind the first is refused; Kafka's reader ignores it.
// Source: lz4_Frame_format.md and lz4_Block_format.md of lz4/lz4; Lz4BlockInputStream of Kafka.

import { littleEndian } from './little-endian.ts'
import { corrupt, OutputBuffer } from './unpacking.ts'

const MAGIC = 0x184d2204
const VERSION_MASK = 0xc0
const VERSION_1 = 0x40
const BLOCK_CHECKSUM_BIT = 0x10
const CONTENT_SIZE_BIT = 0x08
const CONTENT_CHECKSUM_BIT = 0x04
const RESERVED_BIT = 0x02
const DICTIONARY_BIT = 0x01
const DESCRIPTOR_RESERVED_BITS = 0x8f
const NOT_PACKED = 2 ** 31
const MIN_MATCH = 4
/** A length of 15 in a token says that bytes follow which are added to it. */
const MORE_FOLLOWS = 15

type FrameHeader = {
  readonly blocksAt: number
  readonly maxBlockBytes: number
  readonly blockChecksumBytes: number
  readonly contentChecksumBytes: number
}

/** Unpacks exactly one LZ4 frame. */
export function unpackLz4(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const header = readFrameHeader(bytes)
  const output = new OutputBuffer(maxBytes)
  let position = header.blocksAt
  for (;;) {
    if (position + 4 > bytes.length) corrupt('the end mark is missing')
    const length = littleEndian(bytes, position, 4)
    position += 4
    if (length === 0) break
    const blockBytes = length % NOT_PACKED
    const end = position + blockBytes
    if (blockBytes > header.maxBlockBytes || end > bytes.length) corrupt('a block is cut off or longer than allowed')
    if (length >= NOT_PACKED) output.append(bytes, position, end)
    else unpackBlock(bytes, position, end, output, output.length + header.maxBlockBytes)
    position = end + header.blockChecksumBytes
  }
  if (position + header.contentChecksumBytes !== bytes.length) corrupt('bytes are missing or left after the end mark')
  return output.written()
}

function readFrameHeader(bytes: Uint8Array): FrameHeader {
  if (bytes.length < 7 || littleEndian(bytes, 0, 4) !== MAGIC) corrupt('they do not begin with an LZ4 frame')
  const flags = bytes[4] ?? 0
  const descriptor = bytes[5] ?? 0
  if ((flags & VERSION_MASK) !== VERSION_1) corrupt('the version of the frame is unknown')
  if ((flags & RESERVED_BIT) !== 0 || (descriptor & DESCRIPTOR_RESERVED_BITS) !== 0) corrupt('reserved bits are set')
  if ((flags & DICTIONARY_BIT) !== 0) corrupt('they need a dictionary')
  const sizeCode = descriptor >>> 4
  if (sizeCode < 4) corrupt('the block size is none of 64 KB, 256 KB, 1 MB and 4 MB')
  return {
    blocksAt: 7 + ((flags & CONTENT_SIZE_BIT) === 0 ? 0 : 8),
    maxBlockBytes: 2 ** (8 + 2 * sizeCode),
    blockChecksumBytes: (flags & BLOCK_CHECKSUM_BIT) === 0 ? 0 : 4,
    contentChecksumBytes: (flags & CONTENT_CHECKSUM_BIT) === 0 ? 0 : 4,
  }
}

/** Unpacks input[start, end), a row of sequences: each some literal bytes and a copy of earlier output, the last one only literals. */
function unpackBlock(input: Uint8Array, start: number, end: number, output: OutputBuffer, limit: number): void {
  let from = start
  while (from < end) {
    const token = input[from++] ?? 0
    let literals = token >>> 4
    if (literals === MORE_FOLLOWS) {
      for (let byte = 255; byte === 255 && from < end; literals += byte) byte = input[from++] ?? 0
    }
    if (literals > end - from || literals > limit - output.length) corrupt('a literal reaches outside its block')
    output.append(input, from, from + literals)
    from += literals
    if (from === end) return
    if (end - from < 2) corrupt('a block ends inside a sequence')
    const offset = littleEndian(input, from, 2)
    from += 2
    let length = (token & MORE_FOLLOWS) + MIN_MATCH
    if (length === MORE_FOLLOWS + MIN_MATCH) {
      for (let byte = 255; byte === 255 && from < end; length += byte) byte = input[from++] ?? 0
    }
    if (offset === 0 || offset > output.length || length > limit - output.length) corrupt('a copy reaches outside the output')
    output.copyBack(offset, length)
  }
  corrupt('a block ends without literals')
}
