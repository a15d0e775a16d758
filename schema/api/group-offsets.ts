// Offsets of a group as they are written in JSON, turned into what Kafka is asked: over HTTP and on the JSON socket they look alike.
import type * as z from 'zod'
import type { OffsetCommitPartition } from '../kafka/requests/offset-commit.ts'
import type { GroupOffsets } from '../kafka/transaction-client.ts'
import type { transactionOffsetsBody } from './transactions.ts'

export type OffsetsBody = z.output<typeof transactionOffsetsBody>

export const UNKNOWN_LEADER_EPOCH = -1
/** Of a consumer that is no member of the group. */
export const NO_GENERATION = -1

export function groupOffsetsOf(body: OffsetsBody): GroupOffsets {
  const topics = new Map<string, OffsetCommitPartition[]>()
  for (const { topic_name: name, partition_id: partitionIndex, offset, leader_epoch: epoch, metadata } of body.offsets) {
    const partitions = topics.get(name) ?? []
    const committedLeaderEpoch = epoch ?? UNKNOWN_LEADER_EPOCH
    partitions.push({ partitionIndex, committedOffset: offset, committedLeaderEpoch, committedMetadata: metadata ?? null })
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
