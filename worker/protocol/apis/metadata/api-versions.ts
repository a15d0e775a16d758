// ApiVersions (API key 18): what this broker speaks. The first request of nearly every client, which reads its own answer by it.
// Does: the range of each API, and from version 3 on the features of the cluster (KIP-584), of which the cluster is asked: a broker that does not
//   answer is silent here too. A version that is not known is answered in version 0 with the range of ApiVersions itself, so that the client can
//   come down to it (KIP-511). Software whose name is none is INVALID_REQUEST. Produce begins at 0, although 0 to 2 are refused: librdkafka takes
//   the compression codecs away from a broker that begins later (KAFKA-18659).
// Does not: count the names and versions of the clients' software.
// Source: KafkaApis.handleApiVersionsRequest, ApiVersionsRequest, ApiVersionsResponse and SimpleApiVersionManager of Kafka 4.3.
import { apiVersionsMessages } from '../../../../schema/kafka/protocol/messages/api-versions.ts'
import { responseFrame } from '../../../../schema/kafka/protocol/response-frame.ts'
import { offeredVersions } from '../../../../schema/kafka/protocol/wire-message.ts'
import { SUPPORTED_FEATURES } from '../../../../schema/kafka/features.ts'
import { codeOf, wireApi } from '../../wire-api.ts'
import type { WireApi } from '../../wire-api.ts'

export const API_VERSIONS_KEY = apiVersionsMessages.apiKey

const PRODUCE_KEY = 0
/** Clients of version 3 stumble over a feature that may be off, so they are not shown it (KAFKA-17011). */
const FEATURES_MAY_BE_OFF_FROM = 4

const SOFTWARE_FROM = 3
const SOFTWARE = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/

type SupportedFeatureKey = { readonly name: string; readonly minVersion: number; readonly maxVersion: number }
type VersionRangeOfApi = { readonly apiKey: number; readonly minVersion: number; readonly maxVersion: number }

/** @param allApis the table that this one stands in, asked for when the first client comes. */
export function apiVersionsApi(allApis: () => readonly WireApi[]): WireApi {
  return wireApi({
    ...apiVersionsMessages,
    notDone: [],
    async serve({ clientSoftwareName, clientSoftwareVersion }, { apiVersion, ask }) {
      if (apiVersion >= SOFTWARE_FROM && !(SOFTWARE.test(clientSoftwareName) && SOFTWARE.test(clientSoftwareVersion))) {
        return { errorCode: codeOf('INVALID_REQUEST'), apiKeys: [], throttleTimeMs: 0 }
      }
      const { error, finalizedFeaturesEpoch, finalizedFeatures } = await ask('ApiVersions', {})
      return {
        errorCode: codeOf(error),
        apiKeys: allApis().map(rangeOf),
        throttleTimeMs: 0,
        supportedFeatures: supportedFeatures(apiVersion),
        finalizedFeaturesEpoch,
        finalizedFeatures: finalizedFeatures.map(({ name, featureLevel }) => {
          return { name, maxVersionLevel: featureLevel, minVersionLevel: featureLevel }
        }),
      }
    },
  })
}

/** The answer to a version that is not known. */
export function unsupportedApiVersions(correlationId: number): Uint8Array {
  const own = { ...offeredVersions(apiVersionsMessages), apiKey: API_VERSIONS_KEY }
  const apiKeys = [{ apiKey: own.apiKey, minVersion: own.lowest, maxVersion: own.highest }]
  return responseFrame(apiVersionsMessages.response, 0, correlationId, {
    errorCode: codeOf('UNSUPPORTED_VERSION'),
    apiKeys,
    throttleTimeMs: 0,
  })
}

function supportedFeatures(apiVersion: number): SupportedFeatureKey[] {
  return SUPPORTED_FEATURES.filter(({ minSupportedVersion }) => minSupportedVersion > 0 || apiVersion >= FEATURES_MAY_BE_OFF_FROM).map(
    ({ name, minSupportedVersion, maxSupportedVersion }) => ({ name, minVersion: minSupportedVersion, maxVersion: maxSupportedVersion }),
  )
}

function rangeOf(api: WireApi): VersionRangeOfApi {
  const { lowest, highest } = offeredVersions(api)
  return { apiKey: api.apiKey, minVersion: api.apiKey === PRODUCE_KEY ? 0 : lowest, maxVersion: highest }
}
