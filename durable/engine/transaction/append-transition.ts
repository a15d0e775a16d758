// Writes a transition of a transaction to __transaction_state. It holds when all in-sync replicas have it.
// Source: TransactionStateManager.appendTransactionToLog of Kafka 4.3.
import { RecordBatchBuilder, recordSizeBytes } from '../../../schema/kafka/batch-builder.ts'
import { RECORD_BATCH_HEADER_BYTES } from '../../../schema/kafka/record-batch.ts'
import type { PartitionView, TopicView } from '../cluster.ts'
import { appendAsBroker } from '../coordinator/append-as-broker.ts'
import type { BrokerAppend } from '../coordinator/append-as-broker.ts'
import type { Reason } from '../reason.ts'
import type { Step } from '../step.ts'
import { TRANSACTION_VERSION } from './coordinator-context.ts'
import { encodeTransactionKey, encodeTransactionValue } from './transaction-log.ts'
import type { TransactionMetadata, TransactionTransition } from './transaction-metadata.ts'

type Prepared = { readonly metadata: TransactionMetadata; readonly transition: TransactionTransition }

/** `partition` is the coordinator's; its leader must be the broker that coordinates. */
export function appendTransition(
  step: Step,
  topic: TopicView,
  partition: PartitionView,
  { metadata, transition }: Prepared,
  reason?: Reason,
): BrokerAppend {
  const { transactionalId } = metadata
  const batch = transactionBatch(step.nowMs, transactionalId, encodeTransactionValue(transition, TRANSACTION_VERSION))
  const appended = appendAsBroker(step, topic, partition, batch)
  if (!appended.ok) return appended
  step.records.push({
    kind: 'transaction.prepared',
    topic: topic.name,
    partitionIndex: partition.partitionIndex,
    brokerId: partition.leader,
    coordinatorEpoch: partition.leaderEpoch,
    transactionalId,
    metadata,
    transition,
    requiredOffset: appended.waiting.requiredOffset,
    ...(reason === undefined ? {} : { reason }),
  })
  return appended
}

/** An id that expired: a key without a value, so that compaction forgets it. */
export function appendTombstone(step: Step, topic: TopicView, partition: PartitionView, transactionalId: string): BrokerAppend {
  return appendAsBroker(step, topic, partition, transactionBatch(step.nowMs, transactionalId, null))
}

function transactionBatch(nowMs: number, transactionalId: string, value: Uint8Array | null): Uint8Array {
  const key = encodeTransactionKey(transactionalId)
  const builder = new RecordBatchBuilder(RECORD_BATCH_HEADER_BYTES + recordSizeBytes(key, value, []))
  builder.append(nowMs, key, value, [])
  return builder.build()
}
