// DeleteTopics (API key 20).
// Does: removes topics by name with everything they hold; their bytes go with them. Honours delete.topic.enable.
// Does not: deletion by topic id, the file.delete.delay.ms for which a real broker keeps renamed files.
// Source: ReplicationControlManager.deleteTopics, KafkaApis.handleDeleteTopicsRequest of Kafka 4.3.
import type { DeleteTopicsRequest, DeleteTopicsResponse } from '../../../schema/kafka/requests/delete-topics.ts'
import type { Decision } from '../decision.ts'
import type { Step } from '../step.ts'

type Result = DeleteTopicsResponse['responses'][number]

export function decideDeleteTopics(step: Step, request: DeleteTopicsRequest): Decision<'DeleteTopics'> {
  const responses = request.topicNames.map((name, index) => deleteTopic(step, name, request.topicNames.indexOf(name) < index))
  return step.decision<'DeleteTopics'>({ responses })
}

function deleteTopic(step: Step, name: string, repeated: boolean): Result {
  if (repeated) return { name, error: 'INVALID_REQUEST', errorMessage: 'Duplicate topic name.' }
  if (!step.cluster.effectiveBrokerConfigs.deleteTopicEnable) {
    return { name, error: 'TOPIC_DELETION_DISABLED', errorMessage: 'Topic deletion is disabled.' }
  }
  const topic = step.cluster.topics.get(name)
  if (topic === undefined) return { name, error: 'UNKNOWN_TOPIC_OR_PARTITION', errorMessage: null }
  step.records.push({ kind: 'topic.removed', name, topicId: topic.topicId })
  return { name, error: 'NONE', errorMessage: null }
}
