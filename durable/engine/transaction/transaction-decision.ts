// What the coordinator decides about one request: refused, answered at once, or answered once a record is in the log. After a transition to
// PrepareCommit or PrepareAbort was completed, whoever asked for it, the markers follow: see markers.ts.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { TransactionMetadata, TransactionTransition, TransactionVersion } from './transaction-metadata.ts'
import { withPending } from './transition.ts'

export type Refused = { readonly kind: 'refused'; readonly error: KafkaErrorName }

export type Append<Answer> = {
  readonly kind: 'append'
  /** The coordinator's memory from now until the append has come to an end: then `completed` or `failed`. */
  readonly metadata: TransactionMetadata
  readonly transition: TransactionTransition
  /** The answer when the append succeeds. One that fails is answered with its own error: see append-errors.ts. */
  readonly onceAppended: Answer
}

/** What a decision needs beside the transaction and the request. */
export type CoordinatorContext = {
  readonly nowMs: number
  /** The cluster's finalized transaction.version: it holds where the coordinator itself ends a transaction. */
  readonly transactionVersion: TransactionVersion
  /** An id that nobody had before. Called at most once in a decision, and only where the id is needed. */
  readonly nextProducerId: () => number
}

export function refused(error: KafkaErrorName): Refused {
  return { kind: 'refused', error }
}

export function append<Answer>(metadata: TransactionMetadata, transition: TransactionTransition, onceAppended: Answer): Append<Answer> {
  return { kind: 'append', metadata: withPending(metadata, transition), transition, onceAppended }
}
