// DeleteGroups (API key 42): groups that nobody is a member of go, with their offsets.
// Does: every version; they differ in their form alone.
// Does not: see notDone.
// Source: KafkaApis.handleDeleteGroupsRequest of Kafka 4.3; KIP-229.
import { deleteGroupsMessages } from '../../../../schema/kafka/protocol/messages/delete-groups.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

export const deleteGroupsApi = wireApi({
  ...deleteGroupsMessages,
  notDone: [],
  async serve({ groupsNames: groupIds }, { ask }) {
    const { results } = await ask('DeleteGroups', { groupIds })
    return { throttleTimeMs: 0, results: results.map(({ groupId, error }) => ({ groupId, errorCode: codeOf(error) })) }
  },
})
