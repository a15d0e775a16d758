// ListOffsets (API key 2) as plain objects.
import type { KafkaErrorName } from '../errors.ts'
import type { IsolationLevel } from './fetch.ts'

/** Timestamps below zero that ask for a place instead of a time. */
export const LATEST_TIMESTAMP = -1
export const EARLIEST_TIMESTAMP = -2
export const MAX_TIMESTAMP = -3
export const EARLIEST_LOCAL_TIMESTAMP = -4
export const LATEST_TIERED_TIMESTAMP = -5
export const EARLIEST_PENDING_UPLOAD_TIMESTAMP = -6

export type ListOffsetsRequest = {
  /** Older clients know fewer of the special timestamps and errors. Absent for the newest. */
  readonly apiVersion?: number
  readonly isolationLevel: IsolationLevel
  readonly topics: readonly { readonly name: string; readonly partitions: readonly ListOffsetsPartition[] }[]
}

export type ListOffsetsPartition = {
  readonly partitionIndex: number
  readonly timestamp: number
  /** The leader epoch that the asker knows; -1 or absent when it does not look (KIP-320). */
  readonly currentLeaderEpoch?: number
}

export type ListOffsetsResponse = {
  readonly topics: readonly { readonly name: string; readonly partitions: readonly ListOffsetsPartitionResponse[] }[]
}

/** Offset, timestamp and leader epoch are -1 when no record answers the question. */
export type ListOffsetsPartitionResponse = {
  readonly partitionIndex: number
  readonly error: KafkaErrorName
  readonly timestamp: number
  readonly offset: number
  readonly leaderEpoch: number
}
