// OffsetForLeaderEpoch (API key 23) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type OffsetForLeaderEpochRequest = {
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly OffsetForLeaderPartition[] }[]
}

export type OffsetForLeaderPartition = {
  readonly partition: number
  /** The leader epoch that the asker knows; -1 when it does not look. */
  readonly currentLeaderEpoch: number
  /** The epoch whose end is asked for. */
  readonly leaderEpoch: number
}

export type OffsetForLeaderEpochResponse = {
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly EpochEndOffsetResult[] }[]
}

/** The largest epoch not above the one asked for, and where it ended; both -1 where the leader does not know. */
export type EpochEndOffsetResult = {
  readonly partition: number
  readonly error: KafkaErrorName
  readonly leaderEpoch: number
  readonly endOffset: number
}
