// ListGroups (API key 16): the groups that a broker coordinates.
// Does: every version: filters by state from 4 on (KIP-518), by type from 5 on (KIP-848).
// Does not: see notDone.
// Source: KafkaApis.handleListGroupsRequest of Kafka 4.3.
import { listGroupsMessages } from '../../../../schema/kafka/protocol/messages/list-groups.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

export const listGroupsApi = wireApi({
  ...listGroupsMessages,
  notDone: ['There are no share groups and no streams groups to list.'],
  async serve(filters, { ask }) {
    const { error, groups } = await ask('ListGroups', filters)
    return { throttleTimeMs: 0, errorCode: codeOf(error), groups }
  },
})
