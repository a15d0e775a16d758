// Configs of topics and brokers in one shape, since Kafka describes and alters them with the same two requests.
import type { ConfigAlteration } from '../../schema/api/configs.ts'
import type { ConfigResourceType, DescribeConfigsResult, DescribedConfig } from '../../schema/kafka/requests/describe-configs.ts'
import type { IncrementalAlterConfigsRequest } from '../../schema/kafka/requests/incremental-alter-configs.ts'
import { compareNumbers, compareText } from '../http/paging.ts'
import { notFound } from '../http/rest-error.ts'
import { ask, refuseError } from './ask.ts'
import type { Asker } from './ask.ts'
import { resourceMetadata } from './resource.ts'
import type { Place } from './resource.ts'

/** A config with what it belongs to. */
export type OwnedConfig = { readonly resourceType: ConfigResourceType; readonly resourceName: string; readonly config: DescribedConfig }

/** The resource name that means all brokers. */
export const ALL_BROKERS = ''

/** How many topics are described in one call, so that no answer of the object grows beyond a megabyte or two. */
const TOPICS_PER_CALL = 50

/** Configs of the named resources, sorted by name within each. Throws RestError 404 or 400 when one does not exist. */
export async function askConfigs(
  asker: Asker,
  resourceType: ConfigResourceType,
  resourceNames: readonly string[],
  configurationKeys: readonly string[] | null = null,
): Promise<OwnedConfig[]> {
  const configs: OwnedConfig[] = []
  for (let from = 0; from < resourceNames.length; from += TOPICS_PER_CALL) {
    const names = resourceNames.slice(from, from + TOPICS_PER_CALL)
    const resources = names.map((resourceName) => ({ resourceType, resourceName, configurationKeys }))
    const { response } = await ask(asker, { api: 'DescribeConfigs', request: { resources } })
    configs.push(...response.results.flatMap(ownedConfigs))
  }
  return configs
}

/** One config. Throws RestError 404 when there is none of this name. */
export async function askConfig(asker: Asker, resourceType: ConfigResourceType, resourceName: string, name: string): Promise<OwnedConfig> {
  const [config] = await askConfigs(asker, resourceType, [resourceName], [name])
  if (config === undefined) throw configNotFound(name)
  return config
}

/** Throws RestError 404 for the first of the names that is no config, as the proxy does before it alters anything. */
export async function requireConfigs(
  asker: Asker,
  resourceType: ConfigResourceType,
  resourceName: string,
  names: readonly string[],
): Promise<void> {
  const known = await askConfigs(asker, resourceType, [resourceName], names)
  const unknown = names.find((name) => !known.some(({ config }) => config.name === name))
  if (unknown !== undefined) throw configNotFound(unknown)
}

/** The alterations of one resource as Kafka takes them. */
export function alterationsOf(
  resourceType: ConfigResourceType,
  resourceName: string,
  alterations: readonly ConfigAlteration[],
): IncrementalAlterConfigsRequest['resources'][number] {
  const configs = alterations.map(({ name, value = null, operation = 'SET' }) => ({ name, value, configOperation: operation }))
  return { resourceType, resourceName, configs }
}

export function showConfig(place: Place, owned: OwnedConfig): object {
  const { config } = owned
  return {
    ...ownerOf(place, owned),
    name: config.name,
    value: config.value,
    is_default: config.isDefault,
    is_read_only: config.readOnly,
    is_sensitive: config.isSensitive,
    source: config.source,
    synonyms: config.synonyms,
  }
}

function ownerOf(place: Place, { resourceType, resourceName, config }: OwnedConfig): object {
  const inCluster = { cluster_id: place.sandboxId }
  if (resourceType === 'TOPIC') {
    const metadata = resourceMetadata(place, 'topics', resourceName, 'configs', config.name)
    return { kind: 'KafkaTopicConfig', metadata, ...inCluster, topic_name: resourceName }
  }
  if (resourceName === ALL_BROKERS) {
    const metadata = resourceMetadata(place, 'broker-configs', config.name)
    return { kind: 'KafkaClusterConfig', metadata, ...inCluster, config_type: 'BROKER' }
  }
  const metadata = resourceMetadata(place, 'brokers', resourceName, 'configs', config.name)
  return { kind: 'KafkaBrokerConfig', metadata, ...inCluster, broker_id: Number(resourceName) }
}

/** `resource/config`: a slash cannot stand in the name of a topic or a broker. */
export function configKey({ resourceName, config }: OwnedConfig): string {
  return `${resourceName}/${config.name}`
}

/** By topic, then by config. */
export function compareConfigKeys(left: string, right: string): number {
  const [leftResource = '', leftName = ''] = left.split('/')
  const [rightResource = '', rightName = ''] = right.split('/')
  return compareText(leftResource, rightResource) || compareText(leftName, rightName)
}

/** By broker as a number, then by config. */
export function compareBrokerConfigKeys(left: string, right: string): number {
  const [leftBroker = '', leftName = ''] = left.split('/')
  const [rightBroker = '', rightName = ''] = right.split('/')
  return compareNumbers(leftBroker, rightBroker) || compareText(leftName, rightName)
}

function ownedConfigs({ error, errorMessage, resourceType, resourceName, configs }: DescribeConfigsResult): OwnedConfig[] {
  refuseError(error, errorMessage)
  return configs.map((config) => ({ resourceType, resourceName, config })).toSorted((a, b) => compareText(a.config.name, b.config.name))
}

function configNotFound(name: string): Error {
  return notFound(`Config ${name} cannot be found.`)
}
