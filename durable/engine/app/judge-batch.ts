// What a producer does with a batch after an answer, or after it lost the connection: it is acknowledged, sent again, or failed.
// Source: Sender.completeBatch, canRetry and failBatch, TransactionManager.canRetry and handleFailedBatch of Kafka 4.3; KIP-360, KIP-580.
// Does not split a batch that the topic finds too large: it fails with MESSAGE_TOO_LARGE.
import { kafkaError } from '../../../schema/kafka/errors.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { partitionName } from './app.ts'
import { backoffMs } from '../backoff.ts'
import type { BatchView } from './app.ts'
import type { BatchOutcome } from './app-change.ts'
import type { ProducerStep } from './app-step.ts'
import { isTransactional } from './transaction-state.ts'
import type { TransactionState } from './transaction-state.ts'
import type { DeepReadonly } from '../deep-readonly.ts'

export function judgeBatch(at: ProducerStep, batch: BatchView, error: KafkaErrorName, baseOffset: number): BatchOutcome {
  const { step, app, producer } = at
  const { retryBackoffMs, retryBackoffMaxMs } = app.settings
  const { batchId } = batch
  const none = { batchId, error, baseOffset: -1, retryMs: 0, raisesEpoch: false } as const
  if (error === 'NONE') return { ...none, fate: 'acknowledged', baseOffset }
  if (canRetry(at, batch, error)) {
    const retryMs = step.nowMs + backoffMs(retryBackoffMs, retryBackoffMaxMs, batch.attempts)
    return { ...none, fate: 'retried', retryMs, raisesEpoch: raisesEpochToRetry(producer.transactions, batch, error) }
  }
  // The log has it, and forgot where.
  if (error === 'DUPLICATE_SEQUENCE_NUMBER') return { ...none, fate: 'acknowledged' }
  return { ...none, fate: 'failed', raisesEpoch: raisesEpochAfterFailure(at, batch, error) }
}

function canRetry({ step, app, producer }: ProducerStep, batch: BatchView, error: KafkaErrorName): boolean {
  const { deliveryTimeoutMs, retries } = app.settings
  if (batch.createdMs + deliveryTimeoutMs <= step.nowMs || batch.attempts >= retries) return false
  if (error !== 'OUT_OF_ORDER_SEQUENCE_NUMBER' || producer.transactions === null) return kafkaError(error).retriable
  return isGapBefore(producer.transactions, batch) || !isTransactional(producer.transactions)
}

/** Whether batches that come before this one are still out: once they are through, its number is right. */
function isGapBefore({ sequences }: DeepReadonly<TransactionState>, batch: BatchView): boolean {
  const known = sequences[partitionName(batch)]
  return known !== undefined && !known.isUnresolved && batch.baseSequence !== known.lastAcknowledged + 1
}

function raisesEpochToRetry(transactions: DeepReadonly<TransactionState> | null, batch: BatchView, error: KafkaErrorName): boolean {
  return transactions !== null && error === 'OUT_OF_ORDER_SEQUENCE_NUMBER' && !isGapBefore(transactions, batch)
}

/** A batch that failed leaves a gap in its numbers; when its retries were used up nobody knows whether it does. */
function raisesEpochAfterFailure({ app, producer }: ProducerStep, batch: BatchView, error: KafkaErrorName): boolean {
  if (producer.transactions === null || isTransactional(producer.transactions)) return false
  const isLostCount = error === 'OUT_OF_ORDER_SEQUENCE_NUMBER' || error === 'UNKNOWN_PRODUCER_ID'
  return isLostCount || batch.attempts < app.settings.retries
}

/** After these a producer is of no more use. */
const FATAL: ReadonlySet<KafkaErrorName> = new Set<KafkaErrorName>([
  'CLUSTER_AUTHORIZATION_FAILED',
  'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
  'PRODUCER_FENCED',
  'UNSUPPORTED_VERSION',
  'INVALID_PRODUCER_ID_MAPPING',
])

export function isFatal({ producer }: ProducerStep, error: KafkaErrorName): boolean {
  return producer.transactions !== null && FATAL.has(error)
}
