// What the object answers, as a value or as the error that its refusal stands for.
import type { Archived, Outcome, Refused } from '../../durable/shell/rpc.ts'
import type { SnapshotOutcome, SnapshotReason } from '../../durable/shell/snapshots/snapshot-rpc.ts'
import { unauthorized } from '../keys/principal.ts'
import { RestError, notFound, unprocessable } from './rest-error.ts'

type Reason = 'ALREADY_EXISTS' | 'INVALID_CONFIG' | 'TOO_MANY_KEYS' | SnapshotReason

/**
 * The value of an outcome.
 *
 * Throws RestError: 404 when the sandbox does not exist (any more), 401 when the key was revoked, 422 for a broker config that Kafka
 * refuses, 409 when the sandbox has all the keys it may have, 410 when it was archived, and what stands beside each reason that is about
 * a snapshot.
 */
export function valueOf<Value>(outcome: Outcome<Value, Reason>, sandboxId: string): Value {
  if (outcome.ok) return outcome.value
  throw refusalError(outcome, sandboxId)
}

export function clusterNotFound(sandboxId: string): RestError {
  return notFound(`Cluster ${sandboxId} cannot be found.`)
}

/** The value of an outcome that is about a snapshot and no sandbox. */
export function snapshotValueOf<Value>(outcome: SnapshotOutcome<Value>): Value {
  if (outcome.ok) return outcome.value
  throw snapshotError(outcome)
}

const SNAPSHOT_STATUSES: Readonly<Record<SnapshotReason, number>> = {
  SNAPSHOT_NOT_FOUND: 404,
  SNAPSHOT_DAMAGED: 422,
  SNAPSHOT_TOO_LARGE: 413,
  TOO_MANY_SNAPSHOTS: 409,
  ENGINE_VERSION_MISMATCH: 409,
  SNAPSHOT_INTERRUPTED: 409,
}

function snapshotError({ reason: code, message }: Refused<SnapshotReason>): RestError {
  return new RestError({ status: SNAPSHOT_STATUSES[code], code, message, retriable: code === 'SNAPSHOT_INTERRUPTED' })
}

function archivedError({ message, snapshotHash, archivedMs }: Archived): RestError {
  const details = { snapshot_hash: snapshotHash, archived_at: new Date(archivedMs).toISOString() }
  return new RestError({ status: 410, code: 'SANDBOX_ARCHIVED', message, details })
}

function refusalError(refusal: Refused<Reason | 'SANDBOX_NOT_FOUND' | 'KEY_REVOKED'> | Archived, sandboxId: string): RestError {
  const { reason, message } = refusal
  switch (reason) {
    case 'SANDBOX_ARCHIVED':
      return archivedError(refusal)
    case 'SANDBOX_NOT_FOUND':
      return clusterNotFound(sandboxId)
    case 'KEY_REVOKED':
      return unauthorized('The key was revoked.')
    case 'INVALID_CONFIG':
      return unprocessable(message, 422, [{ field: '/configs', detail: message }])
    case 'TOO_MANY_KEYS':
      return new RestError({ status: 409, code: 'POLICY_VIOLATION', message })
    case 'ALREADY_EXISTS':
      // Ids are 128 random bits, so this is no accident.
      throw new Error(`The fresh id ${sandboxId} is taken: ${message}`)
    default:
      return snapshotError({ ok: false, reason, message })
  }
}
