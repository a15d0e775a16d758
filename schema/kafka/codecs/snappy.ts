// Snappy as it occurs in Kafka: the framing of the Java client's library ("xerial"), and raw blocks, which some clients send instead.
// snappyjs unpacks the blocks. It trusts them more than we may: it allocates what a block claims, a literal of 2 GB makes it walk
// backwards for ever, and it does not compare the claim with the outcome. So every block is walked tag by tag first.
//
//   xerial: 82 'SNAPPY' 00 · version int32 · compatible version int32 · then blocks: length int32 · raw Snappy block
//   raw block: uncompressed length varint · then tags: a literal with its bytes, or a copy of earlier output
//
// Source: google/snappy format_description.txt; SnappyInputStream of snappy-java.

// oxlint-disable-next-line typescript/triple-slash-reference -- the only way to give types to a package for every layer that imports this.
/// <reference path="./snappyjs.d.ts" />
import { uncompress } from 'snappyjs'
import { readInt32 } from '../int64.ts'
import { VarintReader } from '../varint.ts'
import { littleEndian } from './little-endian.ts'
import { corrupt, OutputBuffer, tooLarge } from './unpacking.ts'

const XERIAL_MAGIC = Uint8Array.of(0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0)
const XERIAL_HEADER_BYTES = 16

/** Unpacks xerial frames or one raw block. */
export function unpackSnappy(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const blocks = hasXerialHeader(bytes, 0) ? xerialBlocks(bytes) : [bytes]
  let totalBytes = 0
  for (const block of blocks) {
    const claim = new VarintReader(block)
    totalBytes += claim.readUnsignedVarint32()
    if (claim.malformed) corrupt('a block has no length')
    if (totalBytes > maxBytes) tooLarge(maxBytes)
    checkBlock(block)
  }
  const output = new OutputBuffer(maxBytes)
  for (const block of blocks) {
    const part = uncompress(block, maxBytes)
    if (blocks.length === 1) return part
    output.append(part, 0, part.length)
  }
  return output.written()
}

function hasXerialHeader(bytes: Uint8Array, position: number): boolean {
  return bytes.length - position >= XERIAL_HEADER_BYTES && XERIAL_MAGIC.every((byte, index) => bytes[position + index] === byte)
}

/** The raw blocks. A new header may begin where a block could: then a whole stream was appended. */
function xerialBlocks(bytes: Uint8Array): Uint8Array[] {
  const blocks: Uint8Array[] = []
  let position = 0
  while (position < bytes.length) {
    if (hasXerialHeader(bytes, position)) {
      position += XERIAL_HEADER_BYTES
      continue
    }
    const start = position + 4
    const length = readInt32(bytes, position)
    if (start > bytes.length || length < 0 || length > bytes.length - start) corrupt('a block is cut off')
    blocks.push(bytes.subarray(start, start + length))
    position = start + length
  }
  return blocks
}

/** Walks over a raw block without writing anything: every tag must lie inside it, and together they must make what the block claims. */
function checkBlock(block: Uint8Array): void {
  const reader = new VarintReader(block)
  const claimedBytes = reader.readUnsignedVarint32()
  let produced = 0
  while (reader.position < block.length) {
    const tag = block[reader.position++] ?? 0
    produced += (tag & 3) === 0 ? skipLiteral(reader, tag) : skipCopy(reader, tag, produced)
    if (produced > claimedBytes) corrupt(`a block claims ${claimedBytes} bytes and holds more`)
  }
  if (produced < claimedBytes) corrupt(`a block claims ${claimedBytes} bytes and holds ${produced}`)
}

/** Up to 60 bytes are counted in the tag; otherwise one to four bytes behind it hold the length, lowest first. */
function skipLiteral(reader: VarintReader, tag: number): number {
  const inTag = (tag >>> 2) + 1
  const lengthBytes = Math.max(0, inTag - 60)
  const length = lengthBytes === 0 ? inTag : littleEndian(reader.bytes, reader.position, lengthBytes) + 1
  reader.position += lengthBytes + length
  if (reader.position > reader.end) corrupt('a literal reaches outside its block')
  return length
}

function skipCopy(reader: VarintReader, tag: number, produced: number): number {
  const kind = tag & 3
  const offsetBytes = kind === 3 ? 4 : kind
  const low = littleEndian(reader.bytes, reader.position, offsetBytes)
  const offset = kind === 1 ? ((tag >>> 5) << 8) | low : low
  reader.position += offsetBytes
  if (reader.position > reader.end || offset === 0 || offset > produced) corrupt('a copy reaches outside the output')
  return kind === 1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1
}
