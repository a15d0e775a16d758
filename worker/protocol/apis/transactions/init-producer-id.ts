// InitProducerId (API key 22): the id and the epoch of a producer.
// Does: a fresh id for a producer that is only idempotent, and with a transactional id the next epoch.
// Does not: two-phase commit (KIP-939), whose version 6 no broker of Kafka 4.3 offers.
// Source: KafkaApis.handleInitProducerIdRequest of Kafka 4.3; KIP-98, KIP-360.
import { initProducerIdMessages } from '../../../../schema/kafka/protocol/messages/init-producer-id.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

export const initProducerIdApi = wireApi({
  ...initProducerIdMessages,
  notDone: [],
  async serve(message, { apiVersion, ask }) {
    const { error, ...producer } = await ask('InitProducerId', { apiVersion, ...message })
    return { throttleTimeMs: 0, errorCode: codeOf(error), ...producer }
  },
})
