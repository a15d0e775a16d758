// Every change of hard state as one union: the vocabulary of the journal. The controller's records carry the fields of Kafka's own
// metadata records (RegisterBrokerRecord, TopicRecord, PartitionRecord, ConfigRecord, RemoveTopicRecord).
// A record kind, once released, keeps its meaning: old journals are replayed by new code.
import type { LogChange } from './log/log-change.ts'
import type { RandomState } from './random.ts'

export type ClusterRecord =
  | {
      readonly kind: 'cluster.created'
      readonly clusterId: string
      readonly random: RandomState
      readonly brokerConfigs: readonly (readonly [name: string, value: string])[]
    }
  | { readonly kind: 'broker.registered'; readonly brokerId: number; readonly rack: string | null }
  | { readonly kind: 'topic.created'; readonly name: string; readonly topicId: string }
  | { readonly kind: 'topic.removed'; readonly name: string; readonly topicId: string }
  | {
      readonly kind: 'partition.created'
      readonly topic: string
      readonly partitionIndex: number
      readonly replicas: readonly number[]
      readonly isr: readonly number[]
      readonly leader: number
      readonly nowMs: number
    }
  /** A null value removes what was set, so that the broker's or Kafka's default is in force again. */
  | { readonly kind: 'config.changed'; readonly topic: string; readonly name: string; readonly value: string | null }
  | { readonly kind: 'random.moved'; readonly random: RandomState }
  | { readonly kind: 'extentId.moved'; readonly nextExtentId: number }
  | { readonly kind: 'log.changed'; readonly topic: string; readonly partitionIndex: number; readonly change: LogChange }
