// OffsetFetch (API key 9) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type OffsetFetchRequest = {
  readonly groupId: string
  /** Of a KIP-848 member, from version 9 on: null and -1 from everybody else, and nothing is compared then. */
  readonly memberId: string | null
  readonly memberEpoch: number
  /** Null asks for every partition that the group has an offset of. */
  readonly topics: readonly { readonly name: string; readonly partitionIndexes: readonly number[] }[] | null
  /** Offsets that an open transaction is about to replace are UNSTABLE_OFFSET_COMMIT (KIP-447). */
  readonly requireStable: boolean
}

export type OffsetFetchResponse = {
  /** Of the group as a whole. */
  readonly error: KafkaErrorName
  readonly topics: readonly { readonly name: string; readonly partitions: readonly FetchedOffset[] }[]
}

export type FetchedOffset = {
  readonly partitionIndex: number
  readonly error: KafkaErrorName
  /** -1 when the group has committed none. */
  readonly committedOffset: number
  readonly committedLeaderEpoch: number
  readonly metadata: string | null
}
