// Where a broker config's value comes from, and what it would be without that: the synonyms of KIP-226, from the one in force down to the
// default. A config that exists in several units has the names of all of them.
// Source: DynamicBrokerConfig.brokerConfigSynonyms and ConfigHelper.configSynonyms of Kafka 4.3.
import type { ConfigSource, DescribedConfig } from '../../../schema/kafka/requests/describe-configs.ts'
import type { ClusterView } from '../cluster.ts'
import { brokerDefault } from './effective-configs.ts'

type Synonym = DescribedConfig['synonyms'][number]

/** The finest unit first: it wins wherever it is set. */
const UNITS: readonly (readonly string[])[] = [
  ['log.roll.ms', 'log.roll.hours'],
  ['log.roll.jitter.ms', 'log.roll.jitter.hours'],
  ['log.retention.ms', 'log.retention.minutes', 'log.retention.hours'],
]

/** `brokerId` is the broker that describes itself; null describes what holds for all. */
export function configSynonyms(cluster: ClusterView, brokerId: number | null, name: string): Synonym[] {
  const names = UNITS.find((units) => units.includes(name)) ?? [name]
  const synonyms: Synonym[] = []
  const add = (source: ConfigSource, valueOf: (name: string) => string | null | undefined): void => {
    for (const synonym of names) {
      const value = valueOf(synonym)
      if (value !== undefined && value !== null) synonyms.push({ name: synonym, value, source })
    }
  }
  const own = brokerId === null ? undefined : cluster.brokers.get(brokerId)?.configs
  if (own !== undefined) add('DYNAMIC_BROKER_CONFIG', (synonym) => own.get(synonym))
  add('DYNAMIC_DEFAULT_BROKER_CONFIG', (synonym) => cluster.defaultBrokerConfigs.get(synonym))
  add('STATIC_BROKER_CONFIG', (synonym) => cluster.brokerConfigs.get(synonym))
  add('DEFAULT_CONFIG', brokerDefault)
  return fromOwnName(synonyms, name)
}

/** Kafka drops what stands before the first synonym of the config's own name, so a coarser unit alone leaves the list empty. */
function fromOwnName(synonyms: readonly Synonym[], name: string): Synonym[] {
  const first = synonyms.findIndex((synonym) => synonym.name === name)
  return first === -1 ? [] : synonyms.slice(first)
}
