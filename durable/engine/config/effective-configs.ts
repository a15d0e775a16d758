// Which configs are in force: what is set on the topic, else what the brokers say under their own name for it, else Kafka's default.
import { utf8Bytes } from '../../../schema/kafka/message/utf8.ts'
import { checkTopicConfigs, TOPIC_CONFIG_DEFINITIONS } from '../../../schema/kafka/topic-configs.ts'
import type { CheckedTopicConfigs, TopicConfigs } from '../../../schema/kafka/topic-configs.ts'
import { assert } from '../assert.ts'
import type { ClusterView } from '../cluster.ts'
import { BROKER_CONFIG_DEFINITIONS, checkBrokerConfigs } from './broker-configs.ts'
import type { BrokerConfigs } from './broker-configs.ts'

/** Broker configs that give a topic config in another unit, finest unit first: the first one that is set counts. */
const OTHER_UNITS: Readonly<Record<string, readonly { readonly name: string; readonly factor: number }[]>> = {
  'retention.ms': [
    { name: 'log.retention.minutes', factor: 60_000 },
    { name: 'log.retention.hours', factor: 3_600_000 },
  ],
  'segment.ms': [{ name: 'log.roll.hours', factor: 3_600_000 }],
  'segment.jitter.ms': [{ name: 'log.roll.jitter.hours', factor: 3_600_000 }],
}

/** A topic's value as the brokers give it, and the broker config it was given with; null where no broker config says anything. */
export function brokerValueOf(
  given: ReadonlyMap<string, string>,
  topicConfig: { readonly name: string; readonly brokerSynonym: string | null },
): { readonly name: string; readonly value: string } | null {
  const direct = topicConfig.brokerSynonym === null ? undefined : given.get(topicConfig.brokerSynonym)
  if (direct !== undefined) return { name: topicConfig.brokerSynonym ?? '', value: direct }
  for (const { name, factor } of OTHER_UNITS[topicConfig.name] ?? []) {
    const value = given.get(name)
    if (value !== undefined) return { name, value: Number(value) < 0 ? value : String(Number(value) * factor) }
  }
  return null
}

/** Checks what somebody wants to set on a topic, together with what the brokers give: some rules look at two configs at once. */
export function checkTopicOverrides(ofBrokers: ReadonlyMap<string, string>, overrides: ReadonlyMap<string, string>): CheckedTopicConfigs {
  const merged = new Map<string, string>()
  for (const definition of TOPIC_CONFIG_DEFINITIONS) {
    const given = brokerValueOf(ofBrokers, definition)
    if (given !== null) merged.set(definition.name, given.value)
  }
  for (const [name, value] of overrides) merged.set(name, value)
  return checkTopicConfigs(merged)
}

/** A ConfigRecord cannot hold more, so the controller refuses it before anything else (since Kafka 4.3). */
const MAX_CONFIG_VALUE_BYTES = 32_767

/** The same for values that are new: what is in the state already may come from before there was such a bound. */
export function checkNewTopicOverrides(
  ofBrokers: ReadonlyMap<string, string>,
  overrides: ReadonlyMap<string, string>,
): CheckedTopicConfigs {
  const tooLong = configValueTooLong(overrides)
  if (tooLong !== null) return { ok: false, error: 'INVALID_CONFIG', message: tooLong }
  return checkTopicOverrides(ofBrokers, overrides)
}

const TOO_LONG = `The configuration value cannot be added because it exceeds the maximum value size of ${MAX_CONFIG_VALUE_BYTES} bytes.`

/** What is wrong with the length of the values; null when they all fit. The error is INVALID_CONFIG. */
export function configValueTooLong(configs: ReadonlyMap<string, string>): string | null {
  return [...configs.values()].every(fitsInConfigRecord) ? null : TOO_LONG
}

export function fitsInConfigRecord(value: string): boolean {
  return value.length <= MAX_CONFIG_VALUE_BYTES / 3 || utf8Bytes(value).length <= MAX_CONFIG_VALUE_BYTES
}

/** The configs in force. Only checked values ever reach the state, so a refusal here is a bug. */
export function effectiveTopicConfigs(ofBrokers: ReadonlyMap<string, string>, overrides: ReadonlyMap<string, string>): TopicConfigs {
  const checked = checkTopicOverrides(ofBrokers, overrides)
  assert(checked.ok, 'configs in the state were checked before')
  return checked.effective
}

/** What a broker's configs are, or (null) what holds for all of them: given at the start, altered for all, altered for this one. */
export function brokerConfigsOf(
  cluster: Pick<ClusterView, 'brokerConfigs' | 'defaultBrokerConfigs' | 'brokers'>,
  brokerId: number | null,
): Map<string, string> {
  const own = brokerId === null ? [] : (cluster.brokers.get(brokerId)?.configs ?? [])
  return new Map([...cluster.brokerConfigs, ...cluster.defaultBrokerConfigs, ...own])
}

/** The broker configs that the cluster itself acts on, typed. */
export function brokerConfigs(given: ReadonlyMap<string, string>): BrokerConfigs {
  const checked = checkBrokerConfigs(given)
  assert(checked.ok, 'broker configs in the state were checked before')
  return checked.effective
}

/** What is wrong with the broker configs of a new cluster, by themselves or as the defaults of its topics; null when nothing is. */
export function refuseBrokerConfigs(given: ReadonlyMap<string, string>): string | null {
  const checked = checkBrokerConfigs(given)
  if (!checked.ok) return checked.message
  const asTopicDefaults = checkTopicOverrides(given, new Map())
  return asTopicDefaults.ok ? null : asTopicDefaults.message
}

/** Kafka's default of a broker config as text, null where it has none. */
export function brokerDefault(name: string): string | null {
  return BROKER_CONFIG_DEFINITIONS.get(name)?.default ?? null
}
