// OffsetFetch (API key 9) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type OffsetFetchRequest = {
  readonly groupId: string
  /** Of a KIP-848 member, from version 9 on: null and -1 from everybody else, and nothing is compared then. */
  readonly memberId: string | null
  readonly memberEpoch: number
  /** Null asks for every partition that the group has an offset of. A partition that is named twice is answered once. */
  readonly topics: readonly OffsetFetchTopic[] | null
  /** Offsets that an open transaction is about to replace are UNSTABLE_OFFSET_COMMIT (KIP-447). */
  readonly requireStable: boolean
}

export type OffsetFetchTopic = {
  /** Empty when the topic is named by its id alone: one that is not known is UNKNOWN_TOPIC_ID. */
  readonly name: string
  readonly topicId?: string
  readonly partitionIndexes: readonly number[]
}

export type OffsetFetchResponse = {
  /** Of the group as a whole. */
  readonly error: KafkaErrorName
  /** The id is empty for a topic that is not there. */
  readonly topics: readonly { readonly name: string; readonly topicId: string; readonly partitions: readonly FetchedOffset[] }[]
}

export type FetchedOffset = {
  readonly partitionIndex: number
  readonly error: KafkaErrorName
  /** -1 when the group has committed none. */
  readonly committedOffset: number
  readonly committedLeaderEpoch: number
  readonly metadata: string
}
