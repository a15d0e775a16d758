// IncrementalAlterConfigs (API key 44, KIP-339).
// Does: SET, DELETE, APPEND and SUBTRACT on topics; all of a resource's changes or none; validateOnly.
// Does not: brokers, groups, client metrics and loggers.
// Source: ConfigurationControlManager.incrementalAlterConfigResource of Kafka 4.3; the sentences are the controller's.
import type {
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
} from '../../../schema/kafka/requests/incremental-alter-configs.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { TOPIC_CONFIG_DEFINITIONS } from '../../../schema/kafka/topic-configs.ts'
import type { ClusterView, TopicView } from '../cluster.ts'
import { brokerConfigsOf, brokerValueOf, checkNewTopicOverrides } from '../config/effective-configs.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import type { ClusterRecord } from '../record.ts'
import type { Step } from '../step.ts'

type Resource = IncrementalAlterConfigsRequest['resources'][number]
type Alteration = Resource['configs'][number]
type Result = IncrementalAlterConfigsResponse['responses'][number]
type Altered =
  | { readonly ok: true; readonly overrides: Map<string, string> }
  | { readonly ok: false; readonly error: KafkaErrorName; readonly message: string }

export function decideIncrementalAlterConfigs(step: Step, request: IncrementalAlterConfigsRequest): Decision<'IncrementalAlterConfigs'> {
  const responses = request.resources.map((resource) => alter(step, request, resource))
  return request.validateOnly ? answer<'IncrementalAlterConfigs'>({ responses }) : step.decision<'IncrementalAlterConfigs'>({ responses })
}

function alter(step: Step, request: IncrementalAlterConfigsRequest, resource: Resource): Result {
  const { cluster } = step
  const same = request.resources.filter(({ resourceType, resourceName }) => {
    return resourceType === resource.resourceType && resourceName === resource.resourceName
  })
  if (same.length > 1) return result(resource, 'INVALID_REQUEST', 'Each resource must appear at most once.')
  if (resource.resourceType !== 'TOPIC') return result(resource, 'INVALID_REQUEST', 'Only topics can be altered.')
  const topic = cluster.topics.get(resource.resourceName)
  if (topic === undefined) return result(resource, 'UNKNOWN_TOPIC_OR_PARTITION', null)
  const altered = alteredOverrides(cluster, topic, resource.configs)
  if (!altered.ok) return result(resource, altered.error, altered.message)
  step.records.push(...changes(topic, altered.overrides))
  return result(resource, 'NONE', null)
}

function result({ resourceType, resourceName }: Resource, error: KafkaErrorName, errorMessage: string | null): Result {
  return { error, errorMessage, resourceType, resourceName }
}

function alteredOverrides(cluster: ClusterView, topic: TopicView, alterations: readonly Alteration[]): Altered {
  const overrides = new Map(topic.configs)
  const seen = new Set<string>()
  for (const alteration of alterations) {
    if (seen.has(alteration.name)) {
      return { ok: false, error: 'INVALID_REQUEST', message: `Error due to duplicate config keys: ${alteration.name}` }
    }
    seen.add(alteration.name)
    const message = alterOne(cluster, overrides, alteration)
    if (message !== null) return { ok: false, error: 'INVALID_CONFIG', message }
  }
  const checked = checkNewTopicOverrides(brokerConfigsOf(cluster, null), overrides)
  return checked.ok ? { ok: true, overrides } : { ok: false, error: 'INVALID_CONFIG', message: checked.message }
}

/** Carries one alteration into the map, or says why it cannot be. */
function alterOne(cluster: ClusterView, overrides: Map<string, string>, { name, configOperation, value }: Alteration): string | null {
  if (configOperation === 'DELETE') {
    overrides.delete(name)
    return null
  }
  if (value === null) return `Null value not supported for : ${name}`
  if (configOperation === 'SET') {
    overrides.set(name, value)
    return null
  }
  const definition = TOPIC_CONFIG_DEFINITIONS.find((candidate) => candidate.name === name)
  if (definition?.type !== 'LIST') return `Can't ${configOperation} to key ${name} because its type is not LIST.`
  const inForce = overrides.get(name) ?? brokerValueOf(brokerConfigsOf(cluster, null), definition)?.value ?? definition.default ?? ''
  overrides.set(name, joinList(configOperation, splitList(inForce), splitList(value)))
  return null
}

function joinList(operation: 'APPEND' | 'SUBTRACT', items: readonly string[], changed: readonly string[]): string {
  if (operation === 'SUBTRACT') return items.filter((item) => !changed.includes(item)).join(',')
  return [...items, ...changed.filter((item) => !items.includes(item))].join(',')
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

/** Only what differs is recorded, so that an alteration to the same value changes nothing. */
function changes(topic: TopicView, overrides: ReadonlyMap<string, string>): ClusterRecord[] {
  const names = new Set([...topic.configs.keys(), ...overrides.keys()])
  return [...names]
    .filter((name) => topic.configs.get(name) !== overrides.get(name))
    .map((name) => ({ kind: 'config.changed', topic: topic.name, name, value: overrides.get(name) ?? null }))
}
