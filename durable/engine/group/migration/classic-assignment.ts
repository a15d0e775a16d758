// What a member of the classic protocol is told of its partitions: the bytes that a leader would have sent it, in the version that it speaks.
// Source: GroupMetadataManager.prepareAssignment and Utils.toConsumerProtocolAssignment of Kafka 4.3.
import { consumerProtocolVersion, encodeConsumerProtocolAssignment } from '../../../../schema/kafka/consumer-protocol.ts'
import type { TopicIdPartitions } from '../../../../schema/kafka/requests/consumer-group-heartbeat.ts'
import type { ClusterView } from '../../cluster.ts'
import type { ConsumerGroupMember } from '../consumer/consumer-group.ts'
import { bytesOfText } from '../stored-bytes.ts'

/** Topics that do not exist any more have no name, and are left out. */
export function assignmentBytes(
  { topics }: ClusterView,
  { classicMember }: ConsumerGroupMember,
  partitions: readonly TopicIdPartitions[],
): Uint8Array {
  const names = new Map(Array.from(topics.values(), ({ topicId, name }) => [topicId, name]))
  const assignedPartitions = partitions.flatMap(({ topicId, partitions: indexes }) => {
    const topic = names.get(topicId)
    return topic === undefined ? [] : indexes.map((partitionIndex) => ({ topic, partitionIndex }))
  })
  const [protocol] = classicMember?.supportedProtocols ?? []
  const version = protocol === undefined ? null : consumerProtocolVersion(bytesOfText(protocol.metadata))
  return encodeConsumerProtocolAssignment({ assignedPartitions, userData: null }, version ?? 0)
}
