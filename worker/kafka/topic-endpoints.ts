// /v3/clusters/{id}/topics: listing, describing, growing and deleting topics.
import { topic, topicList, topicQuery, topicsQuery, updateTopicBody } from '../../schema/api/topics.ts'
import type { MetadataTopic } from '../../schema/kafka/requests/metadata.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { empty, json } from '../http/json-response.ts'
import { compareText } from '../http/paging.ts'
import { ask, askMetadata, askTopic, refuseError, sequenceHeader } from './ask.ts'
import { createTopic } from './create-topic.ts'
import { addressOf, listResponse } from './resource.ts'
import { authorizedOperations, showTopic } from './show-topic.ts'
import type { ShownTopic } from './show-topic.ts'
import { mayName } from './topic-names.ts'

const listTopics = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/topics',
  tag: 'Topics',
  summary: 'List the topics',
  scope: 'observe',
  query: topicsQuery,
  responses: { 200: { description: 'The topics, by name.', schema: topicList } },
  async handle(context) {
    const { principal, query } = context
    const { topics } = await askMetadata(context, null)
    const wantsOperations = query.includeAuthorizedOperations === 'true' || query.include_authorized_operations === 'true'
    const operations = wantsOperations ? authorizedOperations(principal) : []
    return listResponse({
      kind: 'KafkaTopicList',
      self: addressOf(context, 'topics'),
      sorted: topics.filter(({ name }) => mayName(principal, name)).toSorted((left, right) => compareText(left.name, right.name)),
      keyOf: ({ name }) => name,
      compare: compareText,
      query,
      show: (item) => showTopic(context, shownTopic(item), operations),
    })
  },
})

const getTopic = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/topics/:topic_name',
  tag: 'Topics',
  summary: 'Get a topic',
  scope: 'observe',
  query: topicQuery,
  responses: { 200: { description: 'The topic.', schema: topic } },
  async handle(context) {
    const { params, principal, query } = context
    const operations = query.include_authorized_operations === 'true' ? authorizedOperations(principal) : []
    return json(200, showTopic(context, shownTopic(await askTopic(context, params.topic_name)), operations))
  },
})

const updateTopic = endpoint({
  method: 'PATCH',
  path: '/v3/clusters/:cluster_id/topics/:topic_name',
  tag: 'Topics',
  summary: 'Add partitions to a topic',
  scope: 'admin',
  body: updateTopicBody,
  responses: { 200: { description: 'The topic as it is now.', schema: topic } },
  async handle(context) {
    const name = context.params.topic_name
    const topics = [{ name, count: context.body.partitions_count, assignments: null }]
    const answered = await ask(context, { api: 'CreatePartitions', request: { topics, validateOnly: false } })
    for (const { error, errorMessage } of answered.response.results) refuseError(error, errorMessage)
    return json(200, showTopic(context, shownTopic(await askTopic(context, name))), sequenceHeader(answered))
  },
})

const deleteTopic = endpoint({
  method: 'DELETE',
  path: '/v3/clusters/:cluster_id/topics/:topic_name',
  tag: 'Topics',
  summary: 'Delete a topic',
  scope: 'admin',
  responses: { 204: { description: 'The topic and its records are gone.' } },
  async handle(context) {
    const name = context.params.topic_name
    const answered = await ask(context, { api: 'DeleteTopics', request: { topicNames: [name] } })
    for (const { error, errorMessage } of answered.response.responses) refuseError(error, errorMessage)
    return empty(204, sequenceHeader(answered))
  },
})

export const topicEndpoints: readonly Endpoint[] = [listTopics, createTopic, getTopic, updateTopic, deleteTopic]

function shownTopic({ name, isInternal, partitions }: MetadataTopic): ShownTopic {
  return { name, isInternal, partitionsCount: partitions.length, replicationFactor: partitions[0]?.replicaNodes.length ?? 0 }
}
