// The manifest of a snapshot: what it is, and which pieces it is made of. Its bytes are canonical, and their SHA-256 is the name of the
// snapshot. Nothing stands in it that depends on who took it, when, or what they called it: the same history has the same name.
import * as z from 'zod'
import { MAX_BROKERS, MAX_BROKER_CONFIGS, MAX_CONFIG_VALUE_CHARACTERS } from '../limits.ts'
import { MAX_SNAPSHOT_BYTES, MAX_SNAPSHOT_HISTORY_BYTES, MAX_SNAPSHOT_PIECES, MAX_SNAPSHOT_PIECE_BYTES } from '../snapshot-limits.ts'
import { canonicalJson } from './canonical-json.ts'
import { contentHash, isContentHash } from './content-hash.ts'

/** Raised when an older reader could not make sense of what is written. */
export const SNAPSHOT_FORMAT = 1

/** In the order in which they stand in the manifest. */
export const PIECE_KINDS = ['base', 'journal', 'state', 'batches'] as const

export type PieceKind = (typeof PIECE_KINDS)[number]

const count = z.int().min(0)
const clockMode = z.enum(['realtime', 'manual'])

const piece = z.strictObject({
  kind: z.enum(PIECE_KINDS),
  /** Of the content as it is, not as it is packed. */
  hash: z.string().refine(isContentHash),
  sizeBytes: z.int().min(1).max(MAX_SNAPSHOT_PIECE_BYTES),
})

const manifest = z
  .strictObject({
    format: z.literal(SNAPSHOT_FORMAT),
    /** Of the engine that made this history: only the same one replays it to the same bytes. */
    engineVersion: z.int().min(1),
    /** Of the form in which the texts `base` and `state` are written. */
    snapshotVersion: z.int().min(1),
    clusterId: z.string().max(64),
    /** What the first cluster was made of, for who resets it. All its chance comes from the seed. */
    plan: z.strictObject({
      seed: z.int(),
      clock: clockMode,
      brokers: z
        .array(z.strictObject({ brokerId: z.int(), rack: z.string().nullable() }))
        .min(1)
        .max(MAX_BROKERS),
      brokerConfigs: z.array(z.tuple([z.string(), z.string().max(MAX_CONFIG_VALUE_CHARACTERS)])).max(MAX_BROKER_CONFIGS),
    }),
    /** The last event of the history. */
    sequence: z.int().min(1),
    /** The event behind which the cluster was as `base` says. */
    firstSequence: count,
    /** The cluster's time there, and at the last event, milliseconds since the epoch. */
    firstTimeMs: z.int(),
    timeMs: z.int(),
    clock: z.strictObject({ mode: clockMode, offsetMs: z.int(), heldMs: z.int() }),
    summary: z.strictObject({ brokers: count, topics: count, partitions: count, groups: count, records: count }),
    pieces: z.array(piece).min(1).max(MAX_SNAPSHOT_PIECES),
  })
  .refine(({ pieces }) =>
    pieces.every(({ kind }, at) => at === 0 || PIECE_KINDS.indexOf(pieces[at - 1]?.kind ?? 'base') <= PIECE_KINDS.indexOf(kind)),
  )
  .refine(({ firstSequence, sequence }) => firstSequence <= sequence)
  .refine((given) => rawBytes(given) <= MAX_SNAPSHOT_BYTES && rawBytes({ pieces: textsOf(given) }) <= MAX_SNAPSHOT_HISTORY_BYTES)

export type Manifest = z.output<typeof manifest>
export type Piece = Manifest['pieces'][number]

/** What is read whole: everything but the batches. */
function textsOf({ pieces }: { readonly pieces: readonly z.output<typeof piece>[] }): readonly z.output<typeof piece>[] {
  return pieces.filter(({ kind }) => kind !== 'batches')
}

/** What all pieces are together, before they are packed. */
export function rawBytes({ pieces }: { readonly pieces: readonly { readonly sizeBytes: number }[] }): number {
  return pieces.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
}

export function encodeManifest(given: Manifest): Uint8Array {
  return new TextEncoder().encode(canonicalJson(given))
}

/** Null for everything that encodeManifest did not write. */
export function decodeManifest(bytes: Uint8Array): Manifest | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const parsed = manifest.safeParse(JSON.parse(text))
    return parsed.success && canonicalJson(parsed.data) === text ? parsed.data : null
  } catch {
    // No UTF-8, no JSON, or a number that has no canonical form: it is no manifest.
    return null
  }
}

/** The name of the snapshot. */
export function snapshotHash(manifestBytes: Uint8Array): Promise<string> {
  return contentHash(manifestBytes)
}
