// ListPartitionReassignments (API key 46) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type ListPartitionReassignmentsRequest = {
  /** Null asks for every reassignment that is under way. */
  readonly topics: readonly { readonly name: string; readonly partitionIndexes: readonly number[] }[] | null
}

/** Partitions that do not exist or are not being reassigned are left out. */
export type ListPartitionReassignmentsResponse = {
  readonly error: KafkaErrorName
  readonly errorMessage: string | null
  readonly topics: readonly { readonly name: string; readonly partitions: readonly OngoingReassignment[] }[]
}

export type OngoingReassignment = {
  readonly partitionIndex: number
  readonly replicas: readonly number[]
  readonly addingReplicas: readonly number[]
  readonly removingReplicas: readonly number[]
}
