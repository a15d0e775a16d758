// AlterPartitionReassignments (API key 45) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type AlterPartitionReassignmentsRequest = {
  /** False refuses a target of another size than the partition has (KIP-860). */
  readonly allowReplicationFactorChange: boolean
  readonly topics: readonly { readonly name: string; readonly partitions: readonly ReassignablePartition[] }[]
}

export type ReassignablePartition = {
  readonly partitionIndex: number
  /** The brokers that shall hold it, the preferred leader first; null cancels a reassignment that is under way. */
  readonly replicas: readonly number[] | null
}

export type AlterPartitionReassignmentsResponse = {
  readonly error: KafkaErrorName
  readonly errorMessage: string | null
  readonly responses: readonly { readonly name: string; readonly partitions: readonly ReassignedPartitionResult[] }[]
}

export type ReassignedPartitionResult = {
  readonly partitionIndex: number
  readonly error: KafkaErrorName
  readonly errorMessage: string | null
}
