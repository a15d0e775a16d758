// DeleteTopics (API key 20).
// Does: removes topics by name with everything they hold; their bytes go with them. Honours delete.topic.enable.
// Does not: deletion by topic id, the file.delete.delay.ms for which a real broker keeps renamed files.
// Source: ReplicationControlManager.deleteTopics, KafkaApis.handleDeleteTopicsRequest of Kafka 4.3.
import type { DeleteTopicsRequest, DeleteTopicsResponse } from '../../../schema/kafka/requests/delete-topics.ts'
import type { ClusterView, TopicView } from '../cluster.ts'
import { brokerConfigs } from '../config/effective-configs.ts'
import type { Decision } from '../decision.ts'
import { Step } from '../step.ts'

type Result = DeleteTopicsResponse['responses'][number]

export function decideDeleteTopics(cluster: ClusterView, request: DeleteTopicsRequest): Decision<'DeleteTopics'> {
  const step = new Step(cluster)
  const responses = request.topicNames.map((name, index) => deleteTopic(step, cluster, name, request.topicNames.indexOf(name) < index))
  return step.decision<'DeleteTopics'>({ responses })
}

function deleteTopic(step: Step, cluster: ClusterView, name: string, repeated: boolean): Result {
  if (repeated) return { name, error: 'INVALID_REQUEST', errorMessage: 'Duplicate topic name.' }
  if (!brokerConfigs(cluster.brokerConfigs).deleteTopicEnable) {
    return { name, error: 'TOPIC_DELETION_DISABLED', errorMessage: 'Topic deletion is disabled.' }
  }
  const topic = cluster.topics.get(name)
  if (topic === undefined) return { name, error: 'UNKNOWN_TOPIC_OR_PARTITION', errorMessage: null }
  step.records.push({ kind: 'topic.removed', name, topicId: topic.topicId })
  step.removals.push(...extentsOf(topic).map((extentId) => ({ extentId, untilOffset: null })))
  return { name, error: 'NONE', errorMessage: null }
}

function extentsOf(topic: TopicView): number[] {
  return topic.partitions.flatMap(({ log }) => log.extents.map(({ extentId }) => extentId))
}
