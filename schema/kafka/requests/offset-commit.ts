// OffsetCommit (API key 8) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type OffsetCommitRequest = {
  /** From 9 on an unknown group is GROUP_ID_NOT_FOUND and a wrong epoch STALE_MEMBER_EPOCH (KIP-848). */
  readonly apiVersion: number
  readonly groupId: string
  /** The generation of a classic member or the epoch of a KIP-848 one; -1 of a consumer that is no member. */
  readonly generationIdOrMemberEpoch: number
  readonly memberId: string
  readonly groupInstanceId: string | null
  /** How long the offsets are kept at least, milliseconds (versions 2 to 4); absent or -1 leaves that to the brokers' config. */
  readonly retentionTimeMs?: number
  readonly topics: readonly OffsetCommitTopic[]
}

export type OffsetCommitTopic = {
  /** Empty when the topic is named by its id alone: one that is not known is UNKNOWN_TOPIC_ID. */
  readonly name: string
  readonly topicId?: string
  readonly partitions: readonly OffsetCommitPartition[]
}

export type OffsetCommitPartition = {
  readonly partitionIndex: number
  readonly committedOffset: number
  /** -1 when the consumer does not know it. */
  readonly committedLeaderEpoch: number
  readonly committedMetadata: string | null
}

export type OffsetCommitResponse = {
  readonly topics: readonly {
    readonly name: string
    /** Of one that the request named so. */
    readonly topicId?: string
    readonly partitions: readonly { readonly partitionIndex: number; readonly error: KafkaErrorName }[]
  }[]
}
