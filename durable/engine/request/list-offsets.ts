// ListOffsets (API key 2).
// Does: earliest, latest (what a consumer may see: up to the high watermark, or with read_committed up to the last stable offset), by
//   timestamp, max timestamp (KIP-734), earliest local; latest tiered and earliest pending upload answer -1 as a broker without tiered storage
//   does. A place that the client's version does not know is UNSUPPORTED_VERSION.
// Does not: replicas as askers.
// Source: ReplicaManager.fetchOffset and isListOffsetsTimestampUnsupported, Partition.fetchOffsetForTimestamp of Kafka 4.3.
import type { IsolationLevel } from '../../../schema/kafka/requests/fetch.ts'
import type { ListOffsetsPartition, ListOffsetsPartitionResponse, ListOffsetsRequest } from '../../../schema/kafka/requests/list-offsets.ts'
import {
  EARLIEST_LOCAL_TIMESTAMP,
  EARLIEST_PENDING_UPLOAD_TIMESTAMP,
  EARLIEST_TIMESTAMP,
  LATEST_TIERED_TIMESTAMP,
  LATEST_TIMESTAMP,
  MAX_TIMESTAMP,
} from '../../../schema/kafka/requests/list-offsets.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import { findOffset } from '../log/offsets-by-time.ts'
import type { FoundOffset } from '../log/offsets-by-time.ts'
import type { Step } from '../step.ts'
import { visibleUntil } from './isolation.ts'
import { checkLeaderEpoch, leaderLogOf } from './leader-log.ts'
import type { LeaderLog } from './leader-log.ts'
import { isRepeated } from './repeated.ts'

const NOT_FOUND: FoundOffset = { offset: -1, timestamp: -1, leaderEpoch: -1 }

const NEWEST = 11
const OFFSET_NOT_AVAILABLE_SINCE = 5

/** The version that brought each special timestamp; another negative one is none in any. */
const SPECIAL_SINCE: ReadonlyMap<number, number> = new Map([
  [LATEST_TIMESTAMP, 1],
  [EARLIEST_TIMESTAMP, 1],
  [MAX_TIMESTAMP, 7],
  [EARLIEST_LOCAL_TIMESTAMP, 8],
  [LATEST_TIERED_TIMESTAMP, 9],
  [EARLIEST_PENDING_UPLOAD_TIMESTAMP, 11],
])

export function decideListOffsets(step: Step, request: ListOffsetsRequest, brokerId: number | null): Decision<'ListOffsets'> {
  const { apiVersion = NEWEST, isolationLevel } = request
  const named = new Set<string>()
  const repeated = new Set<string>()
  for (const { name, partitions } of request.topics) {
    for (const { partitionIndex } of partitions) if (isRepeated(named, name, partitionIndex)) repeated.add(`${name}/${partitionIndex}`)
  }
  const topics = request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((wanted) => {
      const { partitionIndex } = wanted
      if (repeated.has(`${name}/${partitionIndex}`)) return { partitionIndex, error: 'INVALID_REQUEST' as const, ...NOT_FOUND }
      return forVersion(apiVersion, listOffset({ step, apiVersion, isolationLevel, brokerId }, name, wanted))
    }),
  }))
  return answer<'ListOffsets'>({ topics })
}

/** Who asks, where and how. */
type Asked = {
  readonly step: Step
  readonly apiVersion: number
  readonly isolationLevel: IsolationLevel
  readonly brokerId: number | null
}

/** Older clients would not try again after OFFSET_NOT_AVAILABLE. */
function forVersion(apiVersion: number, response: ListOffsetsPartitionResponse): ListOffsetsPartitionResponse {
  const isUnknown = response.error === 'OFFSET_NOT_AVAILABLE' && apiVersion < OFFSET_NOT_AVAILABLE_SINCE
  return isUnknown ? { ...response, error: 'LEADER_NOT_AVAILABLE' } : response
}

function listOffset(
  { step, apiVersion, isolationLevel, brokerId }: Asked,
  name: string,
  wanted: ListOffsetsPartition,
): ListOffsetsPartitionResponse {
  const { partitionIndex, timestamp } = wanted
  if (timestamp < 0 && apiVersion < (SPECIAL_SINCE.get(timestamp) ?? Infinity)) {
    return { partitionIndex, error: 'UNSUPPORTED_VERSION', ...NOT_FOUND }
  }
  const topic = step.cluster.topics.get(name)
  const partition = topic?.partitions[partitionIndex]
  if (topic === undefined || partition === undefined) return { partitionIndex, error: 'UNKNOWN_TOPIC_OR_PARTITION', ...NOT_FOUND }
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
