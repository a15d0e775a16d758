// The state of one cluster. Hard state only: everything here is in the journal or the checkpoint. apply.ts is the only writer.
import type { TopicConfigs } from '../../schema/kafka/topic-configs.ts'
import type { DeepReadonly } from './deep-readonly.ts'
import type { PartitionLog } from './log/partition-log.ts'
import type { RandomState } from './random.ts'

export type Cluster = {
  /** Kafka's cluster id, and the id of the sandbox around it. */
  clusterId: string
  random: RandomState
  /** Counts every record applied since the beginning; events and answers name the record that caused them by it. */
  recordSequence: number
  nextExtentId: number
  /** Bytes of all segments of all logs: what a sandbox's storage quota is about. */
  storedBytes: number
  /** By broker id, in ascending order. */
  brokers: Map<number, Broker>
  /** server.properties of every broker: what was given when the cluster was made. */
  brokerConfigs: Map<string, string>
  /** By name. */
  topics: Map<string, Topic>
}

export type Broker = { brokerId: number; rack: string | null }

export type Topic = {
  topicId: string
  name: string
  /** What was set on the topic itself; everything else comes from the brokers or from Kafka's defaults. */
  configs: Map<string, string>
  /** The configs in force, worked out from the two maps above whenever one of them changes. Not stored. */
  effectiveConfigs: TopicConfigs
  partitions: Partition[]
}

/** Kafka's PartitionRegistration plus the log its leader holds. */
export type Partition = {
  partitionIndex: number
  /** Broker ids, the preferred leader first. */
  replicas: number[]
  isr: number[]
  leader: number
  leaderEpoch: number
  partitionEpoch: number
  log: PartitionLog
}

export type ClusterView = DeepReadonly<Cluster>
export type TopicView = DeepReadonly<Topic>
export type PartitionView = DeepReadonly<Partition>

/** The state before the first record: `cluster.created` fills it. */
export function emptyCluster(): Cluster {
  return {
    clusterId: '',
    random: [0, 0, 0, 1],
    recordSequence: 0,
    nextExtentId: 0,
    storedBytes: 0,
    brokers: new Map(),
    brokerConfigs: new Map(),
    topics: new Map(),
  }
}

export function partitionCount(cluster: ClusterView): number {
  let count = 0
  for (const topic of cluster.topics.values()) count += topic.partitions.length
  return count
}
