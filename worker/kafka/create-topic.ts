// POST /v3/clusters/{id}/topics.
import { createTopicBody, topic } from '../../schema/api/topics.ts'
import type { CreateTopicBody } from '../../schema/api/topics.ts'
import type { CreatableTopic, CreatableTopicResult } from '../../schema/kafka/requests/create-topics.ts'
import { checkTopicName } from '../../schema/kafka/topic-name.ts'
import { endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { unprocessable } from '../http/rest-error.ts'
import { refuseForeignTopic } from '../http/serve-endpoint.ts'
import { ask, refuseError, sequenceHeader } from './ask.ts'
import { addressOf } from './resource.ts'
import { showTopic } from './show-topic.ts'

export const createTopic = endpoint({
  method: 'POST',
  path: '/v3/clusters/:cluster_id/topics',
  tag: 'Topics',
  summary: 'Create a topic',
  description: 'With partitions_count and replication_factor, or with replicas_assignments, which says both.',
  scope: 'admin',
  body: createTopicBody,
  responses: {
    200: { description: 'With validate_only: the topic as it would be. Nothing was created.', schema: topic },
    201: { description: 'The topic.', schema: topic },
  },
  async handle(context) {
    const { body, principal } = context
    refuseForeignTopic(principal, body.topic_name)
    const validateOnly = body.validate_only ?? false
    const answered = await ask(context, { api: 'CreateTopics', request: { topics: [creatableTopic(body)], validateOnly } })
    const result = resultOf(answered.response.topics)
    const shown = showTopic(context, { ...result, isInternal: false, partitionsCount: result.numPartitions })
    if (validateOnly) return json(200, shown)
    return json(201, shown, { ...sequenceHeader(answered), Location: addressOf(context, 'topics', body.topic_name) })
  },
})

function creatableTopic(body: CreateTopicBody): CreatableTopic {
  return {
    name: body.topic_name,
    numPartitions: body.partitions_count ?? -1,
    replicationFactor: body.replication_factor ?? -1,
    assignments: Object.entries(body.replicas_assignments ?? {}).map(([partition, brokerIds]) => {
      return { partitionIndex: Number(partition), brokerIds }
    }),
    configs: (body.configs ?? []).map(({ name, value = null }) => ({ name, value })),
  }
}

/** The proxy has a sentence of its own for a name that no topic can have; a name that collides with another keeps Kafka's. */
function resultOf([result]: readonly CreatableTopicResult[]): CreatableTopicResult {
  if (result === undefined) throw new Error('CreateTopics answers for every topic that it is asked for.')
  const { error, errorMessage, name } = result
  if (error === 'INVALID_TOPIC_EXCEPTION') {
    throw unprocessable(`Payload error. ${checkTopicName(name).ok ? errorMessage : 'Invalid topic name.'}`, 42206)
  }
  refuseError(error, errorMessage)
  return result
}
