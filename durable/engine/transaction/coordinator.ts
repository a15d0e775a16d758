// What a transaction coordinator holds in memory: the transactions of one partition of __transaction_state, on the broker that leads it. It was
// read from that partition's log when the broker took over, and is what the log says ever since.
// Source: TransactionStateManager and TransactionMarkerChannelManager of Kafka 4.3.
import type { ClusterView } from '../cluster.ts'
import { viewKey } from '../cluster.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { TransactionMetadata, TransactionTransition } from './transaction-metadata.ts'

export type TransactionCoordinator = {
  readonly brokerId: number
  /** The leader epoch of the partition: markers carry it, so that an older coordinator can be told apart. */
  readonly coordinatorEpoch: number
  /** By transactional id. */
  readonly transactions: Map<string, CoordinatedTransaction>
}

export type CoordinatedTransaction = {
  readonly metadata: TransactionMetadata
  /** A change that is not committed in the log yet; nothing else may begin before. */
  readonly pending: PendingTransition | null
}

export type PendingTransition = {
  readonly transition: TransactionTransition
  /** The high watermark that commits it. Null while it is not written: the end of a transaction waits for all its markers. */
  readonly requiredOffset: number | null
}

/** A marker that a partition still has to get, or whose arrival the coordinator does not know of yet. */
export type OpenMarker = {
  readonly transactionalId: string
  /** The partition of __transaction_state whose coordinator sends it. */
  readonly coordinatorPartition: number
  readonly progress: MarkerProgress
}

export type MarkerProgress =
  /** Until the leader can be reached; after a loss not before retryMs. */
  | { readonly phase: 'waiting'; readonly retryMs: number | null }
  | { readonly phase: 'sent'; readonly dueMs: number }
  /** In the leader's log. It holds when the high watermark reaches requiredOffset in the same leader epoch. */
  | { readonly phase: 'written'; readonly leaderEpoch: number; readonly requiredOffset: number }

/** By `topic/partition`. */
export type OpenMarkers = Map<string, readonly OpenMarker[]>

export const UNSENT: MarkerProgress = { phase: 'waiting', retryMs: null }

export function openMarkersOf({ openMarkers }: ClusterView, topic: string, partitionIndex: number): DeepReadonly<readonly OpenMarker[]> {
  // Nearly always there are none, and every append asks.
  return openMarkers.size === 0 ? NONE : (openMarkers.get(viewKey(topic, partitionIndex)) ?? NONE)
}

const NONE: readonly OpenMarker[] = []

export function transactionOf(
  cluster: ClusterView,
  coordinatorPartition: number,
  transactionalId: string,
): DeepReadonly<CoordinatedTransaction> | undefined {
  return cluster.transactionCoordinators.get(coordinatorPartition)?.transactions.get(transactionalId)
}
