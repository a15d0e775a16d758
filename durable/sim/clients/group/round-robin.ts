// The assignor of the simulator's members, no cleverer than it needs to be: partitions go around among the members.
import { CONSUMER_PROTOCOL_TYPE, encodeConsumerProtocolAssignment } from '../../../../schema/kafka/consumer-protocol.ts'
import type { SyncGroupRequest } from '../../../../schema/kafka/requests/sync-group.ts'
import type { TopicPartition } from '../../../../schema/kafka/topic-partition.ts'
import type { ClusterView } from '../../../engine/cluster.ts'
import { SUBSCRIBED_TOPICS } from './membership.ts'

export const ASSIGNOR = { protocolType: CONSUMER_PROTOCOL_TYPE, protocolName: 'simulated-round-robin' } as const

export function assign(memberIds: readonly string[], partitions: readonly TopicPartition[]): SyncGroupRequest['assignments'] {
  const sorted = memberIds.toSorted()
  return sorted.map((memberId, place) => {
    const assignedPartitions = partitions.filter((_, index) => index % sorted.length === place)
    return { memberId, assignment: encodeConsumerProtocolAssignment({ assignedPartitions, userData: null }) }
  })
}

/** As the members see them in the metadata. */
export function subscribedPartitions({ topics }: ClusterView): TopicPartition[] {
  return SUBSCRIBED_TOPICS.flatMap((topic) => {
    return (topics.get(topic)?.partitions ?? []).map(({ partitionIndex }) => ({ topic, partitionIndex }))
  })
}
