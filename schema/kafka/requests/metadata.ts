// Metadata (API key 3) as plain objects.
import type { ClusterClock } from '../cluster-clock.ts'
import type { KafkaErrorName } from '../errors.ts'

export type MetadataRequest = {
  /** Names to describe; null means every topic. */
  readonly topics: readonly string[] | null
  /** Topics by their ids, beside the names. An id never makes a topic. */
  readonly topicIds?: readonly string[]
  readonly allowAutoTopicCreation: boolean
}

export type MetadataResponse = {
  readonly clusterId: string
  /** The time that clients inside the sandbox stamp their records with. Not Kafka's: there every machine has a clock. */
  readonly clock: Readonly<ClusterClock>
  readonly controllerId: number
  readonly brokers: readonly MetadataBroker[]
  readonly topics: readonly MetadataTopic[]
}

export type MetadataBroker = { readonly nodeId: number; readonly host: string; readonly port: number; readonly rack: string | null }

export type MetadataTopic = {
  readonly error: KafkaErrorName
  /** Empty where the topic was asked for by an id that nobody knows. */
  readonly name: string
  /** Empty where there is no such topic and no id was asked for. */
  readonly topicId: string
  readonly isInternal: boolean
  readonly partitions: readonly MetadataPartition[]
}

export type MetadataPartition = {
  readonly error: KafkaErrorName
  readonly partitionIndex: number
  readonly leaderId: number
  readonly leaderEpoch: number
  readonly replicaNodes: readonly number[]
  readonly isrNodes: readonly number[]
  readonly offlineReplicas: readonly number[]
}
