// The coordinator aborts a transaction over the head of its producer: because another producer with the same transactional id begins, or
// because the transaction timed out. The epoch rises, so that nothing that the old producer still sends is accepted.
// Source: TransactionMetadata.prepareFenceProducerEpoch and the fencing parts of TransactionCoordinator.endTransaction of Kafka 4.3; KIP-360.
import { fencedEpoch, prepareAbortOrCommit } from './prepare-transition.ts'
import { isEpochExhausted, NO_PRODUCER_EPOCH, NO_PRODUCER_ID, supportsEpochBump } from './transaction-metadata.ts'
import type { TransactionMetadata } from './transaction-metadata.ts'
import { append } from './transaction-decision.ts'
import type { Append, CoordinatorContext } from './transaction-decision.ts'

/** Of an ongoing transaction without a pending transition. It ends in the protocol of the cluster, whatever its client speaks. */
export function abortWithEpochFence<Answer>(
  metadata: TransactionMetadata,
  { nowMs, transactionVersion, nextProducerId }: CoordinatorContext,
  onceAppended: Answer,
): Append<Answer> {
  if (!supportsEpochBump(transactionVersion)) {
    const fenced = { ...metadata, producerEpoch: fencedEpoch(metadata), lastProducerEpoch: NO_PRODUCER_EPOCH }
    const transition = prepareAbortOrCommit(fenced, 'PrepareAbort', 0, NO_PRODUCER_ID, nowMs)
    return append(fenced, { ...transition, isEpochFence: true }, onceAppended)
  }
  const nextId = isEpochExhausted(metadata.producerEpoch) ? nextProducerId() : NO_PRODUCER_ID
  const transition = prepareAbortOrCommit(metadata, 'PrepareAbort', transactionVersion, nextId, nowMs)
  return append(metadata, { ...transition, isEpochFence: true }, onceAppended)
}
