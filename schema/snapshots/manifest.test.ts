import { describe, expect, it } from 'vitest'
import { MAX_SNAPSHOT_PIECE_BYTES } from '../snapshot-limits.ts'
import { canonicalJson } from './canonical-json.ts'
import { decodeManifest, encodeManifest, snapshotHash } from './manifest.ts'
import type { Manifest } from './manifest.ts'

const HASH = 'A'.repeat(43)

const MANIFEST: Manifest = {
  format: 1,
  engineVersion: 1,
  snapshotVersion: 2,
  clusterId: 'AAAAAAAAAAAAAAAAAAAAAA',
  plan: { seed: 7, clock: 'realtime', brokers: [{ brokerId: 1, rack: null }], brokerConfigs: [['log.retention.ms', '1000']] },
  sequence: 20,
  firstSequence: 4,
  firstTimeMs: 1_600_000_000_000,
  timeMs: 1_700_000_000_000,
  clock: { mode: 'realtime', offsetMs: 0, heldMs: 0 },
  summary: { brokers: 3, topics: 1, partitions: 3, groups: 0, records: 12 },
  pieces: [
    { kind: 'base', hash: HASH, sizeBytes: 10 },
    { kind: 'journal', hash: HASH, sizeBytes: 20 },
    { kind: 'state', hash: HASH, sizeBytes: 10 },
    { kind: 'batches', hash: HASH, sizeBytes: 1 },
  ],
}

const many = (length: number, sizeBytes: number): object[] => Array.from({ length }, () => ({ kind: 'base', hash: HASH, sizeBytes }))

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(canonicalJson(value as Manifest))

describe('canonical JSON', () => {
  it('is the same for the same facts, in whatever order they were said', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'é' }], a: true })).toBe('{"a":true,"b":[1,{"c":"é","d":null}]}')
  })

  it('has no form for numbers that are not whole', () => {
    expect(() => canonicalJson({ a: 0.5 })).toThrow('no canonical form')
  })
})

describe('a manifest', () => {
  it('comes back from its bytes', () => {
    expect(decodeManifest(encodeManifest(MANIFEST))).toEqual(MANIFEST)
  })

  it('has one name, which no other has', async () => {
    const turned = Object.fromEntries(Object.entries(MANIFEST).toReversed()) as Manifest
    expect(await snapshotHash(encodeManifest(turned))).toBe(await snapshotHash(encodeManifest(MANIFEST)))
    expect(await snapshotHash(encodeManifest({ ...MANIFEST, sequence: 21 }))).not.toBe(await snapshotHash(encodeManifest(MANIFEST)))
    expect(await snapshotHash(encodeManifest(MANIFEST))).toMatch(/^[\w-]{43}$/)
  })

  it.each<[string, Uint8Array]>([
    ['other spaces', new TextEncoder().encode(JSON.stringify(MANIFEST, null, 1))],
    ['a field that it does not have', bytesOf({ ...MANIFEST, title: 'mine' })],
    ['another format', bytesOf({ ...MANIFEST, format: 2 })],
    ['a first event behind the last', bytesOf({ ...MANIFEST, firstSequence: 21 })],
    ['pieces in another order', bytesOf({ ...MANIFEST, pieces: MANIFEST.pieces.toReversed() })],
    [
      'a piece that is too large',
      bytesOf({ ...MANIFEST, pieces: [{ kind: 'base', hash: HASH, sizeBytes: MAX_SNAPSHOT_PIECE_BYTES + 1 }] }),
    ],
    ['pieces that are too much together', bytesOf({ ...MANIFEST, pieces: many(40, MAX_SNAPSHOT_PIECE_BYTES) })],
    ['texts that are too much together', bytesOf({ ...MANIFEST, pieces: many(15, MAX_SNAPSHOT_PIECE_BYTES) })],
    ['too many pieces', bytesOf({ ...MANIFEST, pieces: many(2_000, 1) })],
    ['a path for a hash', bytesOf({ ...MANIFEST, pieces: [{ kind: 'base', hash: '../'.repeat(14) + 'a', sizeBytes: 1 }] })],
    ['no UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
    ['a list for an object', new TextEncoder().encode('[]')],
    ['nothing at all', new Uint8Array(0)],
  ])('is refused with %s', (_, bytes) => {
    expect(decodeManifest(bytes)).toBeNull()
  })
})
