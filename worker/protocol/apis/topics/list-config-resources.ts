// ListConfigResources (API key 74): the names of all that has configs. Version 0 was about client metrics only, under another name.
// Does: topics, brokers, and groups with configs of their own; without types, all of them; an unknown type is UNSUPPORTED_VERSION.
// Does not: see notDone.
// Source: KafkaApis.handleListConfigResources and ListConfigResourcesRequest of Kafka 4.3; KIP-714, KIP-1142.
import { listConfigResourcesMessages } from '../../../../schema/kafka/protocol/messages/list-config-resources.ts'
import { codeOf, wireApi } from '../../wire-api.ts'
import { RESOURCE_TYPE_CODES, resourceTypeOf } from './config-codes.ts'

const TYPES_FROM = 1
const ALL_TYPES: readonly number[] = Object.values(RESOURCE_TYPE_CODES)

export const listConfigResourcesApi = wireApi({
  ...listConfigResourcesMessages,
  notDone: ['Loggers and client metrics have no configs, so none are listed.'],
  async serve({ resourceTypes }, { apiVersion, ask }) {
    const supported = apiVersion < TYPES_FROM ? [RESOURCE_TYPE_CODES.CLIENT_METRICS] : ALL_TYPES
    const wanted = resourceTypes.length === 0 ? supported : resourceTypes
    if (wanted.some((type) => !supported.includes(type))) {
      return { throttleTimeMs: 0, errorCode: codeOf('UNSUPPORTED_VERSION'), configResources: [] }
    }
    const known = wanted.map(resourceTypeOf).filter((type) => type !== null)
    const { error, configResources } = await ask('ListConfigResources', { resourceTypes: known })
    return {
      throttleTimeMs: 0,
      errorCode: codeOf(error),
      configResources: configResources.map(({ resourceName, resourceType }) => {
        return { resourceName, resourceType: RESOURCE_TYPE_CODES[resourceType] }
      }),
    }
  },
})
