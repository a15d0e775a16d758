// OffsetDelete (API key 47) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type OffsetDeleteRequest = {
  readonly groupId: string
  readonly topics: readonly { readonly name: string; readonly partitionIndexes: readonly number[] }[]
}

export type OffsetDeleteResponse = {
  /** Of the group as a whole; `topics` is empty then. */
  readonly error: KafkaErrorName
  readonly topics: readonly {
    readonly name: string
    readonly partitions: readonly { readonly partitionIndex: number; readonly error: KafkaErrorName }[]
  }[]
}
