// Which broker coordinates a transactional id or a group: the leader of the partition that its name hashes to.
// Source: TransactionStateManager.partitionFor, GroupCoordinatorService.partitionFor, KafkaApis.getCoordinator of Kafka 4.3.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { ClusterView, PartitionView, TopicView } from '../cluster.ts'
import { leaderLogOf } from '../request/leader-log.ts'
import type { LeaderLog } from '../request/leader-log.ts'
import type { CoordinatorTopic } from './internal-topics.ts'
import { partitionFor } from './partition-for.ts'

export type CoordinatorPlace = {
  readonly ok: true
  readonly brokerId: number
  readonly topic: TopicView
  readonly partition: PartitionView
  readonly leader: LeaderLog
}

export type NoCoordinator = {
  readonly ok: false
  readonly error: KafkaErrorName
  readonly message: string | null
  /** Nobody has needed such a coordinator yet: the topic has to be made first. */
  readonly isTopicMissing: boolean
}

/** `brokerId` is where the request was sent, or null for a client that asks who the coordinator is and goes there. */
export function coordinatorPlace(
  cluster: ClusterView,
  topicName: CoordinatorTopic,
  key: string,
  brokerId: number | null,
): CoordinatorPlace | NoCoordinator {
  const topic = cluster.topics.get(topicName)
  const partition = topic?.partitions[partitionFor(key, topic.partitions.length)]
  if (topic === undefined || partition === undefined) return none('COORDINATOR_NOT_AVAILABLE', null, true)
  const leader = leaderLogOf(cluster, topic, partition, brokerId)
  if (!leader.ok) return none(COORDINATOR_ERRORS[leader.error] ?? leader.error, leader.message)
  // A leader that was voted out and does not know it can commit nothing, so it is no coordinator either.
  const isStale = partition.leader !== leader.brokerId || partition.logBrokerId !== leader.brokerId
  if (isStale || leader.registration.leaderEpoch !== partition.leaderEpoch) return none('NOT_COORDINATOR', null)
  return { ok: true, brokerId: leader.brokerId, topic, partition, leader }
}

const COORDINATOR_ERRORS: Partial<Record<KafkaErrorName, KafkaErrorName>> = {
  LEADER_NOT_AVAILABLE: 'COORDINATOR_NOT_AVAILABLE',
  NOT_LEADER_OR_FOLLOWER: 'NOT_COORDINATOR',
}

function none(error: KafkaErrorName, message: string | null, isTopicMissing = false): NoCoordinator {
  return { ok: false, error, message, isTopicMissing }
}
