// CreatePartitions (API key 37).
// Does: adds partitions to a topic, placed by the cluster (continuing the striping where the topic's last partition left it) or by hand;
//   refuses fewer and as many with the controller's reasons; validateOnly.
// Does not: the mutation quota (KIP-599).
// Source: ControllerApis.createPartitions and ReplicationControlManager.createPartitions of Kafka 4.3.
import type {
  CreatePartitionsRequest,
  CreatePartitionsResponse,
  CreatePartitionsTopic,
} from '../../../schema/kafka/requests/create-partitions.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { TopicView } from '../cluster.ts'
import { partitionRecord, placeableBrokers, refuseCount, refuseInactive } from '../controller/create-topic.ts'
import { checkManualAssignments } from '../controller/manual-assignment.ts'
import { placeReplicas } from '../controller/replica-placement.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import type { Step } from '../step.ts'
import { repeatedNames } from './repeated.ts'

type Result = CreatePartitionsResponse['results'][number]
type Added = { readonly ok: true; readonly assignments: readonly (readonly number[])[] } | { readonly ok: false; readonly result: Result }

export function decideCreatePartitions(step: Step, request: CreatePartitionsRequest): Decision<'CreatePartitions'> {
  const repeated = repeatedNames(request.topics)
  const once = request.topics.filter(({ name }) => !repeated.has(name))
  const results = [...[...repeated].map(refuseRepeated), ...once.map((wanted) => createPartitions(step, wanted))]
  return request.validateOnly ? answer<'CreatePartitions'>({ results }) : step.decision<'CreatePartitions'>({ results })
}

function refuseRepeated(name: string): Result {
  return { name, error: 'INVALID_REQUEST', errorMessage: 'Duplicate topic name.' }
}

function createPartitions(step: Step, wanted: CreatePartitionsTopic): Result {
  const topic = step.cluster.topics.get(wanted.name)
  if (topic === undefined) return refusal(wanted, 'UNKNOWN_TOPIC_OR_PARTITION', null)
  const added = addedAssignments(step, topic, wanted)
  if (!added.ok) return added.result
  const first = topic.partitions.length
  step.noteNewPartitions(added.assignments.length)
  step.records.push(...added.assignments.map((replicas, index) => partitionRecord(step, topic.name, first + index, replicas)))
  return { name: wanted.name, error: 'NONE', errorMessage: null }
}

function addedAssignments(step: Step, topic: TopicView, wanted: CreatePartitionsTopic): Added {
  const existing = topic.partitions.length
  if (wanted.count === existing) return refused(wanted, 'INVALID_PARTITIONS', `Topic already has ${existing} partition(s).`)
  if (wanted.count < existing) {
    const message = `The topic ${wanted.name} currently has ${existing} partition(s); ${wanted.count} would not be an increase.`
    return refused(wanted, 'INVALID_PARTITIONS', message)
  }
  const additional = wanted.count - existing
  const tooMany = refuseCount(step, additional, existing)
  if (tooMany !== null) return refused(wanted, tooMany.error, tooMany.message)
  return wanted.assignments === null ? placed(step, topic, wanted, additional) : byHand(step, topic, wanted, additional)
}

function placed(step: Step, topic: TopicView, wanted: CreatePartitionsTopic, additional: number): Added {
  const replicationFactor = topic.partitions[0]?.replicas.length ?? 1
  const existing = topic.partitions.map(({ replicas }) => replicas)
  const placement = placeReplicas(placeableBrokers(step.cluster), additional, replicationFactor, step.random, existing)
  if (placement.ok) return placement
  return refused(
    wanted,
    'INVALID_REPLICATION_FACTOR',
    `Unable to replicate the partition ${replicationFactor} time(s): ${placement.message}`,
  )
}

function byHand(step: Step, topic: TopicView, wanted: CreatePartitionsTopic, additional: number): Added {
  const assignments = (wanted.assignments ?? []).map(({ brokerIds }) => brokerIds)
  if (assignments.length !== additional) {
    const message = `Attempted to add ${additional} additional partition(s), but only ${assignments.length} assignment(s) were specified.`
    return refused(wanted, 'INVALID_REPLICA_ASSIGNMENT', message)
  }
  const message =
    checkManualAssignments(step.cluster, assignments, topic.partitions[0]?.replicas.length ?? null) ??
    refuseInactive(step.cluster, assignments, topic.partitions.length)
  return message === null ? { ok: true, assignments } : refused(wanted, 'INVALID_REPLICA_ASSIGNMENT', message)
}

function refused(wanted: CreatePartitionsTopic, error: KafkaErrorName, message: string): Added {
  return { ok: false, result: refusal(wanted, error, message) }
}

function refusal(wanted: CreatePartitionsTopic, error: KafkaErrorName, errorMessage: string | null): Result {
  return { name: wanted.name, error, errorMessage }
}
