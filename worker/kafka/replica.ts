// One replica of a partition as Confluent's REST Proxy v3 shows it, and the order of replicas of many topics.
import type { MetadataPartition } from '../../schema/kafka/requests/metadata.ts'
import { compareText } from '../http/paging.ts'
import { related, resourceMetadata } from './resource.ts'
import type { Place } from './resource.ts'

export type Replica = { readonly topicName: string; readonly partition: MetadataPartition; readonly brokerId: number }

export function showReplica(place: Place, { topicName, partition, brokerId }: Replica): object {
  const { partitionIndex, leaderId, isrNodes } = partition
  return {
    kind: 'KafkaReplica',
    metadata: resourceMetadata(place, 'topics', topicName, 'partitions', partitionIndex, 'replicas', brokerId),
    cluster_id: place.sandboxId,
    topic_name: topicName,
    partition_id: partitionIndex,
    broker_id: brokerId,
    is_leader: leaderId === brokerId,
    is_in_sync: isrNodes.includes(brokerId),
    broker: related(place, 'brokers', brokerId),
  }
}

/** `topic/partition`: a slash cannot stand in a topic's name. */
export function replicaKey({ topicName, partition }: Replica): string {
  return `${topicName}/${partition.partitionIndex}`
}

/** By topic, then by partition as a number. */
export function comparePartitionKeys(left: string, right: string): number {
  const [leftTopic = '', leftPartition] = left.split('/')
  const [rightTopic = '', rightPartition] = right.split('/')
  return compareText(leftTopic, rightTopic) || (Number(leftPartition) || 0) - (Number(rightPartition) || 0)
}
