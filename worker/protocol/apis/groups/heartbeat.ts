// Heartbeat (API key 12): a member of a group of the classic protocol is alive, and hears whether its group rebalances.
// Does: every version. From 3 on a static member says who it is.
// Does not: see notDone.
// Source: KafkaApis.handleHeartbeatRequest of Kafka 4.3.
import { heartbeatMessages } from '../../../../schema/kafka/protocol/messages/heartbeat.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

export const heartbeatApi = wireApi({
  ...heartbeatMessages,
  notDone: [],
  async serve(member, { ask }) {
    const { error } = await ask('Heartbeat', member)
    return { throttleTimeMs: 0, errorCode: codeOf(error) }
  },
})
