// Which log a request for a partition reaches: that of the leader, or that of a broker which still takes itself for the leader.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { ClusterView, PartitionView, TopicView } from '../cluster.ts'
import type { PartitionRegistration } from '../controller/partition-registration.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { PartitionLog } from '../log/partition-log.ts'
import { believed } from '../replication/believed.ts'
import { replicaLog, replicaOf, replicaOffsets } from '../replication/replica.ts'
import type { LogOffsets, ReplicaView } from '../replication/replica.ts'
import { refuseConnection } from './on-its-way.ts'

export type LeaderLog = {
  readonly ok: true
  readonly brokerId: number
  /** The registration as this broker knows it. */
  readonly registration: DeepReadonly<PartitionRegistration>
  readonly replica: ReplicaView
  readonly log: DeepReadonly<PartitionLog>
  readonly offsets: DeepReadonly<LogOffsets>
}

export type NoLeaderLog = { readonly ok: false; readonly error: KafkaErrorName; readonly message: string | null }

/** `brokerId` is where the request was sent, or null for a client that went where the metadata says. */
export function leaderLogOf(
  cluster: ClusterView,
  topic: TopicView,
  partition: PartitionView,
  brokerId: number | null,
): LeaderLog | NoLeaderLog {
  const actingId = brokerId ?? partition.leader
  if (actingId === -1) return { ok: false, error: 'LEADER_NOT_AVAILABLE', message: null }
  const refusal = brokerId === null ? refuseConnection(cluster, actingId) : null
  if (refusal !== null) return { ok: false, error: 'NETWORK_EXCEPTION', message: refusal }
  const broker = cluster.brokers.get(actingId)
  const replica = replicaOf(partition, actingId)
  if (broker === undefined || replica === undefined) return { ok: false, error: 'NOT_LEADER_OR_FOLLOWER', message: null }
  const registration = believed(broker, topic, partition)
  if (registration.leader !== actingId) return { ok: false, error: 'NOT_LEADER_OR_FOLLOWER', message: null }
  return {
    ok: true,
    brokerId: actingId,
    registration,
    replica,
    log: replicaLog(partition, replica),
    offsets: replicaOffsets(partition, replica),
  }
}

/**
 * Asked before who leads, as in Kafka: who is behind is told so, and who is ahead makes the broker look for newer metadata (KIP-320). -1 does
 * not look.
 */
export function checkLeaderEpoch(
  cluster: ClusterView,
  topic: TopicView,
  partition: PartitionView,
  brokerId: number | null,
  currentLeaderEpoch: number,
): KafkaErrorName | null {
  const broker = cluster.brokers.get(brokerId ?? partition.leader)
  if (currentLeaderEpoch === -1 || broker === undefined || replicaOf(partition, broker.brokerId) === undefined) return null
  const { leaderEpoch } = believed(broker, topic, partition)
  if (currentLeaderEpoch === leaderEpoch) return null
  return currentLeaderEpoch < leaderEpoch ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH'
}
