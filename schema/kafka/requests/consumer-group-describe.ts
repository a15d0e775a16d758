// ConsumerGroupDescribe (API key 69, KIP-848) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type ConsumerGroupDescribeRequest = { readonly groupIds: readonly string[] }

export type ConsumerGroupDescribeResponse = { readonly groups: readonly DescribedConsumerGroup[] }

export type DescribedConsumerGroup = {
  readonly error: KafkaErrorName
  readonly errorMessage: string | null
  readonly groupId: string
  readonly groupState: string
  readonly groupEpoch: number
  readonly assignmentEpoch: number
  readonly assignorName: string
  readonly members: readonly DescribedConsumerGroupMember[]
}

export type DescribedConsumerGroupMember = {
  readonly memberId: string
  readonly instanceId: string | null
  readonly rackId: string | null
  readonly memberEpoch: number
  readonly clientId: string
  readonly clientHost: string
  readonly subscribedTopicNames: readonly string[]
  readonly subscribedTopicRegex: string | null
  readonly assignment: readonly NamedTopicPartitions[]
  readonly targetAssignment: readonly NamedTopicPartitions[]
  /** 0 for a member of the classic protocol in a group that was upgraded, 1 for one of the new, -1 unknown. */
  readonly memberType: number
}

export type NamedTopicPartitions = { readonly topicId: string; readonly topicName: string; readonly partitions: readonly number[] }
