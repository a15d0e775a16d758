// Transactions for tests of the coordinator: one transactional id as a test wants it, and requests about it.
import type { Append, CoordinatorContext, Refused } from '../../durable/engine/transaction/transaction-decision.ts'
import type { TransactionMetadata, TransactionVersion } from '../../durable/engine/transaction/transaction-metadata.ts'
import { completed } from '../../durable/engine/transaction/transition.ts'

export const NOW_MS = 1_000

/** Producer 10 with epoch 5, and for the rest what `different` says. */
export function transactionOf(different: Partial<TransactionMetadata> = {}): TransactionMetadata {
  return {
    transactionalId: 'payments',
    producerId: 10,
    previousProducerId: 10,
    nextProducerId: -1,
    producerEpoch: 5,
    lastProducerEpoch: -1,
    transactionTimeoutMs: 60_000,
    state: 'Empty',
    pendingState: null,
    partitions: [],
    startTimestampMs: -1,
    lastUpdateTimestampMs: 0,
    clientTransactionVersion: 2,
    hasFailedEpochFence: false,
    ...different,
  }
}

/** One that began at 100 with partition 0 of orders. */
export function ongoing(different: Partial<TransactionMetadata> = {}): TransactionMetadata {
  return transactionOf({ state: 'Ongoing', partitions: partitionsOf(0), startTimestampMs: 100, ...different })
}

export function partitionsOf(...indexes: readonly number[]) {
  return indexes.map((partitionIndex) => ({ topic: 'orders', partitionIndex }))
}

/** The next new producer id is 20. */
export function contextOf(transactionVersion: TransactionVersion = 2): CoordinatorContext {
  let nextProducerId = 20
  return { nowMs: NOW_MS, transactionVersion, nextProducerId: () => nextProducerId++ }
}

type Decision = Refused | { readonly kind: 'answered' } | Append<{ readonly kind: string }> | null

/** The decision to append, which the test expects. */
export function appendOf(decision: Decision): Append<{ readonly kind: string }> {
  if (decision?.kind !== 'append') throw new Error(`nothing is appended: ${JSON.stringify(decision)}`)
  return decision
}

/** What the transaction is once the record is in the log. */
export function written(decision: Decision): TransactionMetadata {
  const { metadata, transition } = appendOf(decision)
  return completed(metadata, transition)
}

/** A decision in short, whether or not a record comes first: the error, else id and epoch of the answer, else NONE. */
export function told(decision: Decision): string {
  const answer: object | null = decision?.kind === 'append' ? decision.onceAppended : decision
  if (answer === null) return 'nothing'
  if ('error' in answer) return String(answer.error)
  return 'producerId' in answer && 'producerEpoch' in answer ? `${String(answer.producerId)}/${String(answer.producerEpoch)}` : 'NONE'
}
