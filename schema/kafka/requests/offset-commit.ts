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
  readonly topics: readonly { readonly name: string; readonly partitions: readonly OffsetCommitPartition[] }[]
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
    readonly partitions: readonly { readonly partitionIndex: number; readonly error: KafkaErrorName }[]
  }[]
}
