// DescribeConfigs (API key 32): the configs of topics, brokers and groups.
// Does: all configs of a resource or the named ones, with where each value comes from; synonyms when asked (KIP-226), types from version 3 on.
// Does not: see notDone.
// Source: ConfigHelper.handleDescribeConfigsRequest of Kafka 4.3; KIP-569.
import type { DescribeConfigsResult, DescribedConfig } from '../../../../schema/kafka/requests/describe-configs.ts'
import { describeConfigsMessages } from '../../../../schema/kafka/protocol/messages/describe-configs.ts'
import { MAX_DESCRIBED_RESOURCES } from '../../../../schema/protocol-limits.ts'
import { codeOf, wireApi } from '../../wire-api.ts'
import { configSourceCode, configTypeCode, RESOURCE_TYPE_CODES } from './config-codes.ts'
import { inOrder, knownResources, refuseType } from './config-resources.ts'
import type { AskedResource, ResourceError } from './config-resources.ts'

const WITHOUT_CONFIGS: ReadonlySet<number> = new Set([RESOURCE_TYPE_CODES.BROKER_LOGGER, RESOURCE_TYPE_CODES.CLIENT_METRICS])
/** How many resources the cluster describes in one call, so that none of its answers grows beyond a megabyte or two. */
const RESOURCES_PER_CALL = 50

export const describeConfigsApi = wireApi({
  ...describeConfigsMessages,
  notDone: [
    'Documentation texts are null.',
    'Loggers and client metrics have no configs. Of groups only the configs of consumer groups are known.',
    'A request for more than 1,024 resources is INVALID_REQUEST.',
  ],
  async serve({ resources, includeSynonyms }, { ask }) {
    const refuse = resources.length > MAX_DESCRIBED_RESOURCES ? refuseTooMany : withoutConfigs
    const known = knownResources(resources, refuse)
    const results: DescribeConfigsResult[] = []
    for (let from = 0; from < known.length; from += RESOURCES_PER_CALL) {
      const asked = await ask('DescribeConfigs', { resources: known.slice(from, from + RESOURCES_PER_CALL) })
      results.push(...asked.results)
    }
    return {
      throttleTimeMs: 0,
      results: inOrder(resources, refuse, results, (resource, result) => resultOf(resource, result, includeSynonyms)),
    }
  },
})

/** Nothing is told of what has no configs. */
function withoutConfigs(resource: AskedResource): ResourceError | null {
  return WITHOUT_CONFIGS.has(resource.resourceType) ? { error: 'NONE', errorMessage: null } : refuseType(resource)
}

function refuseTooMany(): ResourceError {
  return { error: 'INVALID_REQUEST', errorMessage: `A request describes at most ${MAX_DESCRIBED_RESOURCES} resources.` }
}

function resultOf({ resourceType, resourceName }: AskedResource, result: DescribeConfigsResult | ResourceError, includeSynonyms: boolean) {
  const { error, errorMessage } = result
  const configs = 'configs' in result ? result.configs.map((config) => configOf(config, includeSynonyms)) : []
  return { errorCode: codeOf(error), errorMessage, resourceType, resourceName, configs }
}

function configOf({ name, type, value, readOnly, source, isSensitive, synonyms }: DescribedConfig, includeSynonyms: boolean) {
  return {
    name,
    value,
    readOnly,
    configSource: configSourceCode(source),
    isSensitive,
    synonyms: includeSynonyms ? synonyms.map((synonym) => ({ ...synonym, source: configSourceCode(synonym.source) })) : [],
    configType: configTypeCode(type),
    documentation: null,
  }
}
