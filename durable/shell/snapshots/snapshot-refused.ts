// What can be wrong with a wish that is about snapshots. The object answers it as an outcome; nobody outside of this folder throws it.

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

export class SnapshotRefused extends Error {
  override readonly name = 'SnapshotRefused'
  readonly reason: SnapshotReason

  constructor(reason: SnapshotReason, message: string) {
    super(message)
    this.reason = reason
  }
}
