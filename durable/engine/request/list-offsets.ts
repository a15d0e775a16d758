// ListOffsets (API key 2), versions 1 to 9 by meaning.
// Does: earliest, latest (the high watermark: what a consumer may see), by timestamp, max timestamp (KIP-734), earliest local; latest
//   tiered answers -1 as a broker without tiered storage does.
// Does not: replicas as askers, OFFSET_NOT_AVAILABLE after an election, the last stable offset (both isolation levels see the same until
//   there are transactions).
// Source: ReplicaManager.fetchOffset, Partition.fetchOffsetForTimestamp of Kafka 4.3.
import type { ListOffsetsPartition, ListOffsetsPartitionResponse, ListOffsetsRequest } from '../../../schema/kafka/requests/list-offsets.ts'
import { LATEST_TIMESTAMP } from '../../../schema/kafka/requests/list-offsets.ts'
import type { ClusterView, PartitionView } from '../cluster.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import type { LogReader } from '../log/log-reader.ts'
import { findOffset } from '../log/offsets-by-time.ts'
import type { FoundOffset } from '../log/offsets-by-time.ts'

const NOT_FOUND: FoundOffset = { offset: -1, timestamp: -1, leaderEpoch: -1 }

export function decideListOffsets(cluster: ClusterView, request: ListOffsetsRequest, reader: LogReader): Decision<'ListOffsets'> {
  const topics = request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((wanted) => listOffset(cluster.topics.get(name)?.partitions[wanted.partitionIndex], wanted, reader)),
  }))
  return answer<'ListOffsets'>({ topics })
}

function listOffset(partition: PartitionView | undefined, wanted: ListOffsetsPartition, reader: LogReader): ListOffsetsPartitionResponse {
  const { partitionIndex, timestamp } = wanted
  if (partition === undefined) return { partitionIndex, error: 'UNKNOWN_TOPIC_OR_PARTITION', ...NOT_FOUND }
  if (timestamp < -6) return { partitionIndex, error: 'UNSUPPORTED_VERSION', ...NOT_FOUND }
  return { partitionIndex, error: 'NONE', ...visibleOffset(partition, timestamp, reader) }
}

/** A consumer sees up to the high watermark: latest is there, and a record found at or above it is not found. */
function visibleOffset(partition: PartitionView, timestamp: number, reader: LogReader): FoundOffset {
  const { log } = partition
  const found = findOffset(log, reader, timestamp)
  if (timestamp === LATEST_TIMESTAMP && found !== null) return { ...found, offset: log.highWatermark }
  return found !== null && found.offset < log.highWatermark ? found : emptyStart(log.logStartOffset, found)
}

/** The earliest offset of an empty log equals its high watermark and is an answer all the same. */
function emptyStart(logStartOffset: number, found: FoundOffset | null): FoundOffset {
  return found !== null && found.timestamp === -1 && found.offset === logStartOffset ? found : NOT_FOUND
}
