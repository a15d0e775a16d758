// …/partitions/{p}/reassignment: partitions that are being moved to other brokers, and moving them.
import { pageQuery } from '../../schema/api/paging.ts'
import type { PageQuery } from '../../schema/api/paging.ts'
import { reassignBody, reassignment, reassignmentList } from '../../schema/api/reassignments.ts'
import type { OngoingReassignment } from '../../schema/kafka/requests/list-partition-reassignments.ts'
import type { Answered } from '../../durable/shell/runtime.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { empty, json } from '../http/json-response.ts'
import { notFound } from '../http/rest-error.ts'
import { ask, askPartition, askTopic, refuseError, sequenceHeader } from './ask.ts'
import type { Asker } from './ask.ts'
import { comparePartitionKeys } from './replica.ts'
import { addressOf, listResponse, related, resourceMetadata } from './resource.ts'
import type { Place } from './resource.ts'
import { mayName } from './topic-names.ts'

type Named = { readonly topicName: string; readonly reassignment: OngoingReassignment }

const listAllReassignments = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/topics/-/partitions/-/reassignment',
  tag: 'Partitions',
  summary: 'List all reassignments',
  scope: 'observe',
  query: pageQuery,
  responses: { 200: { description: 'The reassignments under way, by topic and partition.', schema: reassignmentList } },
  async handle(context) {
    const ongoing = await askReassignments(context)
    const visible = ongoing.filter(({ topicName }) => mayName(context.principal, topicName))
    return listOf(context, addressOf(context, 'topics', '-', 'partitions', '-', 'reassignment'), visible, context.query)
  },
})

const listTopicReassignments = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/topics/:topic_name/partitions/-/reassignment',
  tag: 'Partitions',
  summary: 'List the reassignments of a topic',
  scope: 'observe',
  query: pageQuery,
  responses: { 200: { description: 'The reassignments under way, by partition.', schema: reassignmentList } },
  async handle(context) {
    const { name } = await askTopic(context, context.params.topic_name)
    const ongoing = await askReassignments(context)
    const self = addressOf(context, 'topics', name, 'partitions', '-', 'reassignment')
    return listOf(
      context,
      self,
      ongoing.filter(({ topicName }) => topicName === name),
      context.query,
    )
  },
})

const getReassignment = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/topics/:topic_name/partitions/:partition_id/reassignment',
  tag: 'Partitions',
  summary: 'Get the reassignment of a partition',
  scope: 'observe',
  responses: { 200: { description: 'The reassignment; 404 when none is under way.', schema: reassignment } },
  async handle(context) {
    const { topic_name: topicName, partition_id: partitionId } = context.params
    const { partitionIndex } = await askPartition(context, topicName, partitionId)
    const found = await askReassignment(context, topicName, partitionIndex)
    if (found === null) throw notFound(`No reassignment of partition ${topicName}-${partitionIndex} is in progress.`)
    return json(200, showReassignment(context, { topicName, reassignment: found }))
  },
})

const startReassignment = endpoint({
  method: 'POST',
  path: '/v3/clusters/:cluster_id/topics/:topic_name/partitions/:partition_id/reassignment',
  tag: 'Partitions',
  summary: 'Move a partition to other brokers',
  description: 'In a healthy cluster the copies are made at once: the answer then adds and removes nothing any more.',
  scope: 'admin',
  body: reassignBody,
  responses: { 200: { description: 'The reassignment as it stands after the request.', schema: reassignment } },
  async handle(context) {
    const { topic_name: topicName, partition_id: partitionId } = context.params
    const { partitionIndex } = await askPartition(context, topicName, partitionId)
    const answered = await reassign(context, topicName, partitionIndex, context.body.replicas)
    const ongoing = await askReassignment(context, topicName, partitionIndex)
    const shown = ongoing ?? { partitionIndex, replicas: context.body.replicas, addingReplicas: [], removingReplicas: [] }
    return json(200, showReassignment(context, { topicName, reassignment: shown }), sequenceHeader(answered))
  },
})

const cancelReassignment = endpoint({
  method: 'DELETE',
  path: '/v3/clusters/:cluster_id/topics/:topic_name/partitions/:partition_id/reassignment',
  tag: 'Partitions',
  summary: 'Cancel the reassignment of a partition',
  scope: 'admin',
  responses: { 204: { description: 'The brokers of before hold the partition; 404 when no reassignment was under way.' } },
  async handle(context) {
    const { topic_name: topicName, partition_id: partitionId } = context.params
    const { partitionIndex } = await askPartition(context, topicName, partitionId)
    return empty(204, sequenceHeader(await reassign(context, topicName, partitionIndex, null)))
  },
})

export const reassignmentEndpoints: readonly Endpoint[] = [
  listAllReassignments,
  listTopicReassignments,
  getReassignment,
  startReassignment,
  cancelReassignment,
]

async function reassign(
  asker: Asker,
  name: string,
  partitionIndex: number,
  replicas: readonly number[] | null,
): Promise<Answered<'AlterPartitionReassignments'>> {
  const topics = [{ name, partitions: [{ partitionIndex, replicas }] }]
  const request = { allowReplicationFactorChange: true, topics }
  const answered = await ask(asker, { api: 'AlterPartitionReassignments', request })
  const { error, errorMessage, responses } = answered.response
  refuseError(error, errorMessage)
  for (const { partitions } of responses) for (const result of partitions) refuseError(result.error, result.errorMessage)
  return answered
}

async function askReassignments(asker: Asker): Promise<Named[]> {
  const { response } = await ask(asker, { api: 'ListPartitionReassignments', request: { topics: null } })
  refuseError(response.error, response.errorMessage)
  return response.topics.flatMap(({ name, partitions }) => partitions.map((ongoing) => ({ topicName: name, reassignment: ongoing })))
}

async function askReassignment(asker: Asker, name: string, partitionIndex: number): Promise<OngoingReassignment | null> {
  const request = { topics: [{ name, partitionIndexes: [partitionIndex] }] }
  const { response } = await ask(asker, { api: 'ListPartitionReassignments', request })
  refuseError(response.error, response.errorMessage)
  return response.topics[0]?.partitions[0] ?? null
}

/** `topic/partition`: a slash cannot stand in a topic's name. */
function keyOf({ topicName, reassignment: { partitionIndex } }: Named): string {
  return `${topicName}/${partitionIndex}`
}

function listOf(place: Place, self: string, ongoing: readonly Named[], query: PageQuery): Response {
  return listResponse({
    kind: 'KafkaReassignmentList',
    self,
    sorted: ongoing.toSorted((left, right) => comparePartitionKeys(keyOf(left), keyOf(right))),
    keyOf,
    compare: comparePartitionKeys,
    query,
    show: (item) => showReassignment(place, item),
  })
}

function showReassignment(place: Place, { topicName, reassignment: ongoing }: Named): object {
  const { partitionIndex, addingReplicas, removingReplicas } = ongoing
  const path = ['topics', topicName, 'partitions', partitionIndex] as const
  const { resource_name: partitionName } = resourceMetadata(place, ...path)
  return {
    kind: 'KafkaReassignment',
    metadata: { self: addressOf(place, ...path, 'reassignment'), resource_name: `${partitionName}/reassignment` },
    cluster_id: place.sandboxId,
    topic_name: topicName,
    partition_id: partitionIndex,
    adding_replicas: addingReplicas,
    removing_replicas: removingReplicas,
    replicas: related(place, ...path, 'replicas'),
  }
}
