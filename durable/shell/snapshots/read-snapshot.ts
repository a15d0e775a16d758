// Reading a snapshot from D1: its manifest, and its pieces in their order. Every piece is held to its hash again, so that a damaged row is found
// here and not by the cluster that is made of it.
import { contentHash } from '../../../schema/snapshots/content-hash.ts'
import { DamagedSnapshot } from '../../../schema/snapshots/damaged-snapshot.ts'
import { gunzipped } from '../../../schema/snapshots/gzip.ts'
import { decodeManifest } from '../../../schema/snapshots/manifest.ts'
import type { Manifest, Piece, PieceKind } from '../../../schema/snapshots/manifest.ts'
import { ENGINE_VERSION } from '../../engine/engine-version.ts'
import { SnapshotRefused } from './snapshot-refused.ts'
import type { SnapshotStore, StoredSnapshot } from './snapshot-store.ts'

export type FoundSnapshot = { readonly stored: StoredSnapshot; readonly manifest: Manifest }

/** Throws SnapshotRefused when there is none. */
export async function findSnapshot(store: SnapshotStore, hash: string): Promise<FoundSnapshot> {
  const stored = await store.find(hash)
  if (stored === null) throw new SnapshotRefused('SNAPSHOT_NOT_FOUND', `There is no snapshot ${hash}.`)
  const manifest = decodeManifest(new TextEncoder().encode(stored.manifest))
  if (manifest === null) throw new DamagedSnapshot('The manifest of the snapshot cannot be read.')
  return { stored, manifest }
}

/** Whether this engine replays it to the same bytes. */
export function isReplayable({ engineVersion }: Pick<Manifest, 'engineVersion'>): boolean {
  return engineVersion === ENGINE_VERSION
}

/** The content of all pieces of some kinds. Throws DamagedSnapshot for one that is not what its hash says. */
export async function* readPieces(
  store: SnapshotStore,
  { pieces }: Manifest,
  kinds: ReadonlySet<PieceKind>,
): AsyncGenerator<{ readonly kind: PieceKind; readonly bytes: Uint8Array }> {
  for (const piece of pieces) {
    if (!kinds.has(piece.kind)) continue
    const packed = await store.piece(piece.hash)
    yield { kind: piece.kind, bytes: await unpacked(piece, packed) }
  }
}

/** Throws DamagedSnapshot for a piece that is missing, or not what its hash says. */
export async function unpacked({ hash, sizeBytes }: Pick<Piece, 'hash' | 'sizeBytes'>, packed: Uint8Array | null): Promise<Uint8Array> {
  const bytes = packed === null ? null : await gunzipped(packed, sizeBytes)
  const isWhole = bytes !== null && bytes.length === sizeBytes && (await contentHash(bytes)) === hash
  if (!isWhole) throw new DamagedSnapshot(`The piece ${hash} of the snapshot is missing or damaged.`)
  return bytes
}
