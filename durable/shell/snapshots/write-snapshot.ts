// Writing a snapshot to D1, piece by piece: only what is not there yet is packed and sent, and the snapshot itself comes last. Whatever fails on
// the way leaves pieces at most, which the next attempt finds and uses.
import { MAX_SNAPSHOT_BYTES, MAX_SNAPSHOT_PIECES, SNAPSHOT_WRITE_BYTES } from '../../../schema/snapshot-limits.ts'
import { contentHash } from '../../../schema/snapshots/content-hash.ts'
import { gzipped } from '../../../schema/snapshots/gzip.ts'
import { encodeManifest, snapshotHash } from '../../../schema/snapshots/manifest.ts'
import type { Piece } from '../../../schema/snapshots/manifest.ts'
import type { Captured, CapturedPiece } from './captured.ts'
import { SnapshotRefused } from './snapshot-refused.ts'
import type { SnapshotLabel, SnapshotStore, StoredSnapshot } from './snapshot-store.ts'

type NamedPiece = CapturedPiece & { readonly hash: string }

/** Throws SnapshotRefused when it is more than a snapshot may be. */
export async function writeSnapshot(store: SnapshotStore, { facts, pieces }: Captured, label: SnapshotLabel): Promise<StoredSnapshot> {
  const listed: Piece[] = []
  let waiting: NamedPiece[] = []
  let [sizeBytes, waitingBytes] = [0, 0]
  for (const { kind, bytes } of pieces) {
    const hash = await contentHash(bytes)
    listed.push({ kind, hash, sizeBytes: bytes.length })
    sizeBytes += bytes.length
    if (sizeBytes > MAX_SNAPSHOT_BYTES || listed.length > MAX_SNAPSHOT_PIECES) throw tooLarge()
    waiting.push({ kind, bytes, hash })
    waitingBytes += bytes.length
    if (waitingBytes < SNAPSHOT_WRITE_BYTES) continue
    await writePieces(store, waiting)
    ;[waiting, waitingBytes] = [[], 0]
  }
  await writePieces(store, waiting)
  const manifest = encodeManifest({ ...facts, pieces: listed })
  return store.add({ ...label, hash: await snapshotHash(manifest), manifest: new TextDecoder().decode(manifest) })
}

async function writePieces(store: SnapshotStore, pieces: readonly NamedPiece[]): Promise<void> {
  const missing = await store.missing(pieces.map(({ hash }) => hash))
  // The same content may come twice in one snapshot.
  const wanted = [...new Map(pieces.filter(({ hash }) => missing.has(hash)).map((piece) => [piece.hash, piece])).values()]
  await store.addPieces(await Promise.all(wanted.map(async ({ hash, bytes }) => ({ hash, packed: await gzipped(bytes) }))))
}

export function tooLarge(): SnapshotRefused {
  const message = `A snapshot holds at most ${MAX_SNAPSHOT_BYTES} bytes, and this sandbox has more than that. Delete topics or records, or take it earlier.`
  return new SnapshotRefused('SNAPSHOT_TOO_LARGE', message)
}
