// DescribeClientQuotas (API key 48, KIP-546): the quotas of users, clients and addresses that a filter means.
// Source: KafkaApis.handleDescribeClientQuotasRequest of Kafka 4.3.
import { describeClientQuotasMessages } from '../../../../schema/kafka/protocol/messages/describe-client-quotas.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

const MATCH_TYPES = ['EXACT', 'DEFAULT', 'ANY'] as const

export const describeClientQuotasApi = wireApi({
  ...describeClientQuotasMessages,
  notDone: [],
  async serve({ components, strict }, { ask }) {
    const asked = components.map(({ entityType, matchType, match }) => {
      return { entityType, matchType: MATCH_TYPES[matchType] ?? ('UNKNOWN' as const), match }
    })
    const { error, errorMessage, entries } = await ask('DescribeClientQuotas', { components: asked, strict })
    return { throttleTimeMs: 0, errorCode: codeOf(error), errorMessage, entries: error === 'NONE' ? entries : null }
  },
})
