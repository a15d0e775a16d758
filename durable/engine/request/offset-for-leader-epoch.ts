// OffsetForLeaderEpoch (API key 23, KIP-101, KIP-279, KIP-320).
// Does: where an epoch ended in the leader's log, so that a follower or a consumer finds the place where its history and the leader's part.
// Does not: answer followers up to the log end and consumers only up to the high watermark: as in Kafka, both get the end of the epoch.
// Source: ReplicaManager.lastOffsetForLeaderEpoch and Partition.lastOffsetForLeaderEpoch of Kafka 4.3.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type {
  EpochEndOffsetResult,
  OffsetForLeaderEpochRequest,
  OffsetForLeaderPartition,
} from '../../../schema/kafka/requests/offset-for-leader-epoch.ts'
import type { ClusterView, TopicView } from '../cluster.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import { endOffsetForEpoch } from '../log/leader-epochs.ts'
import { replicaOffsets } from '../replication/replica.ts'
import { checkLeaderEpoch, leaderLogOf } from './leader-log.ts'

export function decideOffsetForLeaderEpoch(
  cluster: ClusterView,
  request: OffsetForLeaderEpochRequest,
  brokerId: number | null,
): Decision<'OffsetForLeaderEpoch'> {
  const topics = request.topics.map(({ topic: name, partitions }) => {
    const topic = cluster.topics.get(name)
    return { topic: name, partitions: partitions.map((wanted) => endOf(cluster, topic, wanted, brokerId)) }
  })
  return answer<'OffsetForLeaderEpoch'>({ topics })
}

function endOf(
  cluster: ClusterView,
  topic: TopicView | undefined,
  wanted: OffsetForLeaderPartition,
  brokerId: number | null,
): EpochEndOffsetResult {
  const partition = topic?.partitions[wanted.partition]
  if (topic === undefined || partition === undefined) return failed(wanted, 'UNKNOWN_TOPIC_OR_PARTITION')
  const epochError = checkLeaderEpoch(cluster, topic, partition, brokerId, wanted.currentLeaderEpoch)
  if (epochError !== null) return failed(wanted, epochError)
  const leader = leaderLogOf(cluster, topic, partition, brokerId)
  if (!leader.ok) return failed(wanted, leader.error)
  const { leaderEpochs } = leader.log
  const { logEndOffset } = replicaOffsets(partition, leader.replica)
  const { epoch, endOffset } = endOffsetForEpoch({ leaderEpochs, logEndOffset }, wanted.leaderEpoch)
  return { partition: wanted.partition, error: 'NONE', leaderEpoch: epoch, endOffset }
}

function failed({ partition }: OffsetForLeaderPartition, error: KafkaErrorName): EpochEndOffsetResult {
  return { partition, error, leaderEpoch: -1, endOffset: -1 }
}
