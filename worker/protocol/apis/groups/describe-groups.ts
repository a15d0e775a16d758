// DescribeGroups (API key 15): groups of the classic protocol and their members.
// Does: every version. From 6 on a group that is not there is an error, with a sentence (KIP-1043). What the client may do with a group its guard adds.
// Does not: see notDone.
// Source: KafkaApis.handleDescribeGroupsRequest of Kafka 4.3.
import type { DescribedGroup } from '../../../../schema/kafka/requests/describe-groups.ts'
import { describeGroupsMessages } from '../../../../schema/kafka/protocol/messages/describe-groups.ts'
import { coded, wireApi } from '../../wire-api.ts'

const ERROR_MESSAGES_FROM = 6

export const describeGroupsApi = wireApi({
  ...describeGroupsMessages,
  notDone: ['A group that a request names twice is described once.'],
  async serve({ groups: groupIds }, { apiVersion, ask }) {
    const { groups } = await ask('DescribeGroups', { apiVersion, groupIds })
    const told = apiVersion >= ERROR_MESSAGES_FROM ? groups : groups.map(withoutMessage)
    return { throttleTimeMs: 0, groups: told.map(coded) }
  },
})

function withoutMessage(group: DescribedGroup): DescribedGroup {
  return { ...group, errorMessage: null }
}
