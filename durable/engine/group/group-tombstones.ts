// The keys that are written without a value when a group is no more: whoever reads the log from then on has never heard of it.
// Source: Group.createGroupTombstoneRecords of Kafka 4.3.
import { encodeConsumerGroupMetadataKey } from '../../../schema/kafka/coordinator/consumer-group-metadata.ts'
import { encodeConsumerGroupTargetAssignmentMetadataKey } from '../../../schema/kafka/coordinator/consumer-group-assignment.ts'
import { encodeGroupMetadataKey } from '../../../schema/kafka/coordinator/group-metadata.ts'
import { encodeOffsetCommitKey } from '../../../schema/kafka/coordinator/offset-commit.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { PartitionKey } from '../partition-key.ts'
import type { GroupMembership } from './membership.ts'

/** Of a group without members: what they wrote about themselves went with them. */
export function groupTombstones(groupId: string, membership: DeepReadonly<GroupMembership> | null): Uint8Array[] {
  switch (membership?.type) {
    case undefined:
    case 'classic':
      return [encodeGroupMetadataKey({ group: groupId })]
    case 'consumer':
      return [encodeConsumerGroupTargetAssignmentMetadataKey({ groupId }), encodeConsumerGroupMetadataKey({ groupId })]
  }
}

export function offsetTombstones(groupId: string, partitions: readonly PartitionKey[]): Uint8Array[] {
  return partitions.map(({ topic, partitionIndex }) => encodeOffsetCommitKey({ group: groupId, topic, partition: partitionIndex }))
}
