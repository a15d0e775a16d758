// What can be wrong with a wish that is about snapshots. The object answers it as an outcome; nobody outside of this folder throws it.

import type { SnapshotReason } from './snapshot-rpc.ts'

export class SnapshotRefused extends Error {
  override readonly name = 'SnapshotRefused'
  readonly reason: SnapshotReason

  constructor(reason: SnapshotReason, message: string) {
    super(message)
    this.reason = reason
  }
}
