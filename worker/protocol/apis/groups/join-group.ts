// JoinGroup (API key 11): a client becomes a member of a group of the classic protocol, or joins once more.
// Does: every version. Clients of version 0 know one timeout for both; below 4 nobody is told a member id first (KIP-394), below 5 there are no
//   static members, and below 7 no protocol is an empty name.
// Does not: see notDone.
// Source: KafkaApis.handleJoinGroupRequest, JoinGroupRequest and JoinGroupResponse of Kafka 4.3.
import { joinGroupMessages } from '../../../../schema/kafka/protocol/messages/join-group.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

const REBALANCE_TIMEOUT_FROM = 1
const NULL_PROTOCOL_FROM = 7

export const joinGroupApi = wireApi({
  ...joinGroupMessages,
  notDone: [],
  async serve({ rebalanceTimeoutMs, ...joining }, { apiVersion, clientId, client, ask }) {
    const { error, protocolName, ...generation } = await ask('JoinGroup', {
      ...joining,
      apiVersion,
      rebalanceTimeoutMs: apiVersion >= REBALANCE_TIMEOUT_FROM ? rebalanceTimeoutMs : joining.sessionTimeoutMs,
      clientId,
      clientHost: client.clientHost,
    })
    const nobody = apiVersion >= NULL_PROTOCOL_FROM ? null : ''
    return {
      throttleTimeMs: 0,
      errorCode: codeOf(error),
      ...generation,
      protocolName: protocolName === '' ? nobody : (protocolName ?? nobody),
    }
  },
})
