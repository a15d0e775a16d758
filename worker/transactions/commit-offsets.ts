// POST /transactions/{id}/offsets: what a consumer has read becomes part of the transaction that wrote what came of it.
import type * as z from 'zod'
import type { transactionOffsetsBody } from '../../schema/api/transactions.ts'
import type { GroupOffsets, TransactionHolder } from '../../schema/kafka/transaction-client.ts'
import type { TxnOffsetCommitPartition } from '../../schema/kafka/requests/txn-offset-commit.ts'
import { json } from '../http/json-response.ts'
import { kafkaRestError } from '../http/kafka-error-status.ts'
import { refuseForeignTopic } from '../http/serve-endpoint.ts'
import { sequenceHeader } from '../kafka/ask.ts'
import type { Asker } from '../kafka/ask.ts'
import type { Principal } from '../keys/principal.ts'
import { done, transactionClientOf } from './transaction-client.ts'

type Body = z.output<typeof transactionOffsetsBody>

const UNKNOWN_LEADER_EPOCH = -1
/** Of a consumer that is no member of the group. */
const NO_GENERATION = -1

export async function commitOffsets(
  asker: Asker & { readonly principal: Principal },
  holder: TransactionHolder,
  body: Body,
): Promise<Response> {
  for (const { topic_name: name } of body.offsets) refuseForeignTopic(asker.principal, name)
  const { value, sequence } = done(await transactionClientOf(asker).commitOffsets(holder, groupOffsetsOf(body)))
  const results = value.topics.flatMap(({ name, partitions }) => partitions.map((partition) => ({ name, ...partition })))
  const shown = results.map(({ name, partitionIndex, error }) => ({ error, place: { topic_name: name, partition_id: partitionIndex } }))
  const successes = shown.filter(({ error }) => error === 'NONE').map(({ place }) => place)
  const failures = shown.flatMap(({ error, place }) => {
    if (error === 'NONE') return []
    const { errorCode, message } = kafkaRestError(error, null)
    return [{ ...place, error_code: errorCode, message }]
  })
  return json(failures.length === 0 ? 200 : 207, { successes, failures }, sequenceHeader({ sequence }))
}

function groupOffsetsOf(body: Body): GroupOffsets {
  const topics = new Map<string, TxnOffsetCommitPartition[]>()
  for (const { topic_name: name, partition_id: partitionIndex, offset, leader_epoch: epoch, metadata } of body.offsets) {
    const partitions = topics.get(name) ?? []
    partitions.push({
      partitionIndex,
      committedOffset: offset,
      committedLeaderEpoch: epoch ?? UNKNOWN_LEADER_EPOCH,
      committedMetadata: metadata ?? null,
    })
    topics.set(name, partitions)
  }
  return {
    groupId: body.group_id,
    generationId: body.generation_id ?? NO_GENERATION,
    memberId: body.member_id ?? '',
    groupInstanceId: body.group_instance_id ?? null,
    topics: Array.from(topics, ([name, partitions]) => ({ name, partitions })),
  }
}
