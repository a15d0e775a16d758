// Metadata (API key 3).
// Does: brokers, controller, topics with leaders, replicas and ISR; creates topics that do not exist when the request allows it and
//   auto.create.topics.enable is on, as the producer's first request to an unknown topic does.
// Does not: authorized operations, fenced brokers, the short LEADER_NOT_AVAILABLE that a real cluster answers while a leader settles.
// Source: KafkaApis.handleTopicMetadataRequest, DefaultAutoTopicCreationManager of Kafka 4.3.
import type { MetadataPartition, MetadataRequest, MetadataTopic } from '../../../schema/kafka/requests/metadata.ts'
import type { ClusterView, PartitionView, TopicView } from '../cluster.ts'
import { brokerHost, brokerPort } from '../controller/broker-address.ts'
import { createTopic } from '../controller/create-topic.ts'
import type { CreatedTopic } from '../controller/create-topic.ts'
import { brokerConfigs } from '../config/effective-configs.ts'
import type { Decision } from '../decision.ts'
import { Step } from '../step.ts'

export function decideMetadata(cluster: ClusterView, request: MetadataRequest, nowMs: number): Decision<'Metadata'> {
  const step = new Step(cluster)
  const names = request.topics ?? [...cluster.topics.keys()]
  const mayCreate = request.allowAutoTopicCreation && brokerConfigs(cluster.brokerConfigs).autoCreateTopicsEnable
  const topics = names.map((name) => {
    const topic = cluster.topics.get(name)
    if (topic !== undefined) return describeTopic(topic)
    return mayCreate ? autoCreate(step, cluster, name, nowMs) : unknownTopic(name, 'UNKNOWN_TOPIC_OR_PARTITION')
  })
  const brokers = [...cluster.brokers.values()].map(({ brokerId, rack }) => {
    return { nodeId: brokerId, host: brokerHost(brokerId), port: brokerPort(brokerId), rack }
  })
  return step.decision<'Metadata'>({ clusterId: cluster.clusterId, controllerId: controllerId(cluster), brokers, topics })
}

/** KRaft names any live broker here: clients may send admin requests to it. The first one is as good as any, and steady. */
export function controllerId(cluster: ClusterView): number {
  return cluster.brokers.keys().next().value ?? -1
}

function describeTopic(topic: TopicView): MetadataTopic {
  return { error: 'NONE', name: topic.name, topicId: topic.topicId, isInternal: false, partitions: topic.partitions.map(describePartition) }
}

function describePartition(partition: PartitionView): MetadataPartition {
  const { partitionIndex, leader, leaderEpoch, replicas, isr } = partition
  return { error: 'NONE', partitionIndex, leaderId: leader, leaderEpoch, replicaNodes: replicas, isrNodes: isr, offlineReplicas: [] }
}

function unknownTopic(name: string, error: MetadataTopic['error']): MetadataTopic {
  return { error, name, topicId: '', isInternal: false, partitions: [] }
}

function autoCreate(step: Step, cluster: ClusterView, name: string, nowMs: number): MetadataTopic {
  const created = createTopic(step, cluster, { name, numPartitions: -1, replicationFactor: -1, assignments: [], configs: [] }, nowMs)
  if (!created.ok) return unknownTopic(name, created.error)
  step.records.push(...created.records)
  return describeCreated(created)
}

function describeCreated(created: CreatedTopic): MetadataTopic {
  const partitions = created.assignments.map((replicas, partitionIndex): MetadataPartition => {
    return {
      error: 'NONE',
      partitionIndex,
      leaderId: replicas[0] ?? -1,
      leaderEpoch: 0,
      replicaNodes: replicas,
      isrNodes: replicas,
      offlineReplicas: [],
    }
  })
  return { error: 'NONE', name: created.name, topicId: created.topicId, isInternal: false, partitions }
}
