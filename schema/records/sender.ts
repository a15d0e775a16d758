// Who sends records, and what follows from it: which numbers are in the batches, and where records without a key go. The edge learns it from
// headers, the JSON socket from members of a frame.
import type { IdempotencyKey, ProduceRequest } from '../kafka/requests/produce.ts'
import type { TransactionHolder } from '../kafka/transaction-client.ts'
import type { SequencedProducer } from './accumulate.ts'
import { FixedPartitioner } from './partitioner.ts'
import type { KeylessPartitioner } from './partitioner.ts'
import type { ProduceTarget } from './produce-call.ts'

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
