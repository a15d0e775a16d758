// IncrementalAlterConfigs (API key 44, KIP-339).
// Does: SET, DELETE, APPEND and SUBTRACT on topics, on one broker, on all of them and on consumer groups; all of a resource's changes or none; validateOnly.
// Does not: client metrics and loggers. A broker's config that is set to the value it has already is not recorded again (KAFKA-14136),
//   since nobody has to be reminded of it here.
// Source: ConfigurationControlManager.incrementalAlterConfigResource of Kafka 4.3; the sentences are the controller's.
import type {
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
} from '../../../schema/kafka/requests/incremental-alter-configs.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { TOPIC_CONFIG_DEFINITIONS } from '../../../schema/kafka/topic-configs.ts'
import type { TopicView } from '../cluster.ts'
import { brokerValueOf, checkNewTopicOverrides } from '../config/effective-configs.ts'
import { clearElr } from '../controller/clear-elr.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import type { RecordOf } from '../record.ts'
import type { Step } from '../step.ts'
import { alterGroupConfigs } from './alter-group-configs.ts'
import { alterBrokerConfigs } from './alter-broker-configs.ts'
import { alteredList, brokerOfResource, pendingBrokerConfigs, refuseMalformed } from './config-resource.ts'
import { repeatedNames } from './repeated.ts'

type Resource = IncrementalAlterConfigsRequest['resources'][number]
type Alteration = Resource['configs'][number]
type Result = IncrementalAlterConfigsResponse['responses'][number]
type Altered =
  | { readonly ok: true; readonly overrides: Map<string, string> }
  | { readonly ok: false; readonly error: KafkaErrorName; readonly message: string }

/** @param askedId the broker that was asked; null when any will do. */
export function decideIncrementalAlterConfigs(
  step: Step,
  request: IncrementalAlterConfigsRequest,
  askedId: number | null,
): Decision<'IncrementalAlterConfigs'> {
  const responses = alterConfigs(step, request.resources, askedId)
  return request.validateOnly ? answer<'IncrementalAlterConfigs'>({ responses }) : step.decision<'IncrementalAlterConfigs'>({ responses })
}

/** Alters each resource by itself. Used by AlterConfigs too, which is an alteration of everything that a resource has. */
export function alterConfigs(step: Step, resources: readonly Resource[], askedId: number | null): Result[] {
  const repeated = repeatedNames(resources.map((resource) => ({ name: keyOf(resource) })))
  return resources.map((resource) => {
    if (repeated.has(keyOf(resource))) return result(resource, 'INVALID_REQUEST', 'Each resource must appear at most once.')
    return alter(step, resource, askedId)
  })
}

function keyOf({ resourceType, resourceName }: Resource): string {
  return `${resourceType}/${resourceName}`
}

function alter(step: Step, resource: Resource, askedId: number | null): Result {
  const malformed = refuseMalformed(resource.configs)
  if (malformed !== null) return result(resource, 'INVALID_REQUEST', malformed)
  switch (resource.resourceType) {
    case 'TOPIC':
      return alterTopic(step, resource)
    case 'BROKER':
      return alterBroker(step, resource, askedId)
    case 'GROUP':
      return resultOf(resource, alterGroupConfigs(step, resource.resourceName, resource.configs))
  }
}

function alterBroker(step: Step, resource: Resource, askedId: number | null): Result {
  const owner = brokerOfResource(step.cluster, resource.resourceName, askedId)
  if (!owner.ok) return result(resource, 'INVALID_REQUEST', owner.message)
  return resultOf(resource, alterBrokerConfigs(step, owner.brokerId, resource.configs))
}

function resultOf(resource: Resource, refusal: { readonly error: KafkaErrorName; readonly message: string } | null): Result {
  return refusal === null ? result(resource, 'NONE', null) : result(resource, refusal.error, refusal.message)
}

function alterTopic(step: Step, resource: Resource): Result {
  const topic = step.cluster.topics.get(resource.resourceName)
  if (topic === undefined) return result(resource, 'UNKNOWN_TOPIC_OR_PARTITION', null)
  const altered = alteredOverrides(pendingBrokerConfigs(step), topic, resource.configs)
  if (!altered.ok) return result(resource, altered.error, altered.message)
  const changed = changes(topic, altered.overrides)
  step.records.push(...changed)
  if (changed.some(({ name }) => name === 'min.insync.replicas')) clearElr(step, topic)
  return result(resource, 'NONE', null)
}

function result({ resourceType, resourceName }: Resource, error: KafkaErrorName, errorMessage: string | null): Result {
  return { error, errorMessage, resourceType, resourceName }
}

function alteredOverrides(ofBrokers: ReadonlyMap<string, string>, topic: TopicView, alterations: readonly Alteration[]): Altered {
  const overrides = new Map(topic.configs)
  for (const alteration of alterations) {
    const message = alterOne(ofBrokers, overrides, alteration)
    if (message !== null) return { ok: false, error: 'INVALID_CONFIG', message }
  }
  const checked = checkNewTopicOverrides(ofBrokers, overrides)
  return checked.ok ? { ok: true, overrides } : { ok: false, error: 'INVALID_CONFIG', message: checked.message }
}

/** Carries one alteration into the map, or says why it cannot be. */
function alterOne(
  ofBrokers: ReadonlyMap<string, string>,
  overrides: Map<string, string>,
  { name, configOperation, value }: Alteration,
): string | null {
  if (configOperation === 'DELETE') {
    overrides.delete(name)
    return null
  }
  const given = value ?? ''
  if (configOperation === 'SET') {
    overrides.set(name, given)
    return null
  }
  const definition = TOPIC_CONFIG_DEFINITIONS.find((candidate) => candidate.name === name)
  if (definition?.type !== 'LIST') return `Can't ${configOperation} to key ${name} because its type is not LIST.`
  const inForce = overrides.get(name) ?? brokerValueOf(ofBrokers, definition)?.value ?? definition.default ?? ''
  overrides.set(name, alteredList(configOperation, inForce, given))
  return null
}

/** Only what differs is recorded, so that an alteration to the same value changes nothing. */
function changes(topic: TopicView, overrides: ReadonlyMap<string, string>): RecordOf<'config.changed'>[] {
  const names = new Set([...topic.configs.keys(), ...overrides.keys()])
  return [...names]
    .filter((name) => topic.configs.get(name) !== overrides.get(name))
    .map((name) => ({ kind: 'config.changed', topic: topic.name, name, value: overrides.get(name) ?? null }))
}
