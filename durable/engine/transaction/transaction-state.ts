// The states of a transactional id, with the numbers under which they stand in __transaction_state, and which may follow on which.
// Source: TransactionState of Kafka 4.3; KIP-98, KIP-360 (fencing), KIP-890 (an abort of an empty transaction).
import { TRANSACTION_STATE_IDS } from '../../../schema/kafka/coordinator/transaction-log.ts'

export type TransactionState = keyof typeof TRANSACTION_STATE_IDS

type ByState<Value> = { readonly [State in TransactionState]: Value }

/**
 * What may stand before a state. Only transactions v2 go to PrepareAbort from Empty and from the complete states: they may abort a transaction
 * that has no partitions. PrepareEpochFence is a step inside Kafka's coordinator that no record ever shows.
 */
const VALID_PREVIOUS_STATES: ByState<readonly TransactionState[]> = {
  Empty: ['Empty', 'CompleteCommit', 'CompleteAbort'],
  Ongoing: ['Ongoing', 'Empty', 'CompleteCommit', 'CompleteAbort'],
  PrepareCommit: ['Ongoing'],
  PrepareAbort: ['Ongoing', 'PrepareEpochFence', 'Empty', 'CompleteCommit', 'CompleteAbort'],
  CompleteCommit: ['PrepareCommit'],
  CompleteAbort: ['PrepareAbort'],
  Dead: ['Empty', 'CompleteAbort', 'CompleteCommit'],
  PrepareEpochFence: ['Ongoing'],
}

/** An id in one of the other states has a transaction that must end first. */
const EXPIRATION_ALLOWED: ByState<boolean> = {
  Empty: true,
  Ongoing: false,
  PrepareCommit: false,
  PrepareAbort: false,
  CompleteCommit: true,
  CompleteAbort: true,
  Dead: false,
  PrepareEpochFence: false,
}

export function isTransactionState(name: string): name is TransactionState {
  return Object.hasOwn(TRANSACTION_STATE_IDS, name)
}

export function isValidTransition(from: TransactionState, to: TransactionState): boolean {
  return VALID_PREVIOUS_STATES[to].includes(from)
}

export function isExpirationAllowed(state: TransactionState): boolean {
  return EXPIRATION_ALLOWED[state]
}

/** Whether the outcome is decided and its markers are still to be written. */
export function isPrepared(state: TransactionState): state is 'PrepareCommit' | 'PrepareAbort' {
  return state === 'PrepareCommit' || state === 'PrepareAbort'
}

/** Whether the last transaction is over, or there never was one. */
export function isIdle(state: TransactionState): state is 'Empty' | 'CompleteCommit' | 'CompleteAbort' {
  return state === 'Empty' || state === 'CompleteCommit' || state === 'CompleteAbort'
}
