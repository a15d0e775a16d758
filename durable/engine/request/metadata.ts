// Metadata (API key 3).
// Does: brokers, controller, topics with leaders, replicas and ISR; creates topics that do not exist when the request allows it and
//   auto.create.topics.enable is on, as the producer's first request to an unknown topic does. Fenced brokers are not listed, and what they
//   hold are offline replicas; a partition without a leader is LEADER_NOT_AVAILABLE.
// Does not: authorized operations, the short LEADER_NOT_AVAILABLE that a real cluster answers while a new topic's leaders settle.
// Source: KafkaApis.handleTopicMetadataRequest, DefaultAutoTopicCreationManager of Kafka 4.3.
import type { MetadataPartition, MetadataRequest, MetadataTopic } from '../../../schema/kafka/requests/metadata.ts'
import type { ClusterView, PartitionView, TopicView } from '../cluster.ts'
import { brokerHost, brokerPort } from '../controller/broker-address.ts'
import { createTopic } from '../controller/create-topic.ts'
import type { CreatedTopic } from '../controller/create-topic.ts'
import { isInternalTopic } from '../coordinator/internal-topics.ts'
import type { Decision } from '../decision.ts'
import type { Step } from '../step.ts'
import { anyBroker } from './any-broker.ts'

export function decideMetadata(step: Step, request: MetadataRequest): Decision<'Metadata'> {
  const { cluster } = step
  const names = request.topics ?? [...cluster.topics.keys()]
  const mayCreate = request.allowAutoTopicCreation && cluster.effectiveBrokerConfigs.autoCreateTopicsEnable
  const topics = names.map((name) => {
    const topic = cluster.topics.get(name)
    if (topic !== undefined) return describeTopic(cluster, topic)
    return mayCreate ? autoCreate(step, name) : unknownTopic(name, 'UNKNOWN_TOPIC_OR_PARTITION')
  })
  const brokers = [...cluster.brokers.values()].flatMap(({ brokerId, rack, fenced }) => {
    return fenced ? [] : [{ nodeId: brokerId, host: brokerHost(brokerId), port: brokerPort(brokerId), rack }]
  })
  return step.decision<'Metadata'>({
    clusterId: cluster.clusterId,
    clock: cluster.clock,
    // KRaft names any live broker here: clients may send admin requests to it.
    controllerId: anyBroker(cluster),
    brokers,
    topics,
  })
}

function describeTopic(cluster: ClusterView, { name, topicId, partitions }: TopicView): MetadataTopic {
  return {
    error: 'NONE',
    name,
    topicId,
    isInternal: isInternalTopic(name),
    partitions: partitions.map((partition) => describePartition(cluster, partition)),
  }
}

function describePartition({ brokers }: ClusterView, partition: PartitionView): MetadataPartition {
  const { partitionIndex, leader, leaderEpoch, replicas, isr } = partition
  const error = leader === -1 ? 'LEADER_NOT_AVAILABLE' : 'NONE'
  const offlineReplicas = replicas.filter((brokerId) => brokers.get(brokerId)?.fenced ?? true)
  return { error, partitionIndex, leaderId: leader, leaderEpoch, replicaNodes: replicas, isrNodes: isr, offlineReplicas }
}

function unknownTopic(name: string, error: MetadataTopic['error']): MetadataTopic {
  return { error, name, topicId: '', isInternal: false, partitions: [] }
}

function autoCreate(step: Step, name: string): MetadataTopic {
  const created = createTopic(step, { name, numPartitions: -1, replicationFactor: -1, assignments: [], configs: [] })
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
