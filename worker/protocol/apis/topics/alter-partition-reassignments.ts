// AlterPartitionReassignments (API key 45): moves partitions to other brokers, or cancels that.
// Does: everything that the request says; before version 1 the number of replicas may always change (KIP-860).
// Does not: see notDone.
// Source: ControllerApis.handleAlterPartitionReassignments of Kafka 4.3; KIP-455.
import { alterPartitionReassignmentsMessages } from '../../../../schema/kafka/protocol/messages/alter-partition-reassignments.ts'
import { coded, codeOf, wireApi } from '../../wire-api.ts'

export const alterPartitionReassignmentsApi = wireApi({
  ...alterPartitionReassignmentsMessages,
  notDone: ['Replication throttles are kept and have no effect: where no link is slow, copies are made at once.'],
  async serve({ topics, allowReplicationFactorChange }, { ask }) {
    const { error, errorMessage, responses } = await ask('AlterPartitionReassignments', { topics, allowReplicationFactorChange })
    return {
      throttleTimeMs: 0,
      allowReplicationFactorChange,
      errorCode: codeOf(error),
      errorMessage,
      responses: responses.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(coded),
      })),
    }
  },
})
