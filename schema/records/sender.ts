// Who sends records, and what follows from it: which numbers are in the batches, and where records without a key go. The edge learns it from
// headers, the JSON socket from members of a frame.
import type { IdempotencyKey, ProduceRequest } from '../kafka/requests/produce.ts'
import type { TransactionHolder } from '../kafka/transaction-client.ts'
import type { SequencedProducer } from './accumulate.ts'
import { FixedPartitioner } from './partitioner.ts'
import type { KeylessPartitioner } from './partitioner.ts'
import type { ProduceTarget, TopicCall } from './produce-call.ts'
import { RECORD_TOO_LARGE } from './produce-record.ts'
import type { ProduceError } from './produce-record.ts'

export type Sender = {
  /** It numbers its records itself. */
  readonly producer: SequencedProducer | null
  /** Whose transaction the records belong to. Without `producer` the leader numbers them. */
  readonly transaction: TransactionHolder | null
  readonly idempotencyKey: IdempotencyKey | null
}

export const ANONYMOUS: Sender = { producer: null, transaction: null, idempotencyKey: null }

/** What somebody who is known sends is carried out whole or not at all, so that it can be sent again. */
export function isKnown(sender: Sender): boolean {
  return sender !== ANONYMOUS
}

/** What a produce request says of its sender. */
export function requestFieldsOf({
  producer,
  transaction,
  idempotencyKey,
}: Sender): Pick<ProduceRequest, 'transactionalId' | 'stampedProducer' | 'idempotencyKey'> {
  const isStamped = transaction !== null && producer === null
  const stampedProducer = isStamped ? { producerId: transaction.producerId, producerEpoch: transaction.producerEpoch } : null
  return { transactionalId: transaction?.transactionalId ?? null, stampedProducer, idempotencyKey }
}

/** How batches are made for it. What one sequence number stands for is one batch, however large. */
export function targetFieldsOf(
  { producer, transaction, idempotencyKey }: Sender,
  usual: KeylessPartitioner,
  maxMessageBytes: number,
): Pick<ProduceTarget, 'keyless' | 'producer' | 'isTransactional' | 'batchBytes'> {
  if (producer !== null) {
    const keyless = new FixedPartitioner(String(producer.producerId))
    return { keyless, producer, isTransactional: transaction !== null, batchBytes: maxMessageBytes }
  }
  return { keyless: idempotencyKey === null ? usual : new FixedPartitioner(idempotencyKey.key) }
}

const MORE_THAN_ONE_PARTITION = 422

/** Why records cannot go under one sequence number, which stands for one batch of one partition; null when they can. */
export function refuseSpread({ producer }: Sender, calls: readonly TopicCall[]): ProduceError | null {
  if (producer === null) return null
  const partitions = calls.flatMap((call) => call.partitions)
  if (calls.length > 1 || new Set(partitions).size > 1) {
    const message = 'The records of one Producer-Seq must go to one partition: sequence numbers are counted by partition.'
    return { errorCode: MORE_THAN_ONE_PARTITION, message }
  }
  if (partitions.length <= 1) return null
  const message = 'The records of one Producer-Seq are one batch, and together they are larger than the max.message.bytes of the topic.'
  return { errorCode: RECORD_TOO_LARGE, message }
}
