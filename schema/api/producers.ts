// Producers over HTTP: getting an id, and those that a partition's leader knows of.
import * as z from 'zod'
import { MAX_TRANSACTIONAL_ID_CHARACTERS } from '../limits.ts'
import { listOf, resource } from './kafka-resource.ts'

export const transactionalId = z.string().min(1).max(MAX_TRANSACTIONAL_ID_CHARACTERS)

export const timeoutMs = z.int32().min(1).optional().meta({
  description:
    'After this many milliseconds the coordinator aborts an open transaction by itself (transaction.timeout.ms; 60000 without it).',
})

export const initProducerBody = z
  .strictObject({ transactional_id: transactionalId.optional(), timeout_ms: timeoutMs })
  .optional()
  .meta({ description: 'Without a transactional id the producer is idempotent and no more.' })

export const producerIdentity = z.object({ producer_id: z.int(), producer_epoch: z.int() }).meta({ id: 'ProducerIdentity' })

export const activeProducer = resource('KafkaProducer', {
  cluster_id: z.string(),
  topic_name: z.string(),
  partition_id: z.int(),
  producer_id: z.int(),
  producer_epoch: z.int(),
  last_sequence: z.int().meta({ description: '-1 when no batch of this epoch is known.' }),
  last_timestamp: z.int().meta({ description: 'Of its last batch, milliseconds since the epoch.' }),
  coordinator_epoch: z.int().meta({ description: 'Of the coordinator that ended its last transaction here; -1 before the first.' }),
  current_transaction_start_offset: z.int().nullable().meta({ description: 'Null when no transaction is open here.' }),
})

export const activeProducerList = listOf('KafkaProducerList', activeProducer)

export const abortedHere = z
  .object({
    topic_name: z.string(),
    partition_id: z.int(),
    producer_id: z.int(),
    producer_epoch: z.int(),
    start_offset: z.int().meta({ description: 'Where the transaction that was aborted began.' }),
  })
  .meta({ id: 'AbortedTransaction' })
