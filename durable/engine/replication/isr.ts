// Who is in sync, as the leader sees it: it proposes, the controller decides (AlterPartition, KIP-497).
// Source: Partition.maybeExpandIsr, maybeShrinkIsr and canAddReplicaToIsr of Kafka 4.3.
import type { PartitionView, TopicView } from '../cluster.ts'
import { isActive } from '../controller/is-active.ts'
import { reachesController } from '../network/links.ts'
import type { Step } from '../step.ts'
import { isUpToDate } from './believed.ts'
import { updatePartition } from './leadership.ts'
import type { ReplicaView } from './replica.ts'

/** Asks for the first follower that has caught up to be let in, and reports a leader that has recovered. */
export function stepIsr(step: Step, topic: TopicView, partition: PartitionView): boolean {
  const { leader, isr, leaderRecoveryState } = partition
  const leaderBroker = step.cluster.brokers.get(leader)
  if (leaderBroker?.process !== 'running' || !isUpToDate(leaderBroker, topic, partition)) return false
  const canReach = reachesController(step.cluster, leader)
  if (leaderRecoveryState === 'RECOVERING' && canReach) {
    return updatePartition(step, topic, partition, { targetLeaderRecoveryState: 'RECOVERED' }, { code: 'leaderRecovered' })
  }
  const joining = partition.replicaStates.find((replica) => isCaughtUp(step, partition, replica))
  if (joining === undefined) return false
  const proposed = [...isr, joining.brokerId]
  if (!canReach) return propose(step, topic, partition, proposed)
  const { brokerId } = joining
  const { logEndOffset } = joining.known
  return updatePartition(step, topic, partition, { targetIsr: proposed }, { code: 'replicaCaughtUp', brokerId, logEndOffset })
}

/** Counted at once for the high watermark, which waits for it; not for min ISR until the controller has agreed. */
function propose(step: Step, topic: TopicView, partition: PartitionView, isr: readonly number[]): boolean {
  if (partition.pendingIsr !== null) return false
  step.records.push({ kind: 'isr.proposed', topic: topic.name, partitionIndex: partition.partitionIndex, isr })
  return true
}

function isCaughtUp({ cluster, nowMs }: Step, partition: PartitionView, { brokerId, known, fetcher }: ReplicaView): boolean {
  const { log, leader, isr } = partition
  if (brokerId === leader || isr.includes(brokerId) || fetcher?.phase === 'blocked') return false
  const epochStart = log.leaderEpochs.at(-1)?.startOffset ?? 0
  if (known.logEndOffset < log.highWatermark || known.logEndOffset < epochStart || !isActive(cluster, brokerId)) return false
  // Kafka looks at this only when the follower fetches. Here it is looked at whenever something happens, and who would have to go again at once
  // for its lag must not come in first.
  const isLate = nowMs - known.lastCaughtUpMs > cluster.effectiveBrokerConfigs.replicaLagTimeMaxMs
  return known.logEndOffset >= log.logEndOffset || !isLate
}

/** When the next member of the ISR will have lagged for too long, milliseconds; null while nobody lags. */
export function nextShrinkMs(partition: PartitionView, replicaLagTimeMaxMs: number): number | null {
  let dueMs: number | null = null
  for (const replica of partition.replicaStates) {
    if (!lags(partition, replica)) continue
    const ofThis = replica.known.lastCaughtUpMs + replicaLagTimeMaxMs + 1
    dueMs = dueMs === null ? ofThis : Math.min(dueMs, ofThis)
  }
  return dueMs
}

/** Lets those go that have lagged for too long. */
export function shrinkIsr(step: Step, topic: TopicView, partition: PartitionView): boolean {
  const maxLagMs = step.cluster.effectiveBrokerConfigs.replicaLagTimeMaxMs
  const late = partition.replicaStates.filter((replica) => {
    return lags(partition, replica) && step.nowMs - replica.known.lastCaughtUpMs > maxLagMs
  })
  const [first] = late
  if (first === undefined || !reachesController(step.cluster, partition.leader)) return false
  const targetIsr = partition.isr.filter((brokerId) => !late.some((replica) => replica.brokerId === brokerId))
  return updatePartition(step, topic, partition, { targetIsr }, { code: 'replicaLagged', brokerId: first.brokerId, maxLagMs })
}

function lags({ isr, leader, log }: PartitionView, { brokerId, known }: ReplicaView): boolean {
  return brokerId !== leader && isr.includes(brokerId) && known.logEndOffset !== log.logEndOffset
}
