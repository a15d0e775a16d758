// Where a consumer begins to read a partition: the committed offset of its group, or what auto.offset.reset or a seek says.
// Source: ConsumerCoordinator (refreshCommittedOffsetsIfNeeded, OffsetFetchResponseHandler), OffsetFetcher of Kafka 4.3; KIP-447.
import { kafkaError } from '../../../schema/kafka/errors.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { ListOffsetsRequest, ListOffsetsResponse } from '../../../schema/kafka/requests/list-offsets.ts'
import { LATEST_TIMESTAMP } from '../../../schema/kafka/requests/list-offsets.ts'
import type { FetchedOffset, OffsetFetchRequest, OffsetFetchResponse } from '../../../schema/kafka/requests/offset-fetch.ts'
import type { TopicPartition } from '../../../schema/kafka/topic-partition.ts'
import { grouped } from '../grouped.ts'
import { isPartition } from './consumer.ts'
import type { AssignedPartition, Consumer, SentRequest } from './consumer.ts'
import { isOfCoordinator, loseCoordinator } from './coordinator.ts'
import { failed, generationOf } from './membership.ts'
import { leaderOf, wantMetadata } from './metadata.ts'
import { changePartitions, movePartitions, resetPartition } from './partitions.ts'

/** A listener may seek: nothing is looked up before it has run. */
export function lookups(state: Consumer, kind: 'committed' | 'listed'): AssignedPartition[] {
  if (state.callbacks.length > 0) return []
  const asked = state.inFlight.flatMap((request) => (request.api === 'OffsetFetch' || request.api === 'ListOffsets' ? request.asked : []))
  return state.partitions.filter((partition) => {
    const { lookup } = partition
    const isWanted = kind === 'committed' ? lookup === 'committed' : typeof lookup === 'number'
    return isWanted && !asked.some(isPartition(partition))
  })
}

export function offsetFetchRequest(state: Consumer, groupId: string, partitions: readonly AssignedPartition[]): OffsetFetchRequest {
  const topics = grouped(partitions, ({ topic }) => topic)
  const { member, identity } = state
  const isConsumer = member.protocol === 'consumer'
  return {
    groupId,
    memberId: isConsumer ? identity.memberUuid : null,
    memberEpoch: isConsumer ? (generationOf(state) ?? -1) : -1,
    topics: Array.from(topics, ([name, ofTopic]) => ({ name, partitionIndexes: ofTopic.map(({ partitionIndex }) => partitionIndex) })),
    requireStable: true,
  }
}

export function listOffsetsRequest(state: Consumer, partitions: readonly AssignedPartition[]): ListOffsetsRequest {
  const topics = grouped(partitions, ({ topic }) => topic)
  return {
    isolationLevel: state.settings.isolationLevel,
    topics: Array.from(topics, ([name, ofTopic]) => ({
      name,
      partitions: ofTopic.map((partition) => {
        const { partitionIndex, lookup } = partition
        const currentLeaderEpoch = leaderOf(state, partition)?.leaderEpoch ?? -1
        return { partitionIndex, timestamp: typeof lookup === 'number' ? lookup : LATEST_TIMESTAMP, currentLeaderEpoch }
      }),
    })),
  }
}

/** Nothing is asked about these for a moment. */
export function holdBack(state: Consumer, held: readonly TopicPartition[], nowMs: number): Consumer {
  const notBeforeMs = nowMs + state.settings.retryBackoffMs
  return changePartitions(
    state,
    (partition) => held.some(isPartition(partition)),
    (partition) => ({ ...partition, notBeforeMs }),
  )
}

export function heardCommitted(state: Consumer, sent: SentRequest, response: OffsetFetchResponse | null, nowMs: number): Consumer {
  const error = response?.error ?? 'COORDINATOR_NOT_AVAILABLE'
  if (response !== null && error === 'NONE') {
    return sent.asked.reduce((next, asked) => {
      const partition = next.partitions.find(isPartition(asked))
      const topic = response.topics.find(({ name }) => name === asked.topic)
      const found = topic?.partitions.find(({ partitionIndex }) => partitionIndex === asked.partitionIndex)
      return partition?.lookup === 'committed' && found !== undefined ? heardOne(next, partition, found, nowMs) : next
    }, state)
  }
  const held = holdBack(state, sent.asked, nowMs)
  if (isOfCoordinator(error)) return loseCoordinator(held, nowMs)
  // The epoch or the membership has moved on while the request was on its way: the next heartbeat tells.
  const isStale = error === 'STALE_MEMBER_EPOCH' || error === 'UNKNOWN_MEMBER_ID'
  return isStale || kafkaError(error).retriable ? held : failed(held, error)
}

function heardOne(state: Consumer, partition: AssignedPartition, found: FetchedOffset, nowMs: number): Consumer {
  const { error, committedOffset, committedLeaderEpoch } = found
  if (error !== 'NONE') {
    const held = holdBack(state, [partition], nowMs)
    return kafkaError(error).retriable ? held : failed(held, error)
  }
  if (committedOffset < 0) return resetPartition(state, partition, 'Undefined offset', nowMs)
  const moved = movePartitions(state, [partition], { position: committedOffset, offsetEpoch: committedLeaderEpoch, lookup: null })
  return changePartitions(moved, isPartition(partition), (one) => ({ ...one, committedOffset }))
}

export function heardListed(state: Consumer, sent: SentRequest, response: ListOffsetsResponse | null, nowMs: number): Consumer {
  return sent.asked.reduce((next, asked) => {
    const partition = next.partitions.find(isPartition(asked))
    if (partition === undefined || partition.lookup !== asked.offset) return next
    const topic = response?.topics.find(({ name }) => name === asked.topic)
    const found = topic?.partitions.find(({ partitionIndex }) => partitionIndex === asked.partitionIndex)
    const error: KafkaErrorName = found?.error ?? 'NETWORK_EXCEPTION'
    if (found === undefined || error !== 'NONE') return notListed(next, partition, error, nowMs)
    // Nothing was written since that time: what comes next is.
    if (found.offset < 0) return movePartitions(next, [partition], { position: null, offsetEpoch: -1, lookup: LATEST_TIMESTAMP })
    return movePartitions(next, [partition], { position: found.offset, offsetEpoch: -1, lookup: null })
  }, state)
}

function notListed(state: Consumer, partition: AssignedPartition, error: KafkaErrorName, nowMs: number): Consumer {
  const held = holdBack(state, [partition], nowMs)
  const { retriable } = kafkaError(error)
  return retriable ? wantMetadata(held, nowMs) : failed(held, error)
}
