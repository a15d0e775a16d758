// ListOffsets (API key 2), versions 1 to 9 by meaning.
// Does: earliest, latest (what a consumer may see: up to the high watermark, or with read_committed up to the last stable offset), by
//   timestamp, max timestamp (KIP-734), earliest local; latest tiered answers -1 as a broker without tiered storage does.
// Does not: replicas as askers.
// Source: ReplicaManager.fetchOffset, Partition.fetchOffsetForTimestamp of Kafka 4.3.
import type { IsolationLevel } from '../../../schema/kafka/requests/fetch.ts'
import type { ListOffsetsPartition, ListOffsetsPartitionResponse, ListOffsetsRequest } from '../../../schema/kafka/requests/list-offsets.ts'
import { EARLIEST_TIMESTAMP, LATEST_TIMESTAMP } from '../../../schema/kafka/requests/list-offsets.ts'
import type { TopicView } from '../cluster.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import { findOffset } from '../log/offsets-by-time.ts'
import type { FoundOffset } from '../log/offsets-by-time.ts'
import type { Step } from '../step.ts'
import { visibleUntil } from './isolation.ts'
import { checkLeaderEpoch, leaderLogOf } from './leader-log.ts'
import type { LeaderLog } from './leader-log.ts'

const NOT_FOUND: FoundOffset = { offset: -1, timestamp: -1, leaderEpoch: -1 }

export function decideListOffsets(step: Step, request: ListOffsetsRequest, brokerId: number | null): Decision<'ListOffsets'> {
  const topics = request.topics.map(({ name, partitions }) => {
    const topic = step.cluster.topics.get(name)
    return { name, partitions: partitions.map((wanted) => listOffset(step, request.isolationLevel, topic, wanted, brokerId)) }
  })
  return answer<'ListOffsets'>({ topics })
}

function listOffset(
  step: Step,
  isolationLevel: IsolationLevel,
  topic: TopicView | undefined,
  wanted: ListOffsetsPartition,
  brokerId: number | null,
): ListOffsetsPartitionResponse {
  const { partitionIndex, timestamp } = wanted
  const partition = topic?.partitions[partitionIndex]
  if (topic === undefined || partition === undefined) return { partitionIndex, error: 'UNKNOWN_TOPIC_OR_PARTITION', ...NOT_FOUND }
  if (timestamp < -6) return { partitionIndex, error: 'UNSUPPORTED_VERSION', ...NOT_FOUND }
  const epochError = checkLeaderEpoch(step.cluster, topic, partition, brokerId, wanted.currentLeaderEpoch ?? -1)
  if (epochError !== null) return { partitionIndex, error: epochError, ...NOT_FOUND }
  const leader = leaderLogOf(step.cluster, topic, partition, brokerId)
  if (!leader.ok) return { partitionIndex, error: leader.error, ...NOT_FOUND }
  if (isElectionUnsettled(leader) && timestamp !== EARLIEST_TIMESTAMP)
    return { partitionIndex, error: 'OFFSET_NOT_AVAILABLE', ...NOT_FOUND }
  return { partitionIndex, error: 'NONE', ...visibleOffset(step, leader, timestamp, visibleUntil(step, partition, leader, isolationLevel)) }
}

/**
 * KIP-207: a new leader whose high watermark has not yet reached where its epoch began may know of less than consumers have seen, so it rather
 * says nothing.
 */
function isElectionUnsettled({ log, offsets, registration }: LeaderLog): boolean {
  const epoch = log.leaderEpochs.at(-1)
  return epoch?.epoch === registration.leaderEpoch && offsets.highWatermark < epoch.startOffset
}

/** Latest is where what the consumer sees ends, and a record found there or above is not found. */
function visibleOffset({ reader }: Step, { log, offsets }: LeaderLog, timestamp: number, untilOffset: number): FoundOffset {
  const found = findOffset(log, reader, timestamp)
  if (timestamp === LATEST_TIMESTAMP && found !== null) return { ...found, offset: untilOffset }
  return found !== null && found.offset < untilOffset ? found : emptyStart(offsets.logStartOffset, found)
}

/** The earliest offset of a log in which nothing is to be seen is an answer all the same. */
function emptyStart(logStartOffset: number, found: FoundOffset | null): FoundOffset {
  return found !== null && found.timestamp === -1 && found.offset === logStartOffset ? found : NOT_FOUND
}
