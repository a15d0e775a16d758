// The whole cluster at one moment, as plain data: what GET /state answers and the page draws.
import type { TransactionView } from './coordinator-states.ts'
import type { GroupView } from './group-states.ts'

export type ClusterState = {
  readonly clusterId: string
  /** Sequence of the last event: what came after it is not in here. */
  readonly sequence: number
  readonly clock: { readonly mode: 'realtime' | 'manual'; readonly nowMs: number; readonly nextDueMs: number | null }
  readonly controller: {
    readonly activeController: number
    readonly controllerEpoch: number
    readonly controllers: readonly ControllerState[]
  }
  readonly brokers: readonly BrokerState[]
  readonly topics: readonly TopicState[]
  readonly transactions: readonly TransactionView[]
  readonly groups: readonly GroupView[]
  readonly faults: readonly FaultState[]
  readonly purgatory: { readonly produce: number; readonly fetch: number }
  readonly storedBytes: number
}

export type ControllerState = {
  readonly nodeId: number
  readonly process: string
  readonly isActive: boolean
  readonly returnsMs: number | null
}

export type BrokerState = {
  readonly brokerId: number
  readonly rack: string | null
  readonly process: string
  readonly brokerEpoch: number
  readonly fenced: boolean
  readonly inControlledShutdown: boolean
  /** Since when the controller has not heard of it, milliseconds since the epoch. */
  readonly silentSinceMs: number | null
  /** When it comes back by itself from what was done to it; null when nobody said so. */
  readonly returnsMs: number | null
  /** Whether it knows the newest metadata. */
  readonly followsMetadata: boolean
  readonly leaderCount: number
  readonly replicaCount: number
}

export type TopicState = { readonly name: string; readonly topicId: string; readonly partitions: readonly PartitionState[] }

export type PartitionState = {
  readonly partitionIndex: number
  readonly leader: number
  readonly leaderEpoch: number
  readonly partitionEpoch: number
  readonly leaderRecoveryState: string
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  /** AR without ISR. */
  readonly osr: readonly number[]
  readonly elr: readonly number[]
  readonly lastKnownElr: readonly number[]
  readonly addingReplicas: readonly number[]
  readonly removingReplicas: readonly number[]
  /** min.insync.replicas, at most the number of replicas. */
  readonly minIsr: number
  /** As in Kafka's metrics the leader counts these two, so a partition without one is neither: it is offline. */
  readonly isUnderReplicated: boolean
  readonly isUnderMinIsr: boolean
  /** Has no leader. One whose leader died a moment ago is not offline until the controller has noticed. */
  readonly isOffline: boolean
  /** Kafka's LW: the lowest log start of the replicas on live brokers. */
  readonly lowWatermark: number
  readonly logs: readonly ReplicaLogState[]
}

export type ReplicaLogState = {
  readonly brokerId: number
  readonly role: 'leader' | 'follower'
  readonly isInSync: boolean
  readonly logStartOffset: number
  readonly logEndOffset: number
  readonly highWatermark: number
  readonly lastStableOffset: number
  /** Up to here a crash of the machine loses nothing. */
  readonly recoveryPoint: number
  readonly leaderEpochs: readonly { readonly epoch: number; readonly startOffset: number }[]
  /** Size and time are null for a segment of which a follower has only a part so far. */
  readonly segments: readonly { readonly baseOffset: number; readonly sizeBytes: number | null; readonly maxTimestamp: number | null }[]
  /** Null while a part of a segment is all that the follower has of it. */
  readonly sizeBytes: number | null
  /** Whether it has a history of its own that its leader does not share. */
  readonly isDiverged: boolean
  /** Null for the leader. `at rest`: its fetch waits at the leader. */
  readonly fetcher: 'at rest' | 'request' | 'response' | 'backoff' | 'blocked' | null
  /** What the leader knows of it; null for the leader itself, and while there is none. */
  readonly known: { readonly logEndOffset: number; readonly lastFetchMs: number; readonly lastCaughtUpMs: number } | null
}

export type FaultState = {
  readonly faultId: number
  readonly spec: Readonly<Record<string, unknown>>
  readonly startedMs: number
  readonly endsMs: number | null
  readonly used: number
}
