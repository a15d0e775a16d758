// Metadata (API key 3).
// Does: brokers, controller, topics with leaders, replicas and ISR; creates topics that do not exist when the request allows it and
//   auto.create.topics.enable is on, as the producer's first request to an unknown topic does. Topics are found by id as well (KIP-516). Fenced
//   brokers are not listed, and what they hold are offline replicas; a partition without a leader is LEADER_NOT_AVAILABLE.
// Does not: authorized operations, the short LEADER_NOT_AVAILABLE that a real cluster answers while a new topic's leaders settle.
// Source: KafkaApis.handleTopicMetadataRequest, DefaultAutoTopicCreationManager of Kafka 4.3.
import type { MetadataPartition, MetadataRequest, MetadataTopic } from '../../../schema/kafka/requests/metadata.ts'
import { checkTopicName } from '../../../schema/kafka/topic-name.ts'
import { MAX_TOPICS } from '../../../schema/limits.ts'
import type { ClusterView, PartitionView, TopicView } from '../cluster.ts'
import { brokerHost, brokerPort } from '../controller/broker-address.ts'
import { createTopic } from '../controller/create-topic.ts'
import type { CreatedTopic } from '../controller/create-topic.ts'
import { coordinatorTopic, isInternalTopic } from '../coordinator/internal-topics.ts'
import type { Decision } from '../decision.ts'
import type { Step } from '../step.ts'
import { anyBroker } from './any-broker.ts'
import { hasController } from './on-its-way.ts'

export function decideMetadata(step: Step, request: MetadataRequest): Decision<'Metadata'> {
  const { cluster } = step
  const brokers = [...cluster.brokers.values()].flatMap(({ brokerId, rack, fenced }) => {
    return fenced ? [] : [{ nodeId: brokerId, host: brokerHost(brokerId), port: brokerPort(brokerId), rack }]
  })
  return step.decision<'Metadata'>({
    clusterId: cluster.clusterId,
    clock: cluster.clock,
    // KRaft names any live broker here: clients may send admin requests to it.
    controllerId: anyBroker(cluster),
    brokers,
    topics: [...topicsById(cluster, request.topicIds ?? []), ...topicsByName(step, request)],
  })
}

function topicsById(cluster: ClusterView, topicIds: readonly string[]): MetadataTopic[] {
  if (topicIds.length === 0) return []
  const byId = new Map(Array.from(cluster.topics.values(), (topic) => [topic.topicId, topic]))
  return [...new Set(topicIds)].map((topicId) => {
    const topic = byId.get(topicId)
    return topic === undefined ? unknownTopic('', 'UNKNOWN_TOPIC_ID', topicId) : describeTopic(cluster, topic)
  })
}

/** A name that is given twice is answered once, and made once. */
function topicsByName(step: Step, request: MetadataRequest): MetadataTopic[] {
  const { cluster } = step
  const names = new Set(request.topics ?? cluster.topics.keys())
  const mayCreate = mayCreateTopics(cluster, request)
  return [...names].map((name) => {
    const topic = cluster.topics.get(name)
    if (topic !== undefined) return describeTopic(cluster, topic)
    if (mayCreate) return autoCreate(step, name)
    return unknownTopic(name, checkTopicName(name).ok ? 'UNKNOWN_TOPIC_OR_PARTITION' : 'INVALID_TOPIC_EXCEPTION')
  })
}

/** Whoever names more topics than a sandbox holds is not waiting for any of them to be made. */
function mayCreateTopics(cluster: ClusterView, { allowAutoTopicCreation, topics }: MetadataRequest): boolean {
  if (!allowAutoTopicCreation || topics === null || topics.length > MAX_TOPICS) return false
  return cluster.effectiveBrokerConfigs.autoCreateTopicsEnable && hasController(cluster)
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

function unknownTopic(name: string, error: MetadataTopic['error'], topicId = ''): MetadataTopic {
  return { error, name, topicId, isInternal: false, partitions: [] }
}

function autoCreate(step: Step, name: string): MetadataTopic {
  const { cluster } = step
  const ordinary = { name, numPartitions: -1, replicationFactor: -1, assignments: [], configs: [] }
  const created = createTopic(step, isInternalTopic(name) ? coordinatorTopic(cluster, name) : ordinary)
  if (!created.ok) return unknownTopic(name, created.error)
  step.records.push(...created.records)
  return describeCreated(cluster, created)
}

function describeCreated({ brokers }: ClusterView, { name, topicId, records }: CreatedTopic): MetadataTopic {
  const partitions = records.flatMap((record): MetadataPartition[] => {
    if (record.kind !== 'partition.created') return []
    const { partitionIndex, leader: leaderId, replicas: replicaNodes, isr: isrNodes } = record
    const offlineReplicas = replicaNodes.filter((brokerId) => brokers.get(brokerId)?.fenced ?? true)
    return [{ error: 'NONE', partitionIndex, leaderId, leaderEpoch: 0, replicaNodes, isrNodes, offlineReplicas }]
  })
  return { error: 'NONE', name, topicId, isInternal: isInternalTopic(name), partitions }
}
