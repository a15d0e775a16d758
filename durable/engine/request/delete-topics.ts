// DeleteTopics (API key 20, KIP-516 for ids).
// Does: removes topics by name or id with everything they hold; their bytes go with them. Honours delete.topic.enable. What is named twice is not
//   deleted, whether by its name or by its id.
// Does not: the file.delete.delay.ms for which a real broker keeps renamed files, the mutation quota (KIP-599).
// Source: ControllerApis.deleteTopics and ReplicationControlManager.deleteTopics of Kafka 4.3.
import type { DeletedTopic, DeleteTopicsRequest } from '../../../schema/kafka/requests/delete-topics.ts'
import { kafkaError } from '../../../schema/kafka/errors.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { TopicView } from '../cluster.ts'
import type { Decision } from '../decision.ts'
import type { Step } from '../step.ts'
import { repeatedNames } from './repeated.ts'

const BY_BOTH = 'The provided topic name maps to an ID that was already supplied.'

export function decideDeleteTopics(step: Step, request: DeleteTopicsRequest): Decision<'DeleteTopics'> {
  const { topicNames, topicIds = [] } = request
  if (!step.cluster.effectiveBrokerConfigs.deleteTopicEnable) return refuseAll(step, request)
  const responses: DeletedTopic[] = []
  const wanted = new Map<string, TopicView>()
  const twice = new Set<string>()
  findByIds(step, topicIds, wanted, responses)
  for (const name of once(topicNames, (repeated) => responses.push(refused(repeated, null, 'INVALID_REQUEST', 'Duplicate topic name.')))) {
    const topic = step.cluster.topics.get(name)
    if (topic === undefined) responses.push(refused(name, null, 'UNKNOWN_TOPIC_OR_PARTITION'))
    else if (wanted.has(topic.topicId)) {
      twice.add(topic.topicId)
      responses.push(refused(name, topic.topicId, 'INVALID_REQUEST', BY_BOTH))
    } else wanted.set(topic.topicId, topic)
  }
  for (const { name, topicId } of wanted.values()) {
    if (twice.has(topicId)) continue
    step.records.push({ kind: 'topic.removed', name, topicId })
    responses.push({ name, topicId, error: 'NONE', errorMessage: null })
  }
  return step.decision<'DeleteTopics'>({ responses })
}

function findByIds(step: Step, topicIds: readonly string[], found: Map<string, TopicView>, responses: DeletedTopic[]): void {
  if (topicIds.length === 0) return
  const byId = new Map(Array.from(step.cluster.topics.values(), (topic) => [topic.topicId, topic]))
  for (const topicId of once(topicIds, (repeated) => responses.push(refused(null, repeated, 'INVALID_REQUEST', 'Duplicate topic id.')))) {
    const topic = byId.get(topicId)
    if (topic === undefined) responses.push(refused(null, topicId, 'UNKNOWN_TOPIC_ID'))
    else found.set(topicId, topic)
  }
}

/** Those that are named one time; of the others `refuse` hears. */
function once(named: readonly string[], refuse: (repeated: string) => void): string[] {
  const repeated = repeatedNames(named.map((name) => ({ name })))
  repeated.forEach(refuse)
  return named.filter((name) => !repeated.has(name))
}

function refuseAll(step: Step, { topicNames, topicIds = [] }: DeleteTopicsRequest): Decision<'DeleteTopics'> {
  const responses = [
    ...topicNames.map((name) => refused(name, null, 'TOPIC_DELETION_DISABLED')),
    ...topicIds.map((topicId) => refused(null, topicId, 'TOPIC_DELETION_DISABLED')),
  ]
  return step.decision<'DeleteTopics'>({ responses })
}

function refused(
  name: string | null,
  topicId: string | null,
  error: KafkaErrorName,
  errorMessage: string = kafkaError(error).message,
): DeletedTopic {
  return { name, topicId, error, errorMessage }
}
