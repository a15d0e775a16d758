// What the edge may ask about snapshots: of the object of a sandbox, and of the object that belongs to one snapshot and is named after it. Plain
// data both ways.
import type { SnapshotOrigin } from '../../../schema/d1/tables.ts'
import type { Manifest } from '../../../schema/snapshots/manifest.ts'
import type { AtMoment, Caller, Outcome, PutBack, Refused } from '../rpc.ts'

export type SnapshotReason =
  | 'SNAPSHOT_NOT_FOUND'
  /** It is not what its hash says, or its journal does not lead to its state. */
  | 'SNAPSHOT_DAMAGED'
  | 'SNAPSHOT_TOO_LARGE'
  | 'TOO_MANY_SNAPSHOTS'
  /** Another version of the engine made it, and this one cannot read it any more. */
  | 'ENGINE_VERSION_MISMATCH'
  /** The sandbox was put back to another state meanwhile: trying again may succeed. */
  | 'SNAPSHOT_INTERRUPTED'

export type SnapshotFacts = {
  readonly hash: string
  readonly title: string
  readonly sandboxId: string | null
  readonly origin: SnapshotOrigin
  /** Milliseconds since the epoch, by the world's clock. */
  readonly takenMs: number
  /** Whether this engine replays it to the same bytes; else only its last state can be opened. */
  readonly isReplayable: boolean
  readonly sizeBytes: number
  readonly manifest: Manifest
}

export type SnapshotWish = {
  /** Null is called like the sandbox. */
  readonly title: string | null
  /** Null is now. */
  readonly atSequence: number | null
  readonly origin: 'taken' | 'fork'
}

export type SnapshotOutcome<Value> = { readonly ok: true; readonly value: Value } | Refused<SnapshotReason>

/** The manifest as it is stored: the bytes that the hash is of. */
export type SnapshotFile = { readonly facts: SnapshotFacts; readonly manifestText: string }

export interface SnapshotRpc {
  // ---- Of a sandbox ----
  takeSnapshot(caller: Caller, wish: SnapshotWish): Promise<Outcome<AtMoment<SnapshotFacts>, SnapshotReason>>
  /** Those that somebody took, the newest first. */
  listSnapshots(caller: Caller): Promise<Outcome<readonly SnapshotFacts[]>>
  /** Puts the snapshot's cluster in the place of the sandbox's own. */
  restoreSnapshot(caller: Caller, hash: string): Promise<Outcome<PutBack, SnapshotReason>>

  // ---- Of a snapshot ----
  describeSnapshot(hash: string): Promise<SnapshotOutcome<SnapshotFile>>
  /** A packed piece; null when it is not there. */
  snapshotPiece(pieceHash: string): Promise<Uint8Array | null>
  /** Which of some pieces are not there yet. */
  missingPieces(pieceHashes: readonly string[]): Promise<readonly string[]>
  /** Pieces of a file, which the edge has held to their hashes. */
  addPieces(pieces: readonly { readonly hash: string; readonly packed: Uint8Array }[]): Promise<void>
  /** The snapshot of a file whose pieces are all there. Opens it, to see that its journal leads to its state. */
  importSnapshot(hash: string, manifestText: string, title: string): Promise<SnapshotOutcome<SnapshotFacts>>
}
