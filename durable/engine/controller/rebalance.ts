// Leaders come home by themselves: every leader.imbalance.check.interval.seconds the controller gives leadership back to preferred replicas that
// are in sync again.
// Source: ReplicationControlManager.maybeBalancePartitionLeaders of Kafka 4.3, which knows no threshold any more (KAFKA-18743); the percentage
// of older versions is honoured when somebody sets it.
import type { ClusterView, PartitionView, TopicView } from '../cluster.ts'
import { updatePartition } from '../replication/leadership.ts'
import type { Step } from '../step.ts'
import { isActive } from './is-active.ts'
import { nextTickAfter } from './periodic.ts'
import { imbalanceRatio, leaderImbalance } from './leader-imbalance.ts'
import { hasPreferredLeader } from './partition-registration.ts'

/** The check that will move this partition's leader, milliseconds; null while it is where it belongs, or cannot go there. */
export function nextRebalanceMs(cluster: ClusterView, partition: PartitionView): number | null {
  const { autoLeaderRebalanceEnable, leaderImbalanceCheckIntervalMs } = cluster.effectiveBrokerConfigs
  const [preferred = -1] = partition.replicas
  if (!autoLeaderRebalanceEnable || cluster.activeController === -1 || hasPreferredLeader(partition)) return null
  if (!partition.isr.includes(preferred) || !isActive(cluster, preferred) || !isAboveThreshold(cluster, preferred)) return null
  return nextTickAfter(cluster.createdMs, leaderImbalanceCheckIntervalMs, partition.changedMs)
}

/** Gives the partition back to its preferred leader. */
export function rebalance(step: Step, topic: TopicView, partition: PartitionView): boolean {
  const [brokerId = -1] = partition.replicas
  const imbalancePercent = Math.round(ratioOf(step.cluster, brokerId) * 100)
  return updatePartition(step, topic, partition, { election: 'PREFERRED' }, { code: 'autoRebalance', brokerId, imbalancePercent })
}

function isAboveThreshold(cluster: ClusterView, brokerId: number): boolean {
  const percentage = cluster.effectiveBrokerConfigs.leaderImbalancePerBrokerPercentage
  return percentage === null || ratioOf(cluster, brokerId) * 100 > percentage
}

/** How many of the partitions that prefer a broker are led by another one, from 0 to 1. */
function ratioOf(cluster: ClusterView, brokerId: number): number {
  const partitions = [...cluster.topics.values()].flatMap((topic) => topic.partitions)
  const imbalance = leaderImbalance(partitions).get(brokerId)
  return imbalance === undefined ? 0 : imbalanceRatio(imbalance)
}
