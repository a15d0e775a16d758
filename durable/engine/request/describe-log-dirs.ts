// DescribeLogDirs (API key 35, KIP-113, KIP-827).
// Does: what lies on the disk of one broker: the size of each replica's log, and how far it ends behind its own high watermark. Every broker has
//   one directory; what is free of it is what is free of the sandbox.
// Does not: several directories, moving logs between them (KIP-858), directories that fail.
// Source: ReplicaManager.describeLogDirs of Kafka 4.3.
import { MAX_STORED_BYTES } from '../../../schema/limits.ts'
import type { DescribeLogDirsRequest, LogDirPartition } from '../../../schema/kafka/requests/describe-log-dirs.ts'
import type { PartitionView } from '../cluster.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import { logSizeBytes } from '../log/partition-log.ts'
import { logOf } from '../replication/leadership.ts'
import { replicaLog, replicaOf, replicaOffsets, sharesLog } from '../replication/replica.ts'
import type { ReplicaView } from '../replication/replica.ts'
import type { Step } from '../step.ts'
import { anyBroker } from './any-broker.ts'

/** log.dir by default. */
const LOG_DIR = '/tmp/kafka-logs'
const NO_PARTITIONS: ReadonlySet<number> = new Set()

export function decideDescribeLogDirs(step: Step, request: DescribeLogDirsRequest, brokerId: number | null): Decision<'DescribeLogDirs'> {
  const { cluster } = step
  const describedId = brokerId ?? anyBroker(cluster)
  const wanted = wantedPartitions(request)
  const topics = [...cluster.topics.values()]
    .map(({ name, partitions }) => ({ name, partitions: replicasOn(step, describedId, partitions, wanted(name)) }))
    .filter(({ partitions }) => partitions.length > 0)
  const usableBytes = Math.max(0, MAX_STORED_BYTES - cluster.storedBytes)
  const directory = { error: 'NONE', logDir: LOG_DIR, topics, totalBytes: MAX_STORED_BYTES, usableBytes } as const
  return answer<'DescribeLogDirs'>({ error: 'NONE', results: [directory] })
}

/** By the topic's name the partitions that are asked for; null for all of them. */
function wantedPartitions({ topics }: DescribeLogDirsRequest): (name: string) => ReadonlySet<number> | null {
  if (topics === null) return () => null
  const byName = new Map<string, Set<number>>()
  for (const { topic, partitions } of topics) {
    const wanted = byName.get(topic) ?? new Set()
    for (const partitionIndex of partitions) wanted.add(partitionIndex)
    byName.set(topic, wanted)
  }
  return (name) => byName.get(name) ?? NO_PARTITIONS
}

function replicasOn(
  step: Step,
  brokerId: number,
  partitions: readonly PartitionView[],
  wanted: ReadonlySet<number> | null,
): LogDirPartition[] {
  return partitions.flatMap((partition) => {
    const replica = replicaOf(partition, brokerId)
    return replica === undefined || wanted?.has(partition.partitionIndex) === false ? [] : [describe(step, partition, replica)]
  })
}

function describe(step: Step, partition: PartitionView, replica: ReplicaView): LogDirPartition {
  const { logEndOffset, highWatermark } = replicaOffsets(partition, replica)
  const offsetLag = Math.max(0, highWatermark - logEndOffset)
  return { partitionIndex: partition.partitionIndex, partitionSize: sizeOf(step, partition, replica), offsetLag, isFutureKey: false }
}

/** A follower that is behind has the beginning of the partition's log: its last segment is counted batch by batch. */
function sizeOf(step: Step, partition: PartitionView, replica: ReplicaView): number {
  const isShorter = sharesLog(partition, replica) && replica.offsets.logEndOffset < partition.log.logEndOffset
  return logSizeBytes(isShorter ? logOf(step, partition, replica.offsets) : replicaLog(partition, replica))
}
