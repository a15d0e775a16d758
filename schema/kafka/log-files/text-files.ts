// The files of a log directory that are text: checkpoints (a version, a count, a line for each entry), partition.metadata and
// meta.properties.
// Source: CheckpointFile, OffsetCheckpointFile, LeaderEpochCheckpointFile, PartitionMetadata and MetaProperties of Kafka 4.3.

import { utf8Bytes } from '../message/utf8.ts'

/** The only version that any of these checkpoints ever had. */
const CHECKPOINT_VERSION = 0
const PARTITION_METADATA_VERSION = 0
/** Since KRaft: with node.id instead of broker.id. */
const META_PROPERTIES_VERSION = 1

export type LeaderEpochEntry = { readonly leaderEpoch: number; readonly startOffset: number }
export type PartitionOffset = { readonly topic: string; readonly partition: number; readonly offset: number }

/** leader-epoch-checkpoint: where each leader epoch of a log begins, oldest first. */
export function leaderEpochCheckpointFile(entries: readonly LeaderEpochEntry[]): Uint8Array {
  return checkpointFile(entries.map(({ leaderEpoch, startOffset }) => `${leaderEpoch} ${startOffset}`))
}

/** Any of the files in OFFSET_CHECKPOINTS. */
export function offsetCheckpointFile(entries: readonly PartitionOffset[]): Uint8Array {
  return checkpointFile(entries.map(({ topic, partition, offset }) => `${topic} ${partition} ${offset}`))
}

function checkpointFile(lines: readonly string[]): Uint8Array {
  return utf8Bytes([CHECKPOINT_VERSION, lines.length, ...lines].map((line) => `${line}\n`).join(''))
}

/** partition.metadata: which topic this directory belongs to, whatever it is called. Its last line has no end, as in Kafka. */
export function partitionMetadataFile(topicId: string): Uint8Array {
  return utf8Bytes(`version: ${PARTITION_METADATA_VERSION}\ntopic_id: ${topicId}`)
}

export type MetaProperties = { readonly clusterId: string; readonly nodeId: number; readonly directoryId: string }

/**
 * meta.properties: whose log directory this is. Java writes the properties in the order of a hash table, and so do we. It also puts the
 * time into a comment at the top, which nobody reads and which would make the same facts give other bytes; that line is left out.
 */
export function metaPropertiesFile({ clusterId, nodeId, directoryId }: MetaProperties): Uint8Array {
  const properties = [
    ['node.id', String(nodeId)],
    ['directory.id', directoryId],
    ['version', String(META_PROPERTIES_VERSION)],
    ['cluster.id', clusterId],
  ]
  return utf8Bytes(['#\n', ...properties.map(([name = '', value = '']) => `${name}=${value}\n`)].join(''))
}
