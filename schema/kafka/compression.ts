// Unpacking the records of a compressed batch. Whoever sends a batch decides what it claims and what it unpacks to, so every codec is read
// with a bound on its output and on its work: a few bytes can otherwise stand for gigabytes or for minutes.
// Source of the formats: RFC 1952 (gzip), RFC 8878 (zstd), the Snappy and LZ4 frame descriptions; KIP-110 for zstd in Kafka.

import { unpackGzip } from './codecs/gzip.ts'
import { unpackLz4 } from './codecs/lz4.ts'
import { unpackSnappy } from './codecs/snappy.ts'
import { tooLarge, unpacking } from './codecs/unpacking.ts'
import type { Unpacked } from './codecs/unpacking.ts'
import { unpackZstd } from './codecs/zstd.ts'
import type { Compression } from './record-batch.ts'

const UNPACKERS: Readonly<Record<Compression, (bytes: Uint8Array, maxBytes: number) => Uint8Array>> = {
  none: (bytes, maxBytes) => (bytes.length > maxBytes ? tooLarge(maxBytes) : bytes),
  gzip: unpackGzip,
  snappy: unpackSnappy,
  lz4: unpackLz4,
  zstd: unpackZstd,
}

/**
 * Unpacks the bytes behind a batch's header. CORRUPT_MESSAGE when they are not what the codec says they are; RECORD_LIST_TOO_LARGE as soon
 * as the output would exceed `maxBytes`, before more than a small multiple of it is allocated. Codec 'none' gives the bytes as they are.
 */
export function decompress(compression: Compression, bytes: Uint8Array, maxBytes: number): Unpacked {
  return unpacking(() => UNPACKERS[compression](bytes, maxBytes))
}
