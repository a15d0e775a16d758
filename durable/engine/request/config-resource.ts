// What DescribeConfigs, IncrementalAlterConfigs and AlterConfigs share: whose configs a resource name means, what an alteration does to a value, and what
// the configs will be after what the step has decided so far.
import type { IncrementalAlterConfigsRequest } from '../../../schema/kafka/requests/incremental-alter-configs.ts'
import type { ClusterView, TopicView } from '../cluster.ts'
import { brokerConfigsOf } from '../config/effective-configs.ts'
import type { Step } from '../step.ts'
import { repeatedNames } from './repeated.ts'

export type Alteration = IncrementalAlterConfigsRequest['resources'][number]['configs'][number]

type BrokerOfResource =
  /** Null means all brokers. */
  { readonly ok: true; readonly brokerId: number | null } | { readonly ok: false; readonly message: string }

/** A broker's id, or '' for all brokers. A broker that was asked by name speaks only for itself; without one, any of them will do. */
export function brokerOfResource(
  { brokers }: Pick<ClusterView, 'brokers'>,
  resourceName: string,
  askedId: number | null,
): BrokerOfResource {
  if (resourceName === '') return { ok: true, brokerId: null }
  if (!/^-?\d{1,10}$/.test(resourceName)) return { ok: false, message: `Broker id must be an integer, but it is: ${resourceName}` }
  const brokerId = Number(resourceName)
  const expected = askedId === null ? [...brokers.keys()] : [askedId]
  if (expected.includes(brokerId)) return { ok: true, brokerId }
  const ids = askedId === null ? `one of ${expected.join(', ')}` : `${askedId} or empty string`
  return { ok: false, message: `Unexpected broker id, expected ${ids}, but received ${resourceName}` }
}

/** What is wrong with the request itself, whatever the configs are; null when nothing is. The error is INVALID_REQUEST. */
export function refuseMalformed(alterations: readonly Alteration[]): string | null {
  const [twice] = repeatedNames(alterations)
  if (twice !== undefined) return `Error due to duplicate config keys: ${twice}`
  const withoutValue = alterations.filter(({ configOperation, value }) => configOperation !== 'DELETE' && value === null)
  return withoutValue.length === 0 ? null : `Null value not supported for : ${withoutValue.map(({ name }) => name).join(', ')}`
}

/** APPEND leaves out what the list has already; SUBTRACT what it does not have. */
export function alteredList(operation: 'APPEND' | 'SUBTRACT', inForce: string, given: string): string {
  const [items, changed] = [splitList(inForce), splitList(given)]
  if (operation === 'SUBTRACT') return items.filter((item) => !changed.includes(item)).join(',')
  return [...items, ...changed.filter((item) => !items.includes(item))].join(',')
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

/**
 * What holds for all brokers once the step is applied. One request may alter the brokers' defaults and topics above them, and each must be
 * possible together with the other.
 */
export function pendingBrokerConfigs({ cluster, records }: Step): Map<string, string> {
  const defaultBrokerConfigs = new Map(cluster.defaultBrokerConfigs)
  for (const record of records) {
    if (record.kind === 'brokerConfig.changed' && record.brokerId === null) put(defaultBrokerConfigs, record)
  }
  return brokerConfigsOf({ ...cluster, defaultBrokerConfigs }, null)
}

export function pendingTopicConfigs({ records }: Step, topic: TopicView): Map<string, string> {
  const configs = new Map(topic.configs)
  for (const record of records) if (record.kind === 'config.changed' && record.topic === topic.name) put(configs, record)
  return configs
}

function put(configs: Map<string, string>, { name, value }: { readonly name: string; readonly value: string | null }): void {
  if (value === null) configs.delete(name)
  else configs.set(name, value)
}
