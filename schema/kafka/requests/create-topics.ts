// CreateTopics (API key 19) as plain objects.
import type { KafkaErrorName } from '../errors.ts'
import type { DescribedConfig } from './describe-configs.ts'

export type CreateTopicsRequest = {
  readonly topics: readonly CreatableTopic[]
  readonly validateOnly: boolean
  /** Whether the answer tells the configs of the new topics (KIP-525). */
  readonly includeConfigs?: boolean
}

export type CreatableTopic = {
  readonly name: string
  /** -1 asks for the cluster's num.partitions, and is required with assignments. */
  readonly numPartitions: number
  /** -1 asks for the cluster's default.replication.factor, and is required with assignments. */
  readonly replicationFactor: number
  readonly assignments: readonly { readonly partitionIndex: number; readonly brokerIds: readonly number[] }[]
  readonly configs: readonly { readonly name: string; readonly value: string | null }[]
}

export type CreateTopicsResponse = { readonly topics: readonly CreatableTopicResult[] }

export type CreatableTopicResult = {
  readonly name: string
  readonly topicId: string | null
  readonly error: KafkaErrorName
  readonly errorMessage: string | null
  readonly numPartitions: number
  readonly replicationFactor: number
  /** Sorted by name. Empty with an error, and when nobody asked for them. */
  readonly configs: readonly CreatedConfig[]
}

export type CreatedConfig = Pick<DescribedConfig, 'name' | 'value' | 'readOnly' | 'source' | 'isSensitive'>
