import fc from 'fast-check'
import { compress as snappyCompress } from 'snappyjs'
import { constants, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { decompress } from './compression.ts'
import type { Compression } from './record-batch.ts'
import { MAX_UNCOMPRESSED_BATCH_BYTES } from '../limits.ts'

const MiB = 1024 * 1024
const CAP = MiB

function concat(...parts: readonly ArrayLike<number>[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let position = 0
  for (const part of parts) {
    all.set(part, position)
    position += part.length
  }
  return all
}

function bigEndian32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
}

function littleEndian32(value: number): Uint8Array {
  return bigEndian32(value).toReversed()
}

const XERIAL_HEADER = concat([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0], bigEndian32(1), bigEndian32(1))

function xerial(bytes: Uint8Array, blockBytes = 1000): Uint8Array {
  const blocks: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += blockBytes) {
    const block = snappyCompress(bytes.slice(at, at + blockBytes))
    blocks.push(bigEndian32(block.length), block)
  }
  return concat(XERIAL_HEADER, ...blocks)
}

/** A length in a token's four bits, and the bytes that follow for what does not fit. */
function lz4Length(length: number): { nibble: number; more: number[] } {
  if (length < 15) return { nibble: length, more: [] }
  const rest = length - 15
  return { nibble: 15, more: [...Array.from({ length: Math.floor(rest / 255) }, () => 255), rest % 255] }
}

/** Packs runs of four bytes or more that occurred before; simple and slow. */
function lz4Block(bytes: Uint8Array): Uint8Array {
  const parts: number[] = []
  const seen = new Map<string, number>()
  let literalsFrom = 0
  let at = 0
  while (at + 12 < bytes.length) {
    const key = bytes.subarray(at, at + 4).join()
    const from = seen.get(key)
    seen.set(key, at)
    if (from === undefined || at - from > 65535) {
      at++
      continue
    }
    let length = 4
    while (at + length < bytes.length - 5 && bytes[from + length] === bytes[at + length]) length++
    const literals = lz4Length(at - literalsFrom)
    const match = lz4Length(length - 4)
    parts.push((literals.nibble << 4) | match.nibble, ...literals.more, ...bytes.subarray(literalsFrom, at))
    parts.push((at - from) & 255, (at - from) >> 8, ...match.more)
    at += length
    literalsFrom = at
  }
  const last = lz4Length(bytes.length - literalsFrom)
  return concat(parts, [last.nibble << 4, ...last.more], bytes.subarray(literalsFrom))
}

const LZ4_HEADER = [0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]

function lz4(bytes: Uint8Array, { checksums = false, packed = true } = {}): Uint8Array {
  const blocks: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += 65536) {
    const plain = bytes.subarray(at, at + 65536)
    const block = packed ? lz4Block(plain) : plain
    blocks.push(littleEndian32(packed ? block.length : block.length + 2 ** 31), block, new Uint8Array(checksums ? 4 : 0))
  }
  const header = [...LZ4_HEADER.slice(0, 4), checksums ? 0x7c : 0x60, 0x40, ...(checksums ? new Uint8Array(8) : []), 0x82]
  return concat(header, ...blocks, new Uint8Array(checksums ? 8 : 4))
}

function zstd(bytes: Uint8Array, level = 3): Uint8Array {
  return Uint8Array.from(zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: level } }))
}

/** As the Java client writes it: a stream that does not know its length. */
function zstdStream(bytes: Uint8Array): Uint8Array {
  const params = { [constants.ZSTD_c_contentSizeFlag]: 0, [constants.ZSTD_c_checksumFlag]: 1 }
  return Uint8Array.from(zstdCompressSync(bytes, { params }))
}

const PACKERS: readonly [string, Compression, (bytes: Uint8Array) => Uint8Array][] = [
  ['gzip', 'gzip', (bytes) => Uint8Array.from(gzipSync(bytes))],
  ['raw snappy', 'snappy', (bytes) => snappyCompress(bytes.slice())],
  ['xerial snappy', 'snappy', xerial],
  ['lz4', 'lz4', (bytes) => lz4(bytes)],
  ['lz4 with checksums', 'lz4', (bytes) => lz4(bytes, { checksums: true })],
  ['lz4 that is not packed', 'lz4', (bytes) => lz4(bytes, { packed: false })],
  ['zstd', 'zstd', (bytes) => zstd(bytes)],
  ['zstd at its best', 'zstd', (bytes) => zstd(bytes, 19)],
  ['zstd at its fastest', 'zstd', (bytes) => zstd(bytes, -50)],
  ['streamed zstd', 'zstd', zstdStream],
]

/** Bytes as records have them: words again and again, some noise, some runs. */
const likelyBytes = fc
  .array(fc.oneof(fc.constantFrom('order-', '"price":', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '\u0000'), fc.string({ maxLength: 6 })), {
    maxLength: 400,
  })
  .map((words) => new TextEncoder().encode(words.join('')))

const LONG_TEXT = new TextEncoder().encode(
  Array.from({ length: 30_000 }, (_, index) => `record ${index * 7919} of ${index % 97};`).join(''),
)

describe('decompress', () => {
  for (const [name, codec, pack] of PACKERS) {
    it(`unpacks ${name}`, () => {
      fc.assert(
        fc.property(fc.oneof(likelyBytes, fc.uint8Array({ maxLength: 3000 })), (bytes) => {
          expect(decompress(codec, pack(bytes), CAP)).toEqual({ ok: true, bytes })
        }),
        { numRuns: 60 },
      )
    })

    it(`unpacks a long text in ${name}, and stops at the bound`, () => {
      const packed = pack(LONG_TEXT)
      const unpacked = decompress(codec, packed, LONG_TEXT.length)
      expect(unpacked.ok && Buffer.compare(unpacked.bytes, LONG_TEXT)).toBe(0)
      expect(decompress(codec, packed, LONG_TEXT.length - 1)).toMatchObject({ ok: false, error: 'RECORD_LIST_TOO_LARGE' })
      expect(decompress(codec, packed, 0)).toMatchObject({ ok: false, error: 'RECORD_LIST_TOO_LARGE' })
    })

    it(`never gives the bytes of a truncated ${name} stream for whole`, () => {
      const bytes = LONG_TEXT.slice(0, 3000)
      const packed = pack(bytes)
      for (let length = 0; length < packed.length; length++) {
        const unpacked = decompress(codec, packed.subarray(0, length), CAP)
        // What is missing from gzip's trailer is missing from nothing that anybody reads.
        if (unpacked.ok && !(codec === 'gzip' && length >= packed.length - 8)) expect(unpacked.bytes.length).toBeLessThan(bytes.length)
      }
    })

    it(`answers ${name} with any bytes changed`, () => {
      const packed = pack(LONG_TEXT.slice(0, 2000))
      const changes = fc.array(fc.tuple(fc.nat(packed.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
      fc.assert(
        fc.property(changes, (all) => {
          const changed = packed.slice()
          for (const [position, byte] of all) changed[position] = byte
          const unpacked = decompress(codec, changed, CAP)
          if (unpacked.ok) expect(unpacked.bytes.length).toBeLessThanOrEqual(CAP)
          else expect(['CORRUPT_MESSAGE', 'RECORD_LIST_TOO_LARGE']).toContain(unpacked.error)
        }),
        { numRuns: 400 },
      )
    })
  }

  it('answers any bytes whatever with a result', () => {
    fc.assert(
      fc.property(fc.constantFrom('gzip', 'snappy', 'lz4', 'zstd'), fc.uint8Array({ maxLength: 60 }), (codec, bytes) => {
        expect(typeof decompress(codec, bytes, CAP).ok).toBe('boolean')
      }),
      { numRuns: 2000 },
    )
  })

  it('hands back what is not compressed, within the bound', () => {
    const bytes = Uint8Array.of(1, 2, 3)
    expect(decompress('none', bytes, 3)).toEqual({ ok: true, bytes })
    expect(decompress('none', bytes, 2)).toMatchObject({ ok: false, error: 'RECORD_LIST_TOO_LARGE' })
  })
})

describe('a bomb', () => {
  const zeros = new Uint8Array(64 * MiB)
  const zstdRun = concat(
    [0x28, 0xb5, 0x2f, 0xfd, 0, 0x38],
    // 8,192 blocks of 128 KiB: one byte, repeated.
    ...Array.from({ length: 8192 }, (_, index) => [(((128 * 1024) << 3) | 2 | (index === 8191 ? 1 : 0)) & 255, 0, 0x10, 7]),
  )
  const lz4Run = lz4Block(zeros.subarray(0, 65536))
  const bombs: readonly [string, Compression, Uint8Array][] = [
    ['gzip of 1 GB', 'gzip', concat(...Array.from({ length: 16 }, () => gzipSync(zeros)))],
    ['snappy that claims 4 GB', 'snappy', Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f, 0)],
    [
      'lz4 of 1 GB',
      'lz4',
      concat(LZ4_HEADER, ...Array.from({ length: 16384 }, () => concat(littleEndian32(lz4Run.length), lz4Run)), [0, 0, 0, 0]),
    ],
    ['zstd of 1 GB', 'zstd', zstdRun],
    ['zstd of 64 MiB', 'zstd', zstdStream(zeros)],
  ]
  for (const [name, codec, bytes] of bombs) {
    it(`of ${name} stops at the bound`, () => {
      const before = process.memoryUsage().arrayBuffers
      const unpacked = decompress(codec, bytes, MAX_UNCOMPRESSED_BATCH_BYTES)
      expect(unpacked).toMatchObject({ ok: false, error: 'RECORD_LIST_TOO_LARGE' })
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * MAX_UNCOMPRESSED_BATCH_BYTES)
    })
  }

  it('of claims alone is refused: xerial blocks of 2 MB in 4 bytes', () => {
    const bytes = concat(XERIAL_HEADER, ...Array.from({ length: 9 }, () => [0, 0, 0, 4, 0x80, 0x80, 0x80, 1]))
    expect(decompress('snappy', bytes, 16 * MiB)).toMatchObject({ ok: false, error: 'CORRUPT_MESSAGE' })
  })

  it('of claims alone allocates nothing: a zstd frame that says it holds 1 TB', () => {
    const frame = concat([0x28, 0xb5, 0x2f, 0xfd, 0xe0], [0, 0, 0, 0, 0, 1, 0, 0], [1, 0, 0])
    expect(decompress('zstd', frame, CAP)).toMatchObject({ ok: false, error: 'CORRUPT_MESSAGE' })
  })
})

describe('streams that would never end', () => {
  it('are refused: a snappy literal of 4 GB, which walks backwards in 32 bits', () => {
    expect(decompress('snappy', Uint8Array.of(5, 0xfc, 0xfa, 0xff, 0xff, 0xff, 0, 0), CAP)).toMatchObject({
      ok: false,
      error: 'CORRUPT_MESSAGE',
    })
  })

  it('are refused: 30,000 zstd sequences of 128 KB each in 22 bytes', () => {
    const block = [0, 0x80 + (30_000 >> 8), 30_000 & 255, 0x54, 35, 1, 52, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80]
    const frame = concat([0x28, 0xb5, 0x2f, 0xfd, 0, 0x38, (block.length << 3) | 4 | 1, 0, 0], block)
    expect(decompress('zstd', frame, CAP)).toMatchObject({ ok: false, error: 'CORRUPT_MESSAGE' })
  })
})

describe('streams that take long for nothing', () => {
  it('are refused: more gzip members than anybody writes', () => {
    const members = concat(...Array.from({ length: 2000 }, () => gzipSync('')))
    expect(decompress('gzip', members, CAP)).toMatchObject({ ok: false, error: 'CORRUPT_MESSAGE' })
  })
})

describe('streams behind each other', () => {
  const bytes = LONG_TEXT.slice(0, 500)

  it('are read as one: gzip members, xerial streams, zstd frames with a skippable one between', () => {
    const twice = concat(bytes, bytes)
    expect(decompress('gzip', concat(gzipSync(bytes), gzipSync(bytes)), CAP)).toEqual({ ok: true, bytes: twice })
    expect(decompress('snappy', concat(xerial(bytes), xerial(bytes)), CAP)).toEqual({ ok: true, bytes: twice })
    const skippable = [0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9]
    expect(decompress('zstd', concat(zstd(bytes), skippable, zstdStream(bytes)), CAP)).toEqual({ ok: true, bytes: twice })
  })

  it('are refused for lz4, as is anything else behind a stream', () => {
    expect(decompress('lz4', concat(lz4(bytes), lz4(bytes)), CAP)).toMatchObject({ ok: false })
    expect(decompress('lz4', concat(lz4(bytes), [0]), CAP)).toMatchObject({ ok: false })
    expect(decompress('zstd', concat(zstd(bytes), [0]), CAP)).toMatchObject({ ok: false })
    expect(decompress('snappy', concat(xerial(bytes), [0]), CAP)).toMatchObject({ ok: false })
  })
})
