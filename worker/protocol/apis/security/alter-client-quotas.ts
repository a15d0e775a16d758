// AlterClientQuotas (API key 49, KIP-546): sets and removes the quotas of users, clients and addresses.
// Source: ControllerApis.handleAlterClientQuotas of Kafka 4.3.
import { alterClientQuotasMessages } from '../../../../schema/kafka/protocol/messages/alter-client-quotas.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

export const alterClientQuotasApi = wireApi({
  ...alterClientQuotasMessages,
  notDone: [
    'Only producer_byte_rate and consumer_byte_rate throttle anybody. request_percentage, controller_mutation_rate and connection_creation_rate are kept and told.',
  ],
  async serve({ entries, validateOnly }, { ask }) {
    const answer = await ask('AlterClientQuotas', { entries, validateOnly })
    return {
      throttleTimeMs: 0,
      entries: answer.entries.map(({ error, errorMessage, entity }) => ({ errorCode: codeOf(error), errorMessage, entity })),
    }
  },
})
