// Transactions over HTTP: beginning and ending them, and what an administrator sees of them.
import * as z from 'zod'
import { MAX_GROUP_ID_CHARACTERS, MAX_GROUP_OFFSETS } from '../limits.ts'
import { listOf, resource } from './kafka-resource.ts'
import { pageQuery } from './paging.ts'
import { timeoutMs, transactionalId } from './producers.ts'

const holder = { transactional_id: z.string(), producer_id: z.int(), producer_epoch: z.int() }

export const beginBody = z.strictObject({ transactional_id: transactionalId, timeout_ms: timeoutMs })

export const begunTransaction = z
  .object({ ...holder, timeout_ms: z.int(), coordinator_id: z.int().meta({ description: 'The broker that coordinates it.' }) })
  .meta({ id: 'BegunTransaction' })

export const transactionHolder = z.object(holder).meta({ id: 'TransactionHolder' })

const place = { topic_name: z.string(), partition_id: z.int32().min(0) }

export const transactionOffsetsBody = z.strictObject({
  group_id: z.string().min(1).max(MAX_GROUP_ID_CHARACTERS),
  offsets: z
    .array(
      z.strictObject({
        ...place,
        offset: z.int().min(0).meta({ description: 'Of the next record to read.' }),
        leader_epoch: z.int32().min(-1).optional(),
        metadata: z.string().nullable().optional(),
      }),
    )
    .min(1)
    .max(MAX_GROUP_OFFSETS),
  member_id: z
    .string()
    .optional()
    .meta({ description: 'With generation_id, of the consumer whose offsets these are: a member that was replaced is refused.' }),
  generation_id: z.int32().optional(),
  group_instance_id: z.string().nullable().optional(),
})

const failure = z.object({ topic_name: z.string(), partition_id: z.int(), error_code: z.int(), message: z.string() })

export const transactionOffsets = z
  .object({ successes: z.array(z.object({ topic_name: z.string(), partition_id: z.int() })), failures: z.array(failure) })
  .meta({ id: 'TransactionOffsets' })

const digits = z.string().regex(/^\d{1,15}$/, 'must be a whole number.')

export const transactionsQuery = pageQuery.extend({
  states: z.string().optional().meta({ description: 'Only these, such as `Ongoing,PrepareCommit`.' }),
  producer_id: digits.transform(Number).optional().meta({ description: 'Only of this producer.' }),
  duration_ms: digits.transform(Number).optional().meta({ description: 'Only those that have been open for longer.' }),
  pattern: z.string().optional().meta({ description: 'Only transactional ids that this regular expression matches (KIP-1152).' }),
})

const listed = { cluster_id: z.string(), transactional_id: z.string(), state: z.string(), producer_id: z.int() }

export const transactionListing = resource('KafkaTransactionListing', listed)

export const transactionList = listOf('KafkaTransactionList', transactionListing)

export const transaction = resource('KafkaTransaction', {
  ...listed,
  producer_epoch: z.int(),
  timeout_ms: z.int(),
  start_time: z.string().nullable().meta({ description: 'Null when none is open.' }),
  partitions: z.array(z.object({ topic_name: z.string(), partition_id: z.int() })).meta({ description: 'Those that it has written to.' }),
})
