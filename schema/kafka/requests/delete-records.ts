// DeleteRecords (API key 21) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

/** As the offset of a partition: everything up to the high watermark. */
export const HIGH_WATERMARK_OFFSET = -1

export type DeleteRecordsRequest = {
  readonly topics: readonly { readonly name: string; readonly partitions: readonly DeleteRecordsPartition[] }[]
  /** How long to wait for the followers. */
  readonly timeoutMs: number
}

/** Records before `offset` go. */
export type DeleteRecordsPartition = { readonly partitionIndex: number; readonly offset: number }

export type DeleteRecordsResponse = {
  readonly topics: readonly { readonly name: string; readonly partitions: readonly DeleteRecordsPartitionResult[] }[]
}

export type DeleteRecordsPartitionResult = {
  readonly partitionIndex: number
  /** The smallest log start of all live replicas; -1 with an error. */
  readonly lowWatermark: number
  readonly error: KafkaErrorName
}
