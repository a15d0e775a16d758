// CreateTopics (API key 19).
// Does: names, collisions, configs, explicit assignments, placement by the cluster, validateOnly; one answer a topic, with the configs of the new
//   one where they are asked for (KIP-525).
// Does not: the mutation quota (KIP-599), creation policies of an operator (the sandbox's own limits answer POLICY_VIOLATION).
// Source: ControllerApis.createTopics and ReplicationControlManager.createTopics of Kafka 4.3.
import { MAX_TOPICS } from '../../../schema/limits.ts'
import type { CreatableTopic, CreatableTopicResult, CreateTopicsRequest } from '../../../schema/kafka/requests/create-topics.ts'
import { describedTopicConfigs } from '../config/described-topic-configs.ts'
import { createTopic, overridesOf } from '../controller/create-topic.ts'
import type { CreatedTopic, RefusedTopic } from '../controller/create-topic.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import type { Step } from '../step.ts'
import { repeatedNames } from './repeated.ts'

const METADATA_TOPIC = '__cluster_metadata'

export function decideCreateTopics(step: Step, request: CreateTopicsRequest): Decision<'CreateTopics'> {
  const repeated = repeatedNames(request.topics)
  const once = request.topics.filter(({ name }) => !repeated.has(name))
  const topics = [
    ...once.map((wanted) => create(step, request, wanted)),
    ...[...repeated].map((name) => refusedResult(name, invalid('Duplicate topic name.'))),
  ]
  return request.validateOnly ? answer<'CreateTopics'>({ topics }) : step.decision<'CreateTopics'>({ topics })
}

function create(step: Step, request: CreateTopicsRequest, wanted: CreatableTopic): CreatableTopicResult {
  const outcome = refuseRequest(request, wanted) ?? createTopic(step, wanted)
  if (!outcome.ok) return refusedResult(wanted.name, outcome)
  step.records.push(...outcome.records)
  return createdResult(step, request, wanted, outcome)
}

function refuseRequest({ topics }: CreateTopicsRequest, { name }: CreatableTopic): RefusedTopic | null {
  if (topics.length > MAX_TOPICS) {
    return { ok: false, error: 'POLICY_VIOLATION', message: `A request creates at most ${MAX_TOPICS} topics, as many as a sandbox holds.` }
  }
  return name === METADATA_TOPIC ? invalid(`Creation of internal topic ${METADATA_TOPIC} is prohibited.`) : null
}

function invalid(message: string): RefusedTopic {
  return { ok: false, error: 'INVALID_REQUEST', message }
}

function refusedResult(name: string, { error, message }: RefusedTopic): CreatableTopicResult {
  return { name, topicId: null, error, errorMessage: message, numPartitions: -1, replicationFactor: -1, configs: [] }
}

function createdResult(
  { cluster }: Step,
  { includeConfigs }: CreateTopicsRequest,
  wanted: CreatableTopic,
  { name, topicId, assignments }: CreatedTopic,
): CreatableTopicResult {
  const configs = includeConfigs === true ? describedTopicConfigs(cluster, overridesOf(wanted)) : []
  return {
    name,
    topicId,
    error: 'NONE',
    errorMessage: null,
    numPartitions: assignments.length,
    replicationFactor: assignments[0]?.length ?? -1,
    configs: configs
      .map(({ name: config, value, readOnly, source, isSensitive }) => ({ name: config, value, readOnly, source, isSensitive }))
      .toSorted((left, right) => (left.name < right.name ? -1 : 1)),
  }
}
