// Offsets written for a group by somebody who is no member of it, and what became of each.
// Source: Admin.alterConsumerGroupOffsets of Kafka 4.3: OffsetCommit without a generation, which only a group without members takes.
import { NO_GENERATION, UNKNOWN_LEADER_EPOCH } from '../../schema/api/group-offsets.ts'
import type { KafkaErrorName } from '../../schema/kafka/errors.ts'
import { json } from '../http/json-response.ts'
import { kafkaRestError } from '../http/kafka-error-status.ts'
import { ask, sequenceHeader } from '../kafka/ask.ts'
import type { Asker } from '../kafka/ask.ts'
import type { PartitionName } from './group-offsets.ts'

export type NewOffset = PartitionName & {
  readonly offset: number
  readonly leaderEpoch?: number | undefined
  readonly metadata?: string | null
}

export type WriteResult = PartitionName & { readonly error: KafkaErrorName }

/** The last version before KIP-848: a group that is not there is made by it. */
const OFFSET_COMMIT_VERSION = 8

export async function writeOffsets(
  asker: Asker,
  groupId: string,
  offsets: readonly NewOffset[],
): Promise<{ readonly results: readonly WriteResult[]; readonly sequence: number | null }> {
  const topics = byTopic(offsets).map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex, offset, leaderEpoch = UNKNOWN_LEADER_EPOCH, metadata = null }) => ({
      partitionIndex,
      committedOffset: offset,
      committedLeaderEpoch: leaderEpoch,
      committedMetadata: metadata,
    })),
  }))
  const nobody = { generationIdOrMemberEpoch: NO_GENERATION, memberId: '', groupInstanceId: null }
  const request = { apiVersion: OFFSET_COMMIT_VERSION, groupId, ...nobody, topics }
  const { response, sequence } = await ask(asker, { api: 'OffsetCommit', request })
  return { results: flatResults(response.topics), sequence }
}

/** 200, or 207 when some were refused. When all were, and for one reason, that is the answer. Throws RestError then. */
export function changeResponse(results: readonly WriteResult[], sequence: number | null): Response {
  const [first] = results
  if (first !== undefined && results.every(({ error }) => error === first.error) && first.error !== 'NONE')
    throw kafkaRestError(reasonOf(first.error), null)
  const successes = results.filter(({ error }) => error === 'NONE').map(placeOf)
  const failures = results.flatMap((result) => {
    if (result.error === 'NONE') return []
    const { errorCode, message } = kafkaRestError(reasonOf(result.error), null)
    return [{ ...placeOf(result), error_code: errorCode, message }]
  })
  return json(failures.length === 0 ? 200 : 207, { successes, failures }, sequenceHeader({ sequence }))
}

function placeOf({ topicName, partitionIndex }: PartitionName) {
  return { topic_name: topicName, partition_id: partitionIndex }
}

/** A commit of nobody in a group that has members is answered with UNKNOWN_MEMBER_ID, which says nothing to whoever was not asked for an id. */
export function reasonOf(error: KafkaErrorName): KafkaErrorName {
  return error === 'UNKNOWN_MEMBER_ID' ? 'NON_EMPTY_GROUP' : error
}

type TopicResults = readonly {
  readonly name: string
  readonly partitions: readonly { readonly partitionIndex: number; readonly error: KafkaErrorName }[]
}[]

export function flatResults(topics: TopicResults): WriteResult[] {
  return topics.flatMap(({ name, partitions }) => {
    return partitions.map(({ partitionIndex, error }) => ({ topicName: name, partitionIndex, error }))
  })
}

/** In the order in which the topics come first. */
export function byTopic<Item extends PartitionName>(
  items: readonly Item[],
): { readonly name: string; readonly partitions: readonly Item[] }[] {
  const topics = new Map<string, Item[]>()
  for (const item of items) {
    const partitions = topics.get(item.topicName)
    if (partitions === undefined) topics.set(item.topicName, [item])
    else partitions.push(item)
  }
  return Array.from(topics, ([name, partitions]) => ({ name, partitions }))
}
