// What a produce owes to the producer of its batches: the numbers that a leader writes into them when it is asked to, a retry that is found
// in the log, and the refusals of idempotence.
// Source: ProduceRequest.validateRecords, KafkaApis.handleProduceRequest and UnifiedLog.append of Kafka 4.3; KIP-98, KIP-360.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { decodeBatchHeader, stampProducer } from '../../../schema/kafka/record-batch.ts'
import type { RecordBatchHeader } from '../../../schema/kafka/record-batch.ts'
import type { BatchIndexError, PartitionProduceResponse, ProduceRequest, RefusedProducer } from '../../../schema/kafka/requests/produce.ts'
import type { AppendPlan } from '../log/append.ts'
import type { ProducerCheck, ProducerRefusal } from '../log/check-producer.ts'
import { nextSequenceOf } from '../log/producer-state.ts'
import type { ProducerFacts } from '../log/producer-state.ts'

export type Refusal = {
  readonly error: KafkaErrorName
  readonly message: string | null
  readonly producer?: RefusedProducer
  readonly recordErrors?: readonly BatchIndexError[]
}

export type Duplicate = Extract<ProducerCheck, { kind: 'duplicate' }>

/** What of a request concerns the producer of its batches. */
export type ProducerRequest = Pick<ProduceRequest, 'transactionalId' | 'stampedProducer'>

/**
 * A client numbers its batches and sends one a partition, so that a retry is the same batch again. Several from one request would have to be
 * retried together, which nobody could tell from a gap.
 */
export function refuseCompany({ producerId, baseSequence }: RecordBatchHeader, batchesOfPartition: number): Refusal | null {
  if (producerId < 0) return null
  if (baseSequence < 0) {
    const message = `Invalid sequence number ${baseSequence} in record batch with producerId ${producerId}`
    return { error: 'INVALID_RECORD', message }
  }
  if (batchesOfPartition === 1) return null
  return { error: 'INVALID_RECORD', message: 'A batch with a producer id must be the only one for its partition in the request.' }
}

/** Writes producer, epoch and next sequence number into the batch where that is wanted, and gives the header that it then has. */
export function stampedHeader(
  plan: AppendPlan,
  batch: Uint8Array,
  sent: RecordBatchHeader,
  { stampedProducer, transactionalId }: ProducerRequest,
): RecordBatchHeader {
  if (stampedProducer === undefined || stampedProducer === null) return sent
  const { producerId, producerEpoch } = stampedProducer
  const baseSequence = nextSequenceOf(plan.producerState(producerId), producerEpoch)
  stampProducer(batch, { producerId, producerEpoch, baseSequence, isTransactional: transactionalId !== null })
  return decodeBatchHeader(batch)
}

/** With what the leader knows of the producer, so that somebody without a Kafka client can tell what to send. */
export function refusedBy(plan: AppendPlan, { producerId, producerEpoch }: ProducerFacts, { error, message }: ProducerRefusal): Refusal {
  const known = plan.producerState(producerId)
  if (known === undefined) return { error, message }
  const expectedSequence = nextSequenceOf(known, Math.max(known.producerEpoch, producerEpoch))
  return { error, message, producer: { producerEpoch: known.producerEpoch, expectedSequence } }
}

/** The first answer again. The log does not remember when it appended, but under LogAppendTime that is the batch's own time. */
export function duplicateResponse(
  index: number,
  { firstOffset, timestampMs }: Duplicate,
  logAppendTime: boolean,
  logStartOffset: number,
): PartitionProduceResponse {
  return {
    index,
    error: 'NONE',
    errorMessage: null,
    baseOffset: firstOffset,
    logAppendTimeMs: logAppendTime ? timestampMs : -1,
    logStartOffset,
    duplicate: { maxTimestampMs: timestampMs },
  }
}
