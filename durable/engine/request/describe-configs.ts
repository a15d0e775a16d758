// DescribeConfigs (API key 32).
// Does: topic configs and broker configs with value, source, synonyms and whether they may be altered while the brokers run; under the broker
//   name '' what was altered for all brokers.
// Does not: documentation texts, group and client-metrics resources. A topic is described without what was altered for one broker alone, since
//   topics live on all of them.
// Source: ConfigHelper.describeConfigs, createTopicConfigEntry and createBrokerConfigEntry of Kafka 4.3; KIP-226.
import type { DescribeConfigsRequest, DescribeConfigsResult, DescribedConfig } from '../../../schema/kafka/requests/describe-configs.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { TOPIC_CONFIG_DEFINITIONS } from '../../../schema/kafka/topic-configs.ts'
import { present } from '../assert.ts'
import type { ClusterView, TopicView } from '../cluster.ts'
import { BROKER_CONFIG_DEFINITIONS } from '../config/broker-configs.ts'
import type { BrokerConfigDefinition } from '../config/broker-configs.ts'
import { configSynonyms } from '../config/config-synonyms.ts'
import { brokerConfigsOf, brokerValueOf } from '../config/effective-configs.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import { brokerOfResource } from './config-resource.ts'

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
  const ofBrokers = brokerConfigsOf(cluster, null)
  return found(
    resource,
    shown.map((definition) => topicConfig(cluster, topic, definition, ofBrokers)),
  )
}

function topicConfig(
  cluster: ClusterView,
  topic: TopicView,
  definition: TopicConfigDefinition,
  ofBrokers: ReadonlyMap<string, string>,
): DescribedConfig {
  const { name, brokerSynonym } = definition
  const override = topic.configs.get(name)
  const inherited = brokerSynonym === null ? [] : configSynonyms(cluster, null, brokerSynonym)
  const own: Synonym[] = override === undefined ? [] : [{ name, value: override, source: 'DYNAMIC_TOPIC_CONFIG' }]
  const value = override ?? brokerValueOf(ofBrokers, definition)?.value ?? definition.default
  return shownConfig(name, value, [...own, ...inherited], false)
}

function describeBroker(cluster: ClusterView, resource: Resource): DescribeConfigsResult {
  const owner = brokerOfResource(cluster, resource.resourceName)
  if (!owner.ok) return failed(resource, 'INVALID_REQUEST', owner.message)
  const { brokerId } = owner
  const definitions = [...BROKER_CONFIG_DEFINITIONS.values()].filter(({ name }) => isWanted(resource, name))
  const shown = brokerId === null ? definitions.filter(({ name }) => cluster.defaultBrokerConfigs.has(name)) : definitions
  return found(
    resource,
    shown.map((definition) => brokerConfig(cluster, brokerId, definition)),
  )
}

/** What holds for all brokers is shown without what the brokers were started with: that could be different on each of them. */
function brokerConfig(cluster: ClusterView, brokerId: number | null, definition: BrokerConfigDefinition): DescribedConfig {
  const { name, updateMode } = definition
  const all = configSynonyms(cluster, brokerId, name)
  const synonyms = brokerId === null ? all.filter(({ source }) => source === 'DYNAMIC_DEFAULT_BROKER_CONFIG') : all
  const value =
    brokerId === null
      ? present(cluster.defaultBrokerConfigs.get(name), `the altered config ${name}`)
      : (brokerConfigsOf(cluster, brokerId).get(name) ?? definition.default)
  return shownConfig(name, value, synonyms, updateMode === 'read-only')
}

function shownConfig(name: string, value: string | null, synonyms: readonly Synonym[], readOnly: boolean): DescribedConfig {
  const source = synonyms[0]?.source ?? 'DEFAULT_CONFIG'
  return { name, value, readOnly, isDefault: source === 'DEFAULT_CONFIG', source, isSensitive: false, synonyms }
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
