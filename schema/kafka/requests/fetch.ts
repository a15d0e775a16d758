// Fetch (API key 1) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type IsolationLevel = 'read_uncommitted' | 'read_committed'

export type FetchRequest = {
  readonly maxBytes: number
  readonly isolationLevel: IsolationLevel
  readonly topics: readonly FetchTopic[]
}

export type FetchTopic = {
  readonly topic: string
  /** The incarnation the reader started on, or null. A wrong one is UNKNOWN_TOPIC_ID: offsets of another topic mean nothing. */
  readonly topicId: string | null
  readonly partitions: readonly FetchPartition[]
}

export type FetchPartition = {
  readonly partition: number
  readonly fetchOffset: number
  readonly partitionMaxBytes: number
}

export type FetchResponse = {
  readonly responses: readonly FetchableTopicResponse[]
}

export type FetchableTopicResponse = {
  readonly topic: string
  readonly topicId: string
  readonly partitions: readonly FetchPartitionData[]
}

export type FetchPartitionData = {
  readonly partitionIndex: number
  readonly error: KafkaErrorName
  readonly highWatermark: number
  readonly lastStableOffset: number
  readonly logStartOffset: number
  /** Whole record batches one after another. The first may begin below fetchOffset; the reader skips those records. */
  readonly records: Uint8Array
}
