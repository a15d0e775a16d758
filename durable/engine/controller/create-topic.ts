// Creating one topic: every check of the controller in its order, then the records. Used by CreateTopics and by auto-creation.
// Source: ReplicationControlManager.createTopic and validateManualPartitionAssignment of Kafka 4.3; the sentences are the controller's.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { CreatableTopic } from '../../../schema/kafka/requests/create-topics.ts'
import { checkTopicName, collidingName } from '../../../schema/kafka/topic-name.ts'
import { MAX_PARTITIONS_PER_CLUSTER, MAX_PARTITIONS_PER_TOPIC, MAX_TOPICS } from '../../../schema/limits.ts'
import { partitionCount } from '../cluster.ts'
import type { ClusterView } from '../cluster.ts'
import { brokerConfigsOf, checkNewTopicOverrides } from '../config/effective-configs.ts'
import type { ClusterRecord } from '../record.ts'
import type { Step } from '../step.ts'
import { randomUuid } from '../uuid.ts'
import { checkManualAssignments } from './manual-assignment.ts'
import { isActive } from './is-active.ts'
import { placeReplicas } from './replica-placement.ts'
import type { PlaceableBroker } from './replica-placement.ts'

export type CreatedTopic = {
  readonly ok: true
  readonly name: string
  readonly topicId: string
  readonly assignments: readonly (readonly number[])[]
  readonly records: readonly ClusterRecord[]
}

export type RefusedTopic = { readonly ok: false; readonly error: KafkaErrorName; readonly message: string }

type Assignments = { readonly ok: true; readonly assignments: readonly (readonly number[])[] } | RefusedTopic

export function createTopic(step: Step, wanted: CreatableTopic): CreatedTopic | RefusedTopic {
  const { cluster } = step
  const refused = refuseName(cluster, wanted.name) ?? refuseConfigs(cluster, wanted)
  if (refused !== null) return refused
  const placed = wanted.assignments.length > 0 ? manualAssignments(cluster, wanted) : placedAssignments(step, wanted)
  if (!placed.ok) return placed
  const { assignments } = placed
  const tooMany = refuseCount(step, assignments.length)
  if (tooMany !== null) return tooMany
  const topicId = randomUuid(step.random)
  const records = topicRecords(step, wanted, topicId, assignments)
  step.noteNewTopic()
  step.noteNewPartitions(assignments.length)
  return { ok: true, name: wanted.name, topicId, assignments, records }
}

function refuseName(cluster: ClusterView, name: string): RefusedTopic | null {
  const checked = checkTopicName(name)
  if (!checked.ok) return { ok: false, error: 'INVALID_TOPIC_EXCEPTION', message: checked.message }
  if (cluster.topics.has(name)) return { ok: false, error: 'TOPIC_ALREADY_EXISTS', message: `Topic '${name}' already exists.` }
  const colliding = collidingName(name, cluster.topics.keys())
  if (colliding === null) return null
  return { ok: false, error: 'INVALID_TOPIC_EXCEPTION', message: `Topic '${name}' collides with existing topic: ${colliding}` }
}

function refuseConfigs(cluster: ClusterView, { configs }: CreatableTopic): RefusedTopic | null {
  const without = configs.filter(({ value }) => value === null).map(({ name }) => name)
  if (without.length > 0) {
    return { ok: false, error: 'INVALID_CONFIG', message: `Null value not supported for topic configs: ${without.join(',')}` }
  }
  const checked = checkNewTopicOverrides(brokerConfigsOf(cluster, null), overridesOf({ configs }))
  return checked.ok ? null : { ok: false, error: 'INVALID_CONFIG', message: checked.message }
}

/** What a new topic is to have set. Of a config that is given twice, the last value counts. */
export function overridesOf({ configs }: Pick<CreatableTopic, 'configs'>): Map<string, string> {
  return new Map(configs.map(({ name, value }) => [name, value ?? '']))
}

function manualAssignments(cluster: ClusterView, wanted: CreatableTopic): Assignments {
  if (wanted.replicationFactor !== -1) {
    const message = 'A manual partition assignment was specified, but replication factor was not set to -1.'
    return { ok: false, error: 'INVALID_REQUEST', message }
  }
  if (wanted.numPartitions !== -1) {
    return {
      ok: false,
      error: 'INVALID_REQUEST',
      message: 'A manual partition assignment was specified, but numPartitions was not set to -1.',
    }
  }
  const byIndex = new Map<number, readonly number[]>()
  for (const { partitionIndex, brokerIds } of wanted.assignments) {
    if (byIndex.has(partitionIndex)) {
      return invalidAssignment(`Found multiple manual partition assignments for partition ${partitionIndex}`)
    }
    byIndex.set(partitionIndex, brokerIds)
  }
  const message = checkManualAssignments(cluster, [...byIndex.values()], null)
  if (message !== null) return invalidAssignment(message)
  const assignments = Array.from({ length: byIndex.size }, (_, index) => byIndex.get(index))
  if (assignments.includes(undefined)) return invalidAssignment('partitions should be a consecutive 0-based integer sequence')
  const placed = assignments.map((replicas) => replicas ?? [])
  const inactive = refuseInactive(cluster, placed, 0)
  return inactive === null ? { ok: true, assignments: placed } : invalidAssignment(inactive)
}

function invalidAssignment(message: string): RefusedTopic {
  return { ok: false, error: 'INVALID_REPLICA_ASSIGNMENT', message }
}

function placedAssignments(step: Step, wanted: CreatableTopic): Assignments {
  const { cluster } = step
  const defaults = cluster.effectiveBrokerConfigs
  if (wanted.replicationFactor < -1 || wanted.replicationFactor === 0) {
    const message = 'Replication factor must be larger than 0, or -1 to use the default value.'
    return { ok: false, error: 'INVALID_REPLICATION_FACTOR', message }
  }
  if (wanted.numPartitions < -1 || wanted.numPartitions === 0) {
    return { ok: false, error: 'INVALID_PARTITIONS', message: 'Number of partitions was set to an invalid non-positive value.' }
  }
  const partitions = wanted.numPartitions === -1 ? defaults.numPartitions : wanted.numPartitions
  const tooMany = refuseCount(step, partitions)
  if (tooMany !== null) return tooMany
  const replicationFactor = wanted.replicationFactor === -1 ? defaults.defaultReplicationFactor : wanted.replicationFactor
  const placement = placeReplicas(placeableBrokers(cluster), partitions, replicationFactor, step.random)
  if (placement.ok) return placement
  const message = `Unable to replicate the partition ${replicationFactor} time(s): ${placement.message}`
  return { ok: false, error: 'INVALID_REPLICATION_FACTOR', message }
}

/** The sandbox's own limits. Kafka refuses with POLICY_VIOLATION what an operator's policy forbids. */
export function refuseCount({ cluster, newTopics, newPartitions }: Step, added: number, existing = 0): RefusedTopic | null {
  if (existing === 0 && cluster.topics.size + newTopics >= MAX_TOPICS) {
    return { ok: false, error: 'POLICY_VIOLATION', message: `A sandbox holds at most ${MAX_TOPICS} topics.` }
  }
  if (existing + added > MAX_PARTITIONS_PER_TOPIC) {
    return { ok: false, error: 'POLICY_VIOLATION', message: `A topic in a sandbox has at most ${MAX_PARTITIONS_PER_TOPIC} partitions.` }
  }
  if (partitionCount(cluster) + newPartitions + added > MAX_PARTITIONS_PER_CLUSTER) {
    return { ok: false, error: 'POLICY_VIOLATION', message: `A sandbox holds at most ${MAX_PARTITIONS_PER_CLUSTER} partitions.` }
  }
  return null
}

export function placeableBrokers({ brokers }: ClusterView): PlaceableBroker[] {
  return [...brokers.values()].map(({ brokerId, rack, fenced }) => ({ brokerId, rack, fenced }))
}

/** A partition needs at least one broker that can lead it; what is wrong with assignments that have none, or null. */
export function refuseInactive(cluster: ClusterView, assignments: readonly (readonly number[])[], firstIndex: number): string | null {
  const index = assignments.findIndex((replicas) => !replicas.some((brokerId) => isActive(cluster, brokerId)))
  if (index === -1) return null
  return `All brokers specified in the manual partition assignment for partition ${firstIndex + index} are fenced or in controlled shutdown.`
}

/** In the controller's order: the topic, its configs, its partitions. */
function topicRecords(step: Step, wanted: CreatableTopic, topicId: string, assignments: readonly (readonly number[])[]): ClusterRecord[] {
  const { name } = wanted
  return [
    { kind: 'topic.created', name, topicId },
    ...[...overridesOf(wanted)].map(([config, value]) => ({ kind: 'config.changed', topic: name, name: config, value }) as const),
    ...assignments.map((replicas, partitionIndex) => partitionRecord(step, name, partitionIndex, replicas)),
  ]
}

/** Replicas on brokers that are fenced or about to stop begin outside the ISR. */
export function partitionRecord(step: Step, topic: string, partitionIndex: number, replicas: readonly number[]): ClusterRecord {
  const isr = replicas.filter((brokerId) => isActive(step.cluster, brokerId))
  return { kind: 'partition.created', topic, partitionIndex, replicas, isr, leader: isr[0] ?? -1, nowMs: step.nowMs }
}
