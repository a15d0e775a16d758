// DescribeQuorum (API key 55) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type DescribeQuorumRequest = {
  /** There is one quorum: the partition 0 of __cluster_metadata. Whoever names another is UNKNOWN_TOPIC_OR_PARTITION. */
  readonly topics: readonly { readonly topicName: string; readonly partitions: readonly number[] }[]
}

export type DescribeQuorumResponse = {
  readonly error: KafkaErrorName
  readonly errorMessage: string | null
  readonly leaderId: number
  readonly leaderEpoch: number
  readonly highWatermark: number
  readonly currentVoters: readonly QuorumReplica[]
  readonly observers: readonly QuorumReplica[]
  /** Where the voters listen (KIP-853). */
  readonly nodes: readonly { readonly nodeId: number; readonly listeners: readonly NodeListener[] }[]
}

export type NodeListener = { readonly name: string; readonly host: string; readonly port: number }

export type QuorumReplica = {
  readonly replicaId: number
  readonly logEndOffset: number
  /** Milliseconds since the epoch; -1 where the leader does not know. */
  readonly lastFetchTimestamp: number
  readonly lastCaughtUpTimestamp: number
}
