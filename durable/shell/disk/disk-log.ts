// The logs on a node's disk, each as that node has it. A follower shares its leader's log and has only the beginning of it, so what its disk
// holds is worked out from how far it got; a log of its own, and the leader's, are what they are. A crash that lost unflushed records has
// cut the log already, so nothing here needs to know of it.
import { partitionDirectoryName } from '../../../schema/kafka/log-files/file-names.ts'
import type { ClusterView, PartitionView, TopicView } from '../../engine/cluster.ts'
import type { DeepReadonly } from '../../engine/deep-readonly.ts'
import type { LogReader } from '../../engine/log/log-reader.ts'
import { emptySegment, segmentEndOffset } from '../../engine/log/partition-log.ts'
import type { PartitionLog, Segment } from '../../engine/log/partition-log.ts'
import { segmentOf } from '../../engine/log/segment-facts.ts'
import { headersOf } from '../../engine/log/walk.ts'
import { replicaLog, replicaOf, replicaOffsets, sharesLog } from '../../engine/replication/replica.ts'
import type { ReplicaView } from '../../engine/replication/replica.ts'

const METADATA_TOPIC = '__cluster_metadata'
/** The id that Kafka keeps for it. */
const METADATA_TOPIC_ID = 'AAAAAAAAAAAAAAAAAAAAAQ'
const METADATA_INDEX_INTERVAL_BYTES = 4096

export type DiskLog = {
  readonly topic: string
  readonly topicId: string
  readonly partition: number
  readonly indexIntervalBytes: number
  readonly log: DeepReadonly<PartitionLog>
}

/** Names a log of a node; its log is worked out when it is asked for, since that may take a walk. */
export type DiskLogName = {
  readonly directory: string
  readonly topic: string
  readonly partition: number
  readonly open: (reader: LogReader) => DiskLog
}

/** The logs of a node by directory, sorted; null when there is no such node. */
export function diskLogsOf(cluster: ClusterView, nodeId: number): DiskLogName[] | null {
  if (cluster.controllers.has(nodeId)) return [metadataLogOf(cluster)]
  if (!cluster.brokers.has(nodeId)) return null
  const names: DiskLogName[] = []
  for (const topic of cluster.topics.values()) {
    for (const partition of topic.partitions) {
      const replica = replicaOf(partition, nodeId)
      if (replica !== undefined) names.push(nameOf(topic, partition, replica))
    }
  }
  return names.sort((one, other) => (one.directory < other.directory ? -1 : 1))
}

/** A log by the name of its directory. The name is taken apart and looked up; no path is ever made of it. */
export function diskLogNamed(cluster: ClusterView, nodeId: number, directory: string): DiskLogName | null {
  if (cluster.controllers.has(nodeId)) {
    const metadata = metadataLogOf(cluster)
    return metadata.directory === directory ? metadata : null
  }
  const [, name = '', index = ''] = /^(.+)-(0|[1-9]\d{0,8})$/.exec(directory) ?? []
  const topic = cluster.topics.get(name)
  const partition = topic?.partitions[Number(index)]
  const replica = partition === undefined ? undefined : replicaOf(partition, nodeId)
  return topic === undefined || partition === undefined || replica === undefined ? null : nameOf(topic, partition, replica)
}

function metadataLogOf({ metadataLog: log }: ClusterView): DiskLogName {
  const name = { topic: METADATA_TOPIC, partition: 0 }
  const facts = { topicId: METADATA_TOPIC_ID, indexIntervalBytes: METADATA_INDEX_INTERVAL_BYTES, log }
  return { directory: partitionDirectoryName(METADATA_TOPIC, 0), ...name, open: () => ({ ...name, ...facts }) }
}

function nameOf({ name: topic, topicId, effectiveConfigs }: TopicView, partition: PartitionView, replica: ReplicaView): DiskLogName {
  const name = { topic, partition: partition.partitionIndex }
  const { indexIntervalBytes } = effectiveConfigs
  const open = (reader: LogReader): DiskLog => {
    const log = replicaLog(partition, replica)
    const isPart = sharesLog(partition, replica)
    return { ...name, topicId, indexIntervalBytes, log: isPart ? partOf(partition, replica, reader, indexIntervalBytes) : log }
  }
  return { directory: partitionDirectoryName(topic, name.partition), ...name, open }
}

/** The beginning of the partition's log, up to where the follower got. It has rolled its segments where its leader did. */
function partOf(partition: PartitionView, replica: ReplicaView, reader: LogReader, indexIntervalBytes: number): DeepReadonly<PartitionLog> {
  const { log } = partition
  const offsets = replicaOffsets(partition, replica)
  const { logEndOffset } = offsets
  const count = log.segments.findLastIndex(({ baseOffset }) => baseOffset <= logEndOffset) + 1
  const last = log.segments[count - 1]
  // Where the leader begins above the follower's end, nothing that the follower had is stored any more.
  const first: Segment = emptySegment(logEndOffset, log.segments[0]?.createdMs ?? 0, 0)
  const isWhole = last !== undefined && segmentEndOffset(log, count - 1) <= logEndOffset
  const cut = last === undefined ? first : isWhole ? last : cutAt(log, last, logEndOffset, reader, indexIntervalBytes)
  return {
    ...log,
    ...offsets,
    segments: [...log.segments.slice(0, Math.max(count - 1, 0)), cut],
    leaderEpochs: log.leaderEpochs.filter(({ startOffset }) => startOffset < logEndOffset),
    abortedTransactions: log.abortedTransactions.filter(({ lastOffset }) => lastOffset < logEndOffset),
    producerSnapshots: log.producerSnapshots.filter(({ offset }) => offset <= logEndOffset),
  }
}

function cutAt(
  log: DeepReadonly<PartitionLog>,
  segment: DeepReadonly<Segment>,
  endOffset: number,
  reader: LogReader,
  indexIntervalBytes: number,
): Segment {
  return segmentOf(segment, headersOf(log, reader, segment.baseOffset, endOffset), indexIntervalBytes)
}
