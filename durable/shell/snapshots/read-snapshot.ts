// Reading a snapshot from D1: its row, and its pieces in their order. Every piece is held to its hash again, so that a damaged row is found here and
// not by the cluster that is made of it.
import type { Manifest, PieceKind } from '../../../schema/snapshots/manifest.ts'
import { unpackPiece } from '../../../schema/snapshots/unpack-piece.ts'
import type { CapturedPiece } from './captured.ts'
import { manifestOf } from './snapshot-facts.ts'
import { SnapshotRefused } from './snapshot-refused.ts'
import type { SnapshotStore, StoredSnapshot } from './snapshot-store.ts'

export type FoundSnapshot = { readonly stored: StoredSnapshot; readonly manifest: Manifest }

/** Throws SnapshotRefused when there is none. */
export async function findSnapshot(store: SnapshotStore, hash: string): Promise<FoundSnapshot> {
  const stored = await store.find(hash)
  if (stored === null) throw new SnapshotRefused('SNAPSHOT_NOT_FOUND', `There is no snapshot ${hash}.`)
  return { stored, manifest: manifestOf(stored.manifest) }
}

/** The content of all pieces of some kinds. Throws DamagedSnapshot for one that is not what its hash says. */
export async function* readPieces(
  store: SnapshotStore,
  { pieces }: Manifest,
  kinds: ReadonlySet<PieceKind>,
): AsyncGenerator<CapturedPiece> {
  for (const piece of pieces) {
    if (kinds.has(piece.kind)) yield { kind: piece.kind, bytes: await unpackPiece(piece, await store.piece(piece.hash)) }
  }
}
