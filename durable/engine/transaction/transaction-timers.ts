// What coordinators do because time has passed, at the rounds that a broker would do it in: abort what has been open for too long, and forget
// ids that nobody uses any more.
// Source: TransactionCoordinator.startup and TransactionStateManager.enableTransactionalIdExpiration of Kafka 4.3.
import type { ClusterView, PartitionView, TopicView } from '../cluster.ts'
import { nextTickAfter } from '../controller/periodic.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import { earliest } from '../earliest.ts'
import { processOf } from '../network/links.ts'
import { nextProducerId } from '../producer-ids.ts'
import type { Step } from '../step.ts'
import { appendTombstone, appendTransition, TRANSACTION_VERSION } from './append-transition.ts'
import type { CoordinatedTransaction, TransactionCoordinator } from './coordinator.ts'
import { decideExpiration, decideTimeOut } from './time-out.ts'
import { isExpirationAllowed } from './transaction-state.ts'

/** The next round that finds a transaction to abort, milliseconds. A transaction that must end keeps its readers waiting, so this is urgent. */
export function nextTimeOutMs(cluster: ClusterView, partition: PartitionView): number | null {
  const intervalMs = cluster.effectiveBrokerConfigs.transactionAbortTimedOutIntervalMs
  return nextRoundMs(cluster, partition, intervalMs, ({ metadata, pending }) => {
    const isOpen = metadata.state === 'Ongoing' && pending === null
    return isOpen ? metadata.startTimestampMs + metadata.transactionTimeoutMs : null
  })
}

/** The next round that finds an id to forget, milliseconds. */
export function nextExpirationMs(cluster: ClusterView, partition: PartitionView): number | null {
  const { transactionRemoveExpiredIntervalMs, transactionalIdExpirationMs } = cluster.effectiveBrokerConfigs
  return nextRoundMs(cluster, partition, transactionRemoveExpiredIntervalMs, ({ metadata, pending }) => {
    const isIdle = isExpirationAllowed(metadata.state) && pending === null
    return isIdle ? metadata.lastUpdateTimestampMs + transactionalIdExpirationMs - 1 : null
  })
}

/** The first round after the earliest of these moments. */
function nextRoundMs(
  cluster: ClusterView,
  partition: PartitionView,
  intervalMs: number,
  lastMomentOf: (transaction: DeepReadonly<CoordinatedTransaction>) => number | null,
): number | null {
  const coordinator = activeCoordinator(cluster, partition)
  let lastMs: number | null = null
  for (const transaction of coordinator?.transactions.values() ?? []) lastMs = earliest(lastMs, lastMomentOf(transaction))
  return lastMs === null ? null : nextTickAfter(cluster.createdMs, intervalMs, lastMs)
}

/** One that is paused or in doubt does nothing until it is itself again. */
function activeCoordinator(cluster: ClusterView, { partitionIndex, leader }: PartitionView): DeepReadonly<TransactionCoordinator> | undefined {
  return processOf(cluster, leader) === 'running' ? cluster.transactionCoordinators.get(partitionIndex) : undefined
}

/** Aborts one transaction that is due, or forgets one id; false when none is. */
export function fireTransactionTimers(step: Step, topic: TopicView, partition: PartitionView): boolean {
  const { cluster } = step
  if (isDue(step, nextTimeOutMs(cluster, partition))) return abortTimedOut(step, topic, partition)
  return isDue(step, nextExpirationMs(cluster, partition)) && forgetUnused(step, topic, partition)
}

function isDue({ nowMs }: Step, dueMs: number | null): boolean {
  return dueMs !== null && dueMs <= nowMs
}

function abortTimedOut(step: Step, topic: TopicView, partition: PartitionView): boolean {
  const context = {
    nowMs: step.nowMs,
    transactionVersion: TRANSACTION_VERSION,
    nextProducerId: () => nextProducerId(step, partition.leader),
  }
  for (const { metadata, pending } of activeCoordinator(step.cluster, partition)?.transactions.values() ?? []) {
    const decided = pending === null ? decideTimeOut(metadata, context) : null
    if (decided === null) continue
    const { transactionTimeoutMs } = metadata
    return appendTransition(step, topic, partition, decided, { code: 'transactionTimedOut', transactionTimeoutMs }).ok
  }
  return false
}

function forgetUnused(step: Step, topic: TopicView, partition: PartitionView): boolean {
  const { transactionalIdExpirationMs } = step.cluster.effectiveBrokerConfigs
  for (const { metadata, pending } of activeCoordinator(step.cluster, partition)?.transactions.values() ?? []) {
    if (pending !== null || decideExpiration(metadata, step.nowMs, transactionalIdExpirationMs) === null) continue
    const { transactionalId } = metadata
    if (!appendTombstone(step, topic, partition, transactionalId).ok) return false
    step.records.push({ kind: 'transaction.removed', topic: topic.name, partitionIndex: partition.partitionIndex, transactionalId })
    return true
  }
  return false
}
