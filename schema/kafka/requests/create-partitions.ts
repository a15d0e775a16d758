// CreatePartitions (API key 37) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type CreatePartitionsRequest = {
  readonly topics: readonly CreatePartitionsTopic[]
  readonly validateOnly: boolean
}

export type CreatePartitionsTopic = {
  readonly name: string
  /** How many partitions the topic shall have afterwards, old ones included. */
  readonly count: number
  /** Replicas of each added partition in order, or null to let the cluster place them. */
  readonly assignments: readonly { readonly brokerIds: readonly number[] }[] | null
}

export type CreatePartitionsResponse = {
  readonly results: readonly { readonly name: string; readonly error: KafkaErrorName; readonly errorMessage: string | null }[]
}
