// ConsumerGroupDescribe (API key 69): groups of KIP-848, with what each member has and is to have.
// Does: both versions. From 1 on it says which protocol each member speaks (KIP-1099). What the client may do with a group its guard adds.
// Does not: see notDone.
// Source: KafkaApis.handleConsumerGroupDescribe of Kafka 4.3.
import { consumerGroupDescribeMessages } from '../../../../schema/kafka/protocol/messages/consumer-group-describe.ts'
import type { DescribedConsumerGroup, DescribedConsumerGroupMember } from '../../../../schema/kafka/requests/consumer-group-describe.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

export const consumerGroupDescribeApi = wireApi({
  ...consumerGroupDescribeMessages,
  notDone: ['A group that a request names twice is described once.'],
  async serve({ groupIds }, { ask }) {
    const { groups } = await ask('ConsumerGroupDescribe', { groupIds })
    return { throttleTimeMs: 0, groups: groups.map(groupOf) }
  },
})

function groupOf({ error, members, ...described }: DescribedConsumerGroup) {
  return { ...described, errorCode: codeOf(error), members: members.map(memberOf) }
}

function memberOf({ assignment, targetAssignment, ...member }: DescribedConsumerGroupMember) {
  return { ...member, assignment: { topicPartitions: assignment }, targetAssignment: { topicPartitions: targetAssignment } }
}
