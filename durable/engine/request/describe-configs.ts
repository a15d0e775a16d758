// DescribeConfigs (API key 32).
// Does: topic configs with value, source and synonyms as a broker shows them; broker configs as given at creation or by default.
// Does not: documentation texts, dynamic broker configs, group and client-metrics resources.
// Source: ConfigHelper.describeConfigs and createTopicConfigEntry of Kafka 4.3; KIP-226 for the synonyms.
import type { DescribeConfigsRequest, DescribeConfigsResult, DescribedConfig } from '../../../schema/kafka/requests/describe-configs.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { TOPIC_CONFIG_DEFINITIONS } from '../../../schema/kafka/topic-configs.ts'
import type { ClusterView, TopicView } from '../cluster.ts'
import { BROKER_CONFIG_DEFINITIONS } from '../config/broker-configs.ts'
import type { BrokerConfigDefinition } from '../config/broker-configs.ts'
import { brokerDefault, brokerValueOf } from '../config/effective-configs.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'

type Resource = DescribeConfigsRequest['resources'][number]
type TopicConfigDefinition = (typeof TOPIC_CONFIG_DEFINITIONS)[number]
type Synonym = DescribedConfig['synonyms'][number]

export function decideDescribeConfigs(cluster: ClusterView, request: DescribeConfigsRequest): Decision<'DescribeConfigs'> {
  return answer<'DescribeConfigs'>({ results: request.resources.map((resource) => describe(cluster, resource)) })
}

function describe(cluster: ClusterView, resource: Resource): DescribeConfigsResult {
  return resource.resourceType === 'TOPIC' ? describeTopic(cluster, resource) : describeBroker(cluster, resource)
}

function describeTopic(cluster: ClusterView, resource: Resource): DescribeConfigsResult {
  const topic = cluster.topics.get(resource.resourceName)
  if (topic === undefined) return failed(resource, 'UNKNOWN_TOPIC_OR_PARTITION', null)
  // Internal configs are settable and work, but a broker does not show them.
  const shown = TOPIC_CONFIG_DEFINITIONS.filter(({ name }) => !name.startsWith('internal.') && isWanted(resource, name))
  return found(
    resource,
    shown.map((definition) => topicConfig(cluster, topic, definition)),
  )
}

function topicConfig(cluster: ClusterView, topic: TopicView, definition: TopicConfigDefinition): DescribedConfig {
  const synonyms = topicSynonyms(cluster, topic, definition)
  const given = brokerValueOf(cluster.brokerConfigs, definition)
  const first = synonyms[0]
  const value = topic.configs.get(definition.name) ?? given?.value ?? definition.default
  const source = topic.configs.has(definition.name)
    ? 'DYNAMIC_TOPIC_CONFIG'
    : given === null
      ? 'DEFAULT_CONFIG'
      : (first?.source ?? 'DEFAULT_CONFIG')
  const isDefault = source === 'DEFAULT_CONFIG'
  return { name: definition.name, value, readOnly: false, isDefault, source, isSensitive: false, synonyms }
}

/** From the value in force down to the default, each under the name it was given with. */
function topicSynonyms(cluster: ClusterView, topic: TopicView, definition: TopicConfigDefinition): Synonym[] {
  const synonyms: Synonym[] = []
  const override = topic.configs.get(definition.name)
  if (override !== undefined) synonyms.push({ name: definition.name, value: override, source: 'DYNAMIC_TOPIC_CONFIG' })
  const given = brokerValueOf(cluster.brokerConfigs, definition)
  if (given !== null) synonyms.push({ ...given, source: 'STATIC_BROKER_CONFIG' })
  const byDefault = definition.brokerSynonym === null ? null : brokerDefault(definition.brokerSynonym)
  if (byDefault !== null) synonyms.push({ name: definition.brokerSynonym ?? '', value: byDefault, source: 'DEFAULT_CONFIG' })
  return synonyms
}

function describeBroker(cluster: ClusterView, resource: Resource): DescribeConfigsResult {
  // The empty name asks for the cluster-wide dynamic defaults, of which there are none.
  if (resource.resourceName === '') return found(resource, [])
  if (!cluster.brokers.has(Number(resource.resourceName))) {
    const message = `Unexpected broker id, expected one of ${[...cluster.brokers.keys()].join(', ')}, but received ${resource.resourceName}`
    return failed(resource, 'INVALID_REQUEST', message)
  }
  const shown = [...BROKER_CONFIG_DEFINITIONS.values()].filter(({ name }) => isWanted(resource, name))
  return found(
    resource,
    shown.map((definition) => brokerConfig(cluster, definition)),
  )
}

function brokerConfig(cluster: ClusterView, definition: BrokerConfigDefinition): DescribedConfig {
  const { name } = definition
  const given = cluster.brokerConfigs.get(name)
  const synonyms: Synonym[] = []
  if (given !== undefined) synonyms.push({ name, value: given, source: 'STATIC_BROKER_CONFIG' })
  if (definition.default !== null) synonyms.push({ name, value: definition.default, source: 'DEFAULT_CONFIG' })
  const source = given === undefined ? 'DEFAULT_CONFIG' : 'STATIC_BROKER_CONFIG'
  const isDefault = given === undefined
  return { name, value: given ?? definition.default, readOnly: true, isDefault, source, isSensitive: false, synonyms }
}

function isWanted(resource: Resource, name: string): boolean {
  return resource.configurationKeys === null || resource.configurationKeys.includes(name)
}

function found({ resourceType, resourceName }: Resource, configs: readonly DescribedConfig[]): DescribeConfigsResult {
  return { error: 'NONE', errorMessage: null, resourceType, resourceName, configs }
}

function failed({ resourceType, resourceName }: Resource, error: KafkaErrorName, errorMessage: string | null): DescribeConfigsResult {
  return { error, errorMessage, resourceType, resourceName, configs: [] }
}
