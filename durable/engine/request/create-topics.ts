// CreateTopics (API key 19).
// Does: names, collisions, configs, explicit assignments, placement by the cluster, validateOnly; one answer a topic.
// Does not: the mutation quota (KIP-599), creation policies of an operator (the sandbox's own limits answer POLICY_VIOLATION).
// Source: ReplicationControlManager.createTopics of Kafka 4.3.
import type { CreatableTopic, CreatableTopicResult, CreateTopicsRequest } from '../../../schema/kafka/requests/create-topics.ts'
import { createTopic } from '../controller/create-topic.ts'
import type { CreatedTopic, RefusedTopic } from '../controller/create-topic.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import type { Step } from '../step.ts'

export function decideCreateTopics(step: Step, request: CreateTopicsRequest): Decision<'CreateTopics'> {
  const topics = request.topics.map((wanted) => {
    const outcome = isRepeated(request, wanted.name) ? repeated() : createTopic(step, wanted)
    if (outcome.ok) step.records.push(...outcome.records)
    return resultOf(wanted, outcome)
  })
  return request.validateOnly ? answer<'CreateTopics'>({ topics }) : step.decision<'CreateTopics'>({ topics })
}

function isRepeated(request: CreateTopicsRequest, name: string): boolean {
  return request.topics.filter((topic) => topic.name === name).length > 1
}

function repeated(): RefusedTopic {
  return { ok: false, error: 'INVALID_REQUEST', message: 'Duplicate topic name.' }
}

function resultOf(wanted: CreatableTopic, outcome: CreatedTopic | RefusedTopic): CreatableTopicResult {
  if (!outcome.ok) {
    const { error, message } = outcome
    return { name: wanted.name, topicId: null, error, errorMessage: message, numPartitions: -1, replicationFactor: -1 }
  }
  return {
    name: wanted.name,
    topicId: outcome.topicId,
    error: 'NONE',
    errorMessage: null,
    numPartitions: outcome.assignments.length,
    replicationFactor: outcome.assignments[0]?.length ?? -1,
  }
}
