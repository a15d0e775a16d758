// ElectLeaders (API key 43): preferred or unclean elections on request.
// Does: named partitions or all; version 0 knows preferred elections only, and no error for the whole answer.
// Does not: see notDone.
// Source: ControllerApis.handleElectLeaders, ReplicationControlManager.electLeaders and ElectLeadersRequest of Kafka 4.3; KIP-183, KIP-460.
import type { MessageOf } from '../../../../schema/kafka/message/message-definition.ts'
import type { ElectLeadersRequest } from '../../../../schema/kafka/requests/elect-leaders.ts'
import { electLeadersMessages } from '../../../../schema/kafka/protocol/messages/elect-leaders.ts'
import { coded, codeOf, wireApi } from '../../wire-api.ts'

/** In the order of their codes, which begin at 0. */
const ELECTION_TYPES: readonly ElectLeadersRequest['electionType'][] = ['PREFERRED', 'UNCLEAN']
const ERROR_OF_ALL_FROM = 1

export const electLeadersApi = wireApi({
  ...electLeadersMessages,
  notDone: ['The brokers hear of their new leaders at once, so timeoutMs is not looked at.'],
  async serve(message, { apiVersion, ask }) {
    const electionType = ELECTION_TYPES[message.electionType]
    if (electionType === undefined) return refused(message)
    const { error, replicaElectionResults } = await ask('ElectLeaders', { electionType, topicPartitions: message.topicPartitions })
    return {
      throttleTimeMs: 0,
      errorCode: apiVersion < ERROR_OF_ALL_FROM ? codeOf('NONE') : codeOf(error),
      replicaElectionResults: replicaElectionResults.map(({ topic, partitionResult }) => ({
        topic,
        partitionResult: partitionResult.map(coded),
      })),
    }
  },
})

function refused({ electionType, topicPartitions }: MessageOf<(typeof electLeadersMessages)['request']>) {
  const failure = { errorCode: codeOf('INVALID_REQUEST'), errorMessage: `Unknown election type ${electionType}` }
  const replicaElectionResults = (topicPartitions ?? []).map(({ topic, partitions }) => {
    return { topic, partitionResult: partitions.map((partitionId) => ({ partitionId, ...failure })) }
  })
  return { throttleTimeMs: 0, errorCode: failure.errorCode, replicaElectionResults }
}
