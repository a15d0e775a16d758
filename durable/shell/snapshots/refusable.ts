// Work that is about snapshots, with its refusals as outcomes.
import { DamagedSnapshot } from '../../../schema/snapshots/damaged-snapshot.ts'
import type { Refused } from '../rpc.ts'
import { SnapshotRefused } from './snapshot-refused.ts'
import type { SnapshotReason } from './snapshot-rpc.ts'

export async function refusable<Answer>(work: () => Promise<Answer>): Promise<Answer | Refused<SnapshotReason>> {
  try {
    return await work()
  } catch (cause) {
    const refused = refusalOf(cause)
    if (refused === null) throw cause
    return refused
  }
}

/** Null for what is no refusal but a failure. */
export function refusalOf(cause: unknown): Refused<SnapshotReason> | null {
  if (cause instanceof SnapshotRefused) return { ok: false, reason: cause.reason, message: cause.message }
  if (cause instanceof DamagedSnapshot) return { ok: false, reason: 'SNAPSHOT_DAMAGED', message: cause.message }
  return null
}
