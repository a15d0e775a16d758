// What happens in the memory of transaction coordinators. Part of apply.ts.
import { present } from '../assert.ts'
import { viewKey } from '../cluster.ts'
import type { Cluster } from '../cluster.ts'
import type { RecordOf } from '../record.ts'
import type { CoordinatedTransaction, OpenMarker, TransactionCoordinator } from './coordinator.ts'
import { UNSENT } from './coordinator.ts'
import { beginCompletion, withMarkersWritten } from './markers.ts'
import type { TransactionMetadata } from './transaction-metadata.ts'
import { isPrepared } from './transaction-state.ts'
import { completed, withPending } from './transition.ts'

type TransactionRecord = RecordOf<
  | 'transactions.loaded'
  | 'transactions.unloaded'
  | 'transaction.prepared'
  | 'transaction.moved'
  | 'transaction.removed'
  | 'marker.moved'
  | 'marker.acknowledged'
>

export function applyTransaction(cluster: Cluster, record: TransactionRecord, nowMs: number): void {
  const { partitionIndex } = record
  switch (record.kind) {
    case 'transactions.loaded':
      return load(cluster, record, nowMs)
    case 'transactions.unloaded':
      return unloadTransactions(cluster, partitionIndex)
    case 'transaction.prepared':
      return prepare(cluster, record)
    case 'transaction.moved':
      return move(cluster, record, nowMs)
    case 'transaction.removed':
      coordinatorOf(cluster, partitionIndex).transactions.delete(record.transactionalId)
      return
    case 'marker.moved':
      return changeMarkers(cluster, record, (markers) =>
        markers.map((marker) => (isOf(marker, record.transactionalId) ? { ...marker, progress: record.progress } : marker)),
      )
    case 'marker.acknowledged':
      return acknowledge(cluster, record)
  }
}

function coordinatorOf(cluster: Cluster, partitionIndex: number): TransactionCoordinator {
  return present(cluster.transactionCoordinators.get(partitionIndex), `the coordinator of __transaction_state-${partitionIndex}`)
}

function load(cluster: Cluster, record: RecordOf<'transactions.loaded'>, nowMs: number): void {
  const { partitionIndex, brokerId, coordinatorEpoch } = record
  unloadTransactions(cluster, partitionIndex)
  const transactions = new Map<string, CoordinatedTransaction>()
  cluster.transactionCoordinators.set(partitionIndex, { brokerId, coordinatorEpoch, transactions })
  for (const metadata of record.transactions) remember(cluster, partitionIndex, metadata, nowMs)
}

/** The memory of a coordinator goes with its broker or its leadership; what it has to send goes with it. */
export function unloadTransactions(cluster: Cluster, partitionIndex: number): void {
  cluster.transactionCoordinators.delete(partitionIndex)
  for (const [key, markers] of cluster.openMarkers) {
    const left = markers.filter(({ coordinatorPartition }) => coordinatorPartition !== partitionIndex)
    setMarkers(cluster, key, left)
  }
}

function prepare(cluster: Cluster, record: RecordOf<'transaction.prepared'>): void {
  const { partitionIndex, transactionalId, transition, requiredOffset, brokerId, coordinatorEpoch } = record
  let coordinator = cluster.transactionCoordinators.get(partitionIndex)
  // A partition that nobody has written to yet has nothing to load: its coordinator begins with the first record.
  if (coordinator === undefined) {
    coordinator = { brokerId, coordinatorEpoch, transactions: new Map() }
    cluster.transactionCoordinators.set(partitionIndex, coordinator)
  }
  const metadata = record.metadata ?? pendingMetadata(coordinator, record)
  coordinator.transactions.set(transactionalId, { metadata, pending: { transition, requiredOffset } })
}

/** The end of a transaction has been pending since its outcome was decided, and is only now written down. */
function pendingMetadata(
  coordinator: TransactionCoordinator,
  { transactionalId, transition }: RecordOf<'transaction.prepared'>,
): TransactionMetadata {
  const { metadata, pending } = present(coordinator.transactions.get(transactionalId), `transaction ${transactionalId}`)
  return pending === null ? withPending(metadata, transition) : metadata
}

function move(cluster: Cluster, { partitionIndex, transactionalId }: RecordOf<'transaction.moved'>, nowMs: number): void {
  const { metadata, pending } = present(
    coordinatorOf(cluster, partitionIndex).transactions.get(transactionalId),
    `transaction ${transactionalId}`,
  )
  remember(cluster, partitionIndex, completed(metadata, present(pending, 'the transition').transition), nowMs)
}

/** Whose outcome is decided has its end prepared at once, and waits for the markers. */
function remember(cluster: Cluster, coordinatorPartition: number, metadata: TransactionMetadata, nowMs: number): void {
  const { transactions } = coordinatorOf(cluster, coordinatorPartition)
  const { transactionalId, partitions } = metadata
  if (!isPrepared(metadata.state)) {
    transactions.set(transactionalId, { metadata, pending: null })
    return
  }
  const completion = beginCompletion(metadata, nowMs)
  const pending = { transition: completion.transition, requiredOffset: null }
  transactions.set(transactionalId, { metadata: completion.metadata, pending })
  for (const { topic, partitionIndex } of partitions) {
    const key = viewKey(topic, partitionIndex)
    const marker = { transactionalId, coordinatorPartition, progress: UNSENT }
    cluster.openMarkers.set(key, [...(cluster.openMarkers.get(key) ?? []), marker])
  }
}

function acknowledge(cluster: Cluster, record: RecordOf<'marker.acknowledged'>): void {
  const { partitionIndex, transactionalId, marker } = record
  changeMarkers(cluster, record, (markers) => markers.filter((one) => !isOf(one, transactionalId)))
  const transaction = cluster.transactionCoordinators.get(partitionIndex)?.transactions.get(transactionalId)
  if (transaction === undefined) return
  const metadata = withMarkersWritten(transaction.metadata, [marker])
  coordinatorOf(cluster, partitionIndex).transactions.set(transactionalId, { ...transaction, metadata })
}

function isOf(marker: OpenMarker, transactionalId: string): boolean {
  return marker.transactionalId === transactionalId
}

function changeMarkers(
  cluster: Cluster,
  { marker }: RecordOf<'marker.moved' | 'marker.acknowledged'>,
  change: (markers: readonly OpenMarker[]) => readonly OpenMarker[],
): void {
  const key = viewKey(marker.topic, marker.partitionIndex)
  setMarkers(cluster, key, change(cluster.openMarkers.get(key) ?? []))
}

function setMarkers(cluster: Cluster, key: string, markers: readonly OpenMarker[]): void {
  if (markers.length === 0) cluster.openMarkers.delete(key)
  else cluster.openMarkers.set(key, markers)
}
