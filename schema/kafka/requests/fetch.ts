// Fetch (API key 1) as plain objects.
import type { KafkaErrorName } from '../errors.ts'
import type { CurrentLeader, LeaderEndpoints } from './leader-hint.ts'

export type IsolationLevel = 'read_uncommitted' | 'read_committed'

export type FetchRequest = {
  readonly maxBytes: number
  /** Not Kafka's: a part of an answer that has records already, so that a batch which does not fit may wait for the next. */
  readonly hasRecordsAlready?: boolean
  /** How long to wait for minBytes, milliseconds; 0, the default, answers at once with what there is. */
  readonly maxWaitMs?: number
  readonly minBytes?: number
  readonly isolationLevel: IsolationLevel
  readonly topics: readonly FetchTopic[]
}

export type FetchTopic = {
  /** Empty where the topic is named by its id alone. */
  readonly topic: string
  /** The incarnation the reader started on, or null. A wrong one is UNKNOWN_TOPIC_ID: offsets of another topic mean nothing. */
  readonly topicId: string | null
  readonly partitions: readonly FetchPartition[]
}

export type FetchPartition = {
  readonly partition: number
  readonly fetchOffset: number
  readonly partitionMaxBytes: number
  /** The leader epoch that the reader knows; -1 or absent when it does not look (KIP-320). */
  readonly currentLeaderEpoch?: number
  /** The epoch of the last record it has; -1 or absent when it does not look. */
  readonly lastFetchedEpoch?: number
}

export type FetchResponse = LeaderEndpoints & {
  readonly responses: readonly FetchableTopicResponse[]
  /** Not on the wire: the answer was full before every partition that has something to read had its share. */
  readonly isCutShort?: true
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
  /**
   * For read_committed: transactions that were aborted and reach into these records. Who reads leaves out the records of the producer from
   * firstOffset to the marker that ends it. Null for read_uncommitted.
   */
  readonly abortedTransactions?: readonly AbortedTransaction[] | null
  /** Whole record batches one after another. The first may begin below fetchOffset; the reader skips those records. */
  readonly records: Uint8Array
  /** Where the leader's log ends for the largest epoch not above lastFetchedEpoch, when the reader's history is another one. */
  readonly divergingEpoch?: { readonly epoch: number; readonly endOffset: number }
  readonly currentLeader?: CurrentLeader
}

export type AbortedTransaction = { readonly producerId: number; readonly firstOffset: number }
