// The files of a node that stand beside the directories of its partitions: whose disk this is, and the checkpoints, which hold an offset for
// each partition. A broker writes the checkpoints every few seconds; here they always say how things are now.
// Source: LogManager, ReplicaManager.checkpointHighWatermarks and LogCleanerManager of Kafka 4.3.
import { META_PROPERTIES, OFFSET_CHECKPOINTS } from '../../../schema/kafka/log-files/file-names.ts'
import { metaPropertiesFile, offsetCheckpointFile } from '../../../schema/kafka/log-files/text-files.ts'
import type { PartitionOffset } from '../../../schema/kafka/log-files/text-files.ts'
import type { ClusterView, PartitionView } from '../../engine/cluster.ts'
import { directoryIdOf } from '../../engine/metadata-log/ids.ts'
import { recoveryPointOf, replicaLog, replicaOf, replicaOffsets } from '../../engine/replication/replica.ts'
import type { ReplicaView } from '../../engine/replication/replica.ts'

/** The names of a node's own files; null when there is no such node. */
export function nodeFileNames({ brokers, controllers }: ClusterView, nodeId: number): readonly string[] | null {
  if (controllers.has(nodeId)) return [META_PROPERTIES]
  return brokers.has(nodeId) ? [META_PROPERTIES, ...Object.values(OFFSET_CHECKPOINTS)] : null
}

export type NodeFile = { readonly bytes: Uint8Array; readonly modifiedMs: number }

export function nodeFile(cluster: ClusterView, nodeId: number, name: string): NodeFile | null {
  if (nodeFileNames(cluster, nodeId)?.includes(name) !== true) return null
  const { clusterId, createdMs } = cluster
  if (name === META_PROPERTIES) {
    return { bytes: metaPropertiesFile({ clusterId, nodeId, directoryId: directoryIdOf(clusterId, nodeId) }), modifiedMs: createdMs }
  }
  const offsetOf = CHECKPOINTED[name]
  if (offsetOf === undefined) return null
  const entries: PartitionOffset[] = []
  let modifiedMs = createdMs
  for (const { topic, partition, replica } of replicasOf(cluster, nodeId)) {
    modifiedMs = Math.max(modifiedMs, replicaLog(partition, replica).segments.at(-1)?.lastModifiedMs ?? 0)
    const offset = offsetOf(partition, replica)
    if (offset !== null) entries.push({ topic, partition: partition.partitionIndex, offset })
  }
  return { bytes: offsetCheckpointFile(entries), modifiedMs }
}

/** What each checkpoint holds of a replica; null where it leaves the replica out. */
const CHECKPOINTED: Readonly<Record<string, (partition: PartitionView, replica: ReplicaView) => number | null>> = {
  [OFFSET_CHECKPOINTS.recoveryPoint]: recoveryPointOf,
  [OFFSET_CHECKPOINTS.highWatermark]: (partition, replica) => replicaOffsets(partition, replica).highWatermark,
  [OFFSET_CHECKPOINTS.logStart]: logStartOf,
  [OFFSET_CHECKPOINTS.cleaner]: cleanedUntil,
}

/** Only where records below it are still in the first segment; everywhere else the name of that segment says it. */
function logStartOf(partition: PartitionView, replica: ReplicaView): number | null {
  const { logStartOffset } = replicaOffsets(partition, replica)
  const baseOffset = replicaLog(partition, replica).segments[0]?.baseOffset ?? 0
  return logStartOffset > baseOffset ? logStartOffset : null
}

function cleanedUntil(partition: PartitionView, replica: ReplicaView): number | null {
  const { firstDirtyOffset } = replicaLog(partition, replica).cleaner
  return firstDirtyOffset === null ? null : Math.min(firstDirtyOffset, replicaOffsets(partition, replica).logEndOffset)
}

function* replicasOf({ topics }: ClusterView, brokerId: number) {
  for (const { name: topic, partitions } of topics.values()) {
    for (const partition of partitions) {
      const replica = replicaOf(partition, brokerId)
      if (replica !== undefined) yield { topic, partition, replica }
    }
  }
}
