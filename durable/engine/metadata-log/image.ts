// The whole cluster as metadata records: the beginning of every metadata log. A new cluster begins with it, and so does one that comes from
// a time before there was a metadata log.
// Source: the writers of MetadataImage of Kafka 4.3, whose order this is.
import type { ClusterView } from '../cluster.ts'
import { fitsInConfigRecord } from '../config/effective-configs.ts'
import { aclRecord, quotaRecord } from './access-records.ts'
import { finalizedFeatures } from './features.ts'
import type { MetadataWriter } from './metadata-writer.ts'
import { leaderChange, registerBroker, registerController } from './node-records.ts'
import { brokerConfigRecord, groupConfigRecord, partitionRecord, topicConfigRecord } from './topic-records.ts'

/** Writes it, and gives the epoch that each broker has by it. */
export function writeImage(cluster: ClusterView, writer: MetadataWriter): [brokerId: number, brokerEpoch: number][] {
  writer.addLeader(leaderChange(cluster, cluster.activeController), cluster.controllerEpoch)
  for (const feature of finalizedFeatures(cluster)) writer.add({ type: 'FeatureLevelRecord', ...feature })
  const epochs = writeNodes(cluster, writer)
  for (const topic of cluster.topics.values()) {
    const { topicId, name } = topic
    writer.add({ type: 'TopicRecord', name, topicId })
    for (const partition of topic.partitions) {
      writer.add(partitionRecord(cluster, { topicId, partitionId: partition.partitionIndex }, partition))
    }
  }
  writeConfigs(cluster, writer)
  for (const { entity, values } of cluster.clientQuotas.values()) {
    for (const [key, value] of values) writer.add(quotaRecord(entity, key, value))
  }
  writeProducerIds(cluster, writer)
  for (const [aclId, acl] of cluster.acls) writer.add(aclRecord(aclId, acl))
  return epochs
}

function writeNodes(cluster: ClusterView, writer: MetadataWriter): [number, number][] {
  const epochs: [number, number][] = []
  for (const broker of cluster.brokers.values()) {
    const brokerEpoch = writer.nextOffset
    epochs.push([broker.brokerId, brokerEpoch])
    writer.add(registerBroker(cluster, broker, brokerEpoch))
  }
  for (const nodeId of cluster.controllers.keys()) writer.add(registerController(cluster, nodeId))
  return epochs
}

function writeConfigs({ defaultBrokerConfigs, brokers, topics, groupConfigs }: ClusterView, writer: MetadataWriter): void {
  for (const [name, value] of defaultBrokerConfigs) writer.add(brokerConfigRecord(null, name, value))
  for (const { brokerId, configs } of brokers.values()) {
    for (const [name, value] of configs) writer.add(brokerConfigRecord(brokerId, name, value))
  }
  for (const topic of topics.values()) {
    for (const [name, value] of topic.configs) {
      // An old cluster may have been given a longer value than Kafka ever took: it stays in force, and no record can say it.
      if (fitsInConfigRecord(value)) writer.add(topicConfigRecord(topic.name, name, value))
    }
  }
  for (const [groupId, configs] of groupConfigs) {
    for (const [name, value] of configs) writer.add(groupConfigRecord(groupId, name, value))
  }
}

/** Whose the blocks so far were is not part of the image. */
function writeProducerIds({ nextProducerId }: ClusterView, writer: MetadataWriter): void {
  if (nextProducerId > 0) writer.add({ type: 'ProducerIdsRecord', brokerId: -1, brokerEpoch: -1, nextProducerId })
}
