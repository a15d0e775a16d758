// What the coordinator does by itself when time passes: it aborts transactions that have been open for too long, and forgets transactional
// ids that nobody used for a long time. A broker looks at all of its ids every 10 seconds for the one and every hour for the other.
// Source: TransactionCoordinator.abortTimedOutTransactions, TransactionStateManager.timedOutTransactions and removeExpiredTransactionalIds of
// Kafka 4.3.
import { assert } from '../assert.ts'
import { abortWithEpochFence } from './epoch-fence.ts'
import { TWO_PHASE_COMMIT_TIMEOUT_MS } from './transaction-metadata.ts'
import type { TransactionMetadata } from './transaction-metadata.ts'
import type { Append, CoordinatorContext } from './transaction-decision.ts'
import { isExpirationAllowed } from './transaction-state.ts'

export type TimedOut = { readonly kind: 'answered' }

/** The abort of a transaction that is open longer than its timeout, or null. Whoever waits at all is asked again in the next round. */
export function decideTimeOut(metadata: TransactionMetadata, context: CoordinatorContext): Append<TimedOut> | null {
  return isTimedOut(metadata, context.nowMs) ? abortWithEpochFence(metadata, context, { kind: 'answered' }) : null
}

function isTimedOut({ pendingState, state, transactionTimeoutMs, startTimestampMs }: TransactionMetadata, nowMs: number): boolean {
  if (pendingState !== null || state !== 'Ongoing' || transactionTimeoutMs === TWO_PHASE_COMMIT_TIMEOUT_MS) return false
  return startTimestampMs + transactionTimeoutMs < nowMs
}

/**
 * An id that has not been used for `transactional.id.expiration.ms` becomes Dead while its tombstone is on its way to the log; null for any
 * other. Once the tombstone is there the id is removed from memory; if it could not be written, expirationFailed brings the id back.
 */
export function decideExpiration(
  metadata: TransactionMetadata,
  nowMs: number,
  transactionalIdExpirationMs: number,
): TransactionMetadata | null {
  if (metadata.pendingState !== null || !isExpirationAllowed(metadata.state)) return null
  return metadata.lastUpdateTimestampMs <= nowMs - transactionalIdExpirationMs ? { ...metadata, pendingState: 'Dead' } : null
}

export function expirationFailed(metadata: TransactionMetadata): TransactionMetadata {
  assert(metadata.pendingState === 'Dead', `${metadata.transactionalId} was expiring`)
  return { ...metadata, pendingState: null }
}
