// ListPartitionReassignments (API key 46): what is on its way to other brokers.
// Does: named partitions or all.
// Does not: anything else.
// Source: ControllerApis.handleListPartitionReassignments of Kafka 4.3; KIP-455.
import { listPartitionReassignmentsMessages } from '../../../../schema/kafka/protocol/messages/list-partition-reassignments.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

export const listPartitionReassignmentsApi = wireApi({
  ...listPartitionReassignmentsMessages,
  notDone: [],
  async serve({ topics: wanted }, { ask }) {
    const { error, errorMessage, topics } = await ask('ListPartitionReassignments', { topics: wanted })
    return { throttleTimeMs: 0, errorCode: codeOf(error), errorMessage, topics }
  },
})
