// The configs of a topic as DescribeConfigs and CreateTopics tell them: what is in force, where it comes from, and what it would be without that.
// Source: ConfigHelper.createTopicConfigEntry and KafkaConfigSchema.resolveEffectiveTopicConfigs of Kafka 4.3.
import type { ConfigType } from '../../../schema/kafka/config-definition.ts'
import type { DescribedConfig } from '../../../schema/kafka/requests/describe-configs.ts'
import { TOPIC_CONFIG_DEFINITIONS } from '../../../schema/kafka/topic-configs.ts'
import type { ClusterView } from '../cluster.ts'
import { configSynonyms } from './config-synonyms.ts'
import { brokerConfigsOf, brokerValueOf } from './effective-configs.ts'

type TopicConfigDefinition = (typeof TOPIC_CONFIG_DEFINITIONS)[number]
type Synonym = DescribedConfig['synonyms'][number]

/** @param overrides what is set on the topic, which need not exist yet. */
export function describedTopicConfigs(
  cluster: ClusterView,
  overrides: ReadonlyMap<string, string>,
  isWanted: (name: string) => boolean = () => true,
): DescribedConfig[] {
  // Internal configs are settable and work, but a broker does not show them.
  const shown = TOPIC_CONFIG_DEFINITIONS.filter(({ name }) => !name.startsWith('internal.') && isWanted(name))
  const ofBrokers = brokerConfigsOf(cluster, null)
  return shown.map((definition) => topicConfig(cluster, overrides, definition, ofBrokers))
}

function topicConfig(
  cluster: ClusterView,
  overrides: ReadonlyMap<string, string>,
  definition: TopicConfigDefinition,
  ofBrokers: ReadonlyMap<string, string>,
): DescribedConfig {
  const { name, brokerSynonym } = definition
  const override = overrides.get(name)
  const inherited = brokerSynonym === null ? [] : configSynonyms(cluster, null, brokerSynonym)
  const own: Synonym[] = override === undefined ? [] : [{ name, value: override, source: 'DYNAMIC_TOPIC_CONFIG' }]
  const value = override ?? brokerValueOf(ofBrokers, definition)?.value ?? definition.default
  return describedConfig(definition, value, [...own, ...inherited], false)
}

export function describedConfig(
  { name, type }: { readonly name: string; readonly type: ConfigType },
  value: string | null,
  synonyms: readonly Synonym[],
  readOnly: boolean,
): DescribedConfig {
  const source = synonyms[0]?.source ?? 'DEFAULT_CONFIG'
  return { name, type, value, readOnly, isDefault: source === 'DEFAULT_CONFIG', source, isSensitive: false, synonyms }
}
