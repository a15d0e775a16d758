// What a coordinator writes about a group of the KIP-848 protocol: one record of __consumer_offsets each, by Kafka's names. Null is the record
// without a value that takes back what was said under the key. The same change is in the log as bytes and in the journal as data. What is awaited
// of a member of the classic protocol is in the journal alone: Kafka has no more than a timer for it, and whoever takes over begins anew.
// Source: GroupCoordinatorRecordHelpers of Kafka 4.3.
import type { TopicIdPartitions } from '../../../../schema/kafka/requests/consumer-group-heartbeat.ts'
import type { AwaitedRequest, MemberMetadata, MemberState } from './consumer-group.ts'
import type { OwnedPartitions } from './owned-partitions.ts'

export type ConsumerGroupChange =
  | { readonly kind: 'ConsumerGroupMetadata'; readonly value: { readonly epoch: number; readonly metadataHash: number } | null }
  | { readonly kind: 'ConsumerGroupMemberMetadata'; readonly memberId: string; readonly value: MemberMetadata | null }
  | {
      readonly kind: 'ConsumerGroupTargetAssignmentMetadata'
      readonly value: { readonly assignmentEpoch: number; readonly assignmentTimestampMs: number } | null
    }
  | {
      readonly kind: 'ConsumerGroupTargetAssignmentMember'
      readonly memberId: string
      readonly value: { readonly topicPartitions: readonly TopicIdPartitions[] } | null
    }
  | { readonly kind: 'ConsumerGroupCurrentMemberAssignment'; readonly memberId: string; readonly value: CurrentAssignment | null }
  | {
      readonly kind: 'ConsumerGroupRegularExpression'
      readonly regularExpression: string
      readonly value: { readonly topics: readonly string[]; readonly version: number; readonly timestampMs: number } | null
    }
  | { readonly kind: 'ClassicMemberAwaited'; readonly memberId: string; readonly value: AwaitedRequest | null }

/** How far a member has come on its way to its target. */
export type CurrentAssignment = {
  readonly memberEpoch: number
  readonly previousMemberEpoch: number
  readonly state: MemberState
  readonly assignedPartitions: OwnedPartitions
  readonly partitionsPendingRevocation: OwnedPartitions
}
