// What coordinators do because time has passed, at the rounds that a broker would do it in: abort what has been open for too long, and forget
// ids that nobody uses any more.
// Source: TransactionCoordinator.startup and TransactionStateManager.enableTransactionalIdExpiration of Kafka 4.3.
import type { ClusterView, PartitionView, TopicView } from '../cluster.ts'
import { nextTickAfter } from '../controller/periodic.ts'
import { isLed } from '../coordinator/leads.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import { earliest } from '../earliest.ts'
import { isUnderMinIsr } from '../replication/high-watermark.ts'
import type { Step } from '../step.ts'
import { appendTombstone, appendTransition } from './append-transition.ts'
import { canGiveProducerId, StepContext } from './coordinator-context.ts'
import type { CoordinatedTransaction, TransactionCoordinator } from './coordinator.ts'
import { isEpochExhausted } from './transaction-metadata.ts'
import { decideExpiration, decideTimeOut } from './time-out.ts'
import { isExpirationAllowed } from './transaction-state.ts'

/** The next round that finds a transaction to abort, milliseconds. A transaction that must end keeps its readers waiting, so this is urgent. */
export function nextTimeOutMs(cluster: ClusterView, topic: TopicView, partition: PartitionView): number | null {
  const intervalMs = cluster.effectiveBrokerConfigs.transactionAbortTimedOutIntervalMs
  return nextRoundMs(cluster, activeCoordinator(cluster, topic, partition), intervalMs, ({ metadata, pending }, brokerId) => {
    const isOpen = metadata.state === 'Ongoing' && pending === null
    if (!isOpen || (isEpochExhausted(metadata.producerEpoch) && !canGiveProducerId(cluster, brokerId))) return null
    return metadata.startTimestampMs + metadata.transactionTimeoutMs
  })
}

/** The next round that finds an id to forget, milliseconds. */
export function nextExpirationMs(cluster: ClusterView, topic: TopicView, partition: PartitionView): number | null {
  const { transactionRemoveExpiredIntervalMs, transactionalIdExpirationMs } = cluster.effectiveBrokerConfigs
  const coordinator = activeCoordinator(cluster, topic, partition)
  return nextRoundMs(cluster, coordinator, transactionRemoveExpiredIntervalMs, ({ metadata, pending }) => {
    const isIdle = isExpirationAllowed(metadata.state) && pending === null
    return isIdle ? metadata.lastUpdateTimestampMs + transactionalIdExpirationMs - 1 : null
  })
}

type CoordinatorView = DeepReadonly<TransactionCoordinator>

/** The first round after the earliest of these moments. */
function nextRoundMs(
  { createdMs }: ClusterView,
  coordinator: CoordinatorView | undefined,
  intervalMs: number,
  lastMomentOf: (transaction: DeepReadonly<CoordinatedTransaction>, brokerId: number) => number | null,
): number | null {
  if (coordinator === undefined) return null
  let lastMs: number | null = null
  for (const transaction of coordinator.transactions.values()) lastMs = earliest(lastMs, lastMomentOf(transaction, coordinator.brokerId))
  return lastMs === null ? null : nextTickAfter(createdMs, intervalMs, lastMs)
}

/** One that is paused or in doubt, or whose log takes no records, does nothing until that is over: then it has nothing due before either. */
function activeCoordinator(cluster: ClusterView, topic: TopicView, partition: PartitionView): CoordinatorView | undefined {
  const coordinator = cluster.transactionCoordinators.get(partition.partitionIndex)
  return coordinator !== undefined && isLed(cluster, partition) && !isUnderMinIsr(topic, partition) ? coordinator : undefined
}

/** Aborts one transaction that is due, or forgets one id; false when none is. */
export function fireTransactionTimers(step: Step, topic: TopicView, partition: PartitionView): boolean {
  const { cluster } = step
  const coordinator = activeCoordinator(cluster, topic, partition)
  if (coordinator === undefined) return false
  if (isDue(step, nextTimeOutMs(cluster, topic, partition))) return abortTimedOut(step, topic, partition, coordinator)
  return isDue(step, nextExpirationMs(cluster, topic, partition)) && forgetUnused(step, topic, partition, coordinator)
}

function isDue({ nowMs }: Step, dueMs: number | null): boolean {
  return dueMs !== null && dueMs <= nowMs
}

function abortTimedOut(step: Step, topic: TopicView, partition: PartitionView, { brokerId, transactions }: CoordinatorView): boolean {
  for (const { metadata, pending } of transactions.values()) {
    const decided = pending === null ? decideTimeOut(metadata, new StepContext(step, brokerId)) : null
    if (decided === null) continue
    const { transactionTimeoutMs } = metadata
    return appendTransition(step, topic, partition, decided, { code: 'transactionTimedOut', transactionTimeoutMs }).ok
  }
  return false
}

function forgetUnused(step: Step, topic: TopicView, partition: PartitionView, { transactions }: CoordinatorView): boolean {
  const { transactionalIdExpirationMs } = step.cluster.effectiveBrokerConfigs
  for (const { metadata, pending } of transactions.values()) {
    if (pending !== null || decideExpiration(metadata, step.nowMs, transactionalIdExpirationMs) === null) continue
    const { transactionalId } = metadata
    if (!appendTombstone(step, topic, partition, transactionalId).ok) return false
    step.records.push({ kind: 'transaction.removed', topic: topic.name, partitionIndex: partition.partitionIndex, transactionalId })
    return true
  }
  return false
}
