// DescribeConfigs (API key 32).
// Does: topic configs and broker configs with value, type, source, synonyms and whether they may be altered while the brokers run; under the
//   broker name '' what was altered for all brokers. A broker that is asked by name describes itself and no other. Configs of consumer groups.
// Does not: documentation texts, client metrics, loggers. A topic is described without what was altered for one broker alone, since
//   topics live on all of them.
// Source: ConfigHelper.describeConfigs and createBrokerConfigEntry of Kafka 4.3; KIP-226.
import type { DescribeConfigsRequest, DescribeConfigsResult, DescribedConfig } from '../../../schema/kafka/requests/describe-configs.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { GROUP_CONFIG_DEFINITIONS } from '../../../schema/kafka/group-configs.ts'
import { checkTopicName } from '../../../schema/kafka/topic-name.ts'
import { present } from '../assert.ts'
import type { ClusterView } from '../cluster.ts'
import { BROKER_CONFIG_DEFINITIONS } from '../config/broker-configs.ts'
import type { BrokerConfigDefinition } from '../config/broker-configs.ts'
import { configSynonyms } from '../config/config-synonyms.ts'
import { describedConfig, describedTopicConfigs } from '../config/described-topic-configs.ts'
import { groupOverrides } from '../config/group-configs.ts'
import { brokerConfigsOf } from '../config/effective-configs.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import { brokerOfResource } from './config-resource.ts'

type Resource = DescribeConfigsRequest['resources'][number]

/** @param askedId the broker that was asked; null when any will do. */
export function decideDescribeConfigs(
  cluster: ClusterView,
  { resources }: DescribeConfigsRequest,
  askedId: number | null,
): Decision<'DescribeConfigs'> {
  return answer<'DescribeConfigs'>({ results: resources.map((resource) => describe(cluster, resource, askedId)) })
}

function describe(cluster: ClusterView, resource: Resource, askedId: number | null): DescribeConfigsResult {
  switch (resource.resourceType) {
    case 'TOPIC':
      return describeTopic(cluster, resource)
    case 'BROKER':
      return describeBroker(cluster, resource, askedId)
    case 'GROUP':
      return describeGroup(cluster, resource)
  }
}

function describeTopic(cluster: ClusterView, resource: Resource): DescribeConfigsResult {
  const { resourceName } = resource
  const checked = checkTopicName(resourceName)
  if (!checked.ok) return failed(resource, 'INVALID_TOPIC_EXCEPTION', checked.message)
  const topic = cluster.topics.get(resourceName)
  if (topic === undefined) return failed(resource, 'UNKNOWN_TOPIC_OR_PARTITION', null)
  return found(resource, describedTopicConfigs(cluster, topic.configs, wantedBy(resource)))
}

function describeBroker(cluster: ClusterView, resource: Resource, askedId: number | null): DescribeConfigsResult {
  const owner = brokerOfResource(cluster, resource.resourceName, askedId)
  if (!owner.ok) return failed(resource, 'INVALID_REQUEST', owner.message)
  const { brokerId } = owner
  const isWanted = wantedBy(resource)
  const definitions = [...BROKER_CONFIG_DEFINITIONS.values()].filter(({ name }) => isWanted(name))
  const shown = brokerId === null ? definitions.filter(({ name }) => cluster.defaultBrokerConfigs.has(name)) : definitions
  return found(
    resource,
    shown.map((definition) => brokerConfig(cluster, brokerId, definition)),
  )
}

/** A group need not exist to be described: it would have these. */
function describeGroup(cluster: ClusterView, resource: Resource): DescribeConfigsResult {
  const { resourceName: groupId } = resource
  if (groupId === '') return failed(resource, 'INVALID_REQUEST', 'Group name must not be empty')
  const isWanted = wantedBy(resource)
  const overrides = groupOverrides(cluster, groupId)
  return found(
    resource,
    GROUP_CONFIG_DEFINITIONS.filter(({ name }) => isWanted(name)).map((definition) => {
      const { name, brokerSynonym } = definition
      const override = overrides.get(name)
      const inherited = configSynonyms(cluster, null, brokerSynonym)
      const own = override === undefined ? [] : [{ name, value: override, source: 'DYNAMIC_GROUP_CONFIG' as const }]
      return describedConfig(definition, override ?? inherited[0]?.value ?? definition.default, [...own, ...inherited], false)
    }),
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
  return describedConfig(definition, value, synonyms, updateMode === 'read-only')
}

function wantedBy({ configurationKeys }: Resource): (name: string) => boolean {
  const keys = configurationKeys === null ? null : new Set(configurationKeys)
  return (name) => keys?.has(name) ?? true
}

function found({ resourceType, resourceName }: Resource, configs: readonly DescribedConfig[]): DescribeConfigsResult {
  return { error: 'NONE', errorMessage: null, resourceType, resourceName, configs }
}

function failed({ resourceType, resourceName }: Resource, error: KafkaErrorName, errorMessage: string | null): DescribeConfigsResult {
  return { error, errorMessage, resourceType, resourceName, configs: [] }
}
