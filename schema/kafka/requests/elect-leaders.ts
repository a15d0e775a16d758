// ElectLeaders (API key 43) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type ElectLeadersRequest = {
  readonly electionType: 'PREFERRED' | 'UNCLEAN'
  /** Null asks for every partition of the cluster. */
  readonly topicPartitions: readonly { readonly topic: string; readonly partitions: readonly number[] }[] | null
}

export type ElectLeadersResponse = {
  readonly error: KafkaErrorName
  readonly replicaElectionResults: readonly { readonly topic: string; readonly partitionResult: readonly ElectionResult[] }[]
}

export type ElectionResult = { readonly partitionId: number; readonly error: KafkaErrorName; readonly errorMessage: string | null }
