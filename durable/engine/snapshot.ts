// The cluster as text and back: what a checkpoint holds. Derived state is left out and worked out again.
import { assert } from './assert.ts'
import type { Broker, Cluster, ClusterView, Partition, Topic } from './cluster.ts'
import { effectiveTopicConfigs } from './config/effective-configs.ts'
import type { DeepReadonly } from './deep-readonly.ts'
import type { RandomState } from './random.ts'

/** Raised with every change of the shapes below; a reader understands its own version and the one before. */
const SNAPSHOT_VERSION = 1

type StoredCluster = {
  version: number
  clusterId: string
  random: RandomState
  recordSequence: number
  nextExtentId: number
  storedBytes: number
  brokers: Broker[]
  brokerConfigs: [string, string][]
  topics: StoredTopic[]
}

type StoredTopic = { topicId: string; name: string; configs: [string, string][]; partitions: Partition[] }

export function encodeCluster(cluster: ClusterView): string {
  const stored: DeepReadonly<StoredCluster> = {
    version: SNAPSHOT_VERSION,
    clusterId: cluster.clusterId,
    random: cluster.random,
    recordSequence: cluster.recordSequence,
    nextExtentId: cluster.nextExtentId,
    storedBytes: cluster.storedBytes,
    brokers: [...cluster.brokers.values()],
    brokerConfigs: [...cluster.brokerConfigs],
    topics: [...cluster.topics.values()].map(({ topicId, name, configs, partitions }) => ({
      topicId,
      name,
      configs: [...configs],
      partitions,
    })),
  }
  return JSON.stringify(stored)
}

export function decodeCluster(text: string): Cluster {
  const stored = JSON.parse(text) as StoredCluster
  assert(stored.version === SNAPSHOT_VERSION, `snapshot version ${stored.version} can be read`)
  const brokerConfigs = new Map(stored.brokerConfigs)
  return {
    clusterId: stored.clusterId,
    random: stored.random,
    recordSequence: stored.recordSequence,
    nextExtentId: stored.nextExtentId,
    storedBytes: stored.storedBytes,
    brokers: new Map(stored.brokers.map((broker) => [broker.brokerId, broker])),
    brokerConfigs,
    topics: new Map(stored.topics.map((topic) => [topic.name, restoreTopic(topic, brokerConfigs)])),
  }
}

function restoreTopic({ topicId, name, configs, partitions }: StoredTopic, brokerConfigs: ReadonlyMap<string, string>): Topic {
  const overrides = new Map(configs)
  return { topicId, name, configs: overrides, effectiveConfigs: effectiveTopicConfigs(brokerConfigs, overrides), partitions }
}
