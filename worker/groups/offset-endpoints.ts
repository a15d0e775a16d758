// …/consumer-groups/{group}/offsets: what a group has committed, and writing that in its place.
import { groupOffsetList, groupOffsetsQuery } from '../../schema/api/consumer-groups.ts'
import { alterOffsetsBody, changedOffsets, deleteOffsetsQuery } from '../../schema/api/group-offset-actions.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { refuseForeignTopic } from '../http/serve-endpoint.ts'
import { badRequest, notFound } from '../http/rest-error.ts'
import type { Principal } from '../keys/principal.ts'
import { ask, askTopic, refuseError } from '../kafka/ask.ts'
import type { Asker } from '../kafka/ask.ts'
import { groupOffsets, partitionKeyOf } from './group-offsets.ts'
import type { GroupOffset, PartitionName } from './group-offsets.ts'
import { comparePartitionKeys } from '../kafka/replica.ts'
import { addressOf, listResponse, resourceMetadata } from '../kafka/resource.ts'
import type { Place } from '../kafka/resource.ts'
import { byTopic, changeResponse, flatResults, writeOffsets } from './write-offsets.ts'

const OFFSETS = '/v3/clusters/:cluster_id/consumer-groups/:group_id/offsets'

const listGroupOffsets = endpoint({
  method: 'GET',
  path: OFFSETS,
  tag: 'Consumer groups',
  summary: 'List the committed offsets of a group',
  scope: 'observe',
  query: groupOffsetsQuery,
  responses: { 200: { description: 'The offsets, by topic and partition.', schema: groupOffsetList } },
  async handle(context) {
    const { params, query } = context
    const topics = query.topic === undefined ? null : [await allPartitionsOf(context, query.topic)]
    const request = { groupId: params.group_id, topics, memberId: null, memberEpoch: -1, requireStable: query.require_stable === 'true' }
    const offsets = await groupOffsets(context, request)
    return listResponse({
      kind: 'KafkaConsumerGroupOffsetList',
      self: addressOf(context, 'consumer-groups', params.group_id, 'offsets'),
      sorted: offsets.toSorted((left, right) => comparePartitionKeys(partitionKeyOf(left), partitionKeyOf(right))),
      keyOf: partitionKeyOf,
      compare: comparePartitionKeys,
      query,
      show: (offset) => showOffset(context, params.group_id, offset),
    })
  },
})

const alterGroupOffsets = endpoint({
  method: 'PATCH',
  path: OFFSETS,
  tag: 'Consumer groups',
  summary: 'Write offsets of a group',
  description: 'As they are given: of the next record to read. A group that is not there is made; one that has members is 409.',
  scope: 'consume',
  body: alterOffsetsBody,
  responses: {
    200: { description: 'All of them are committed.', schema: changedOffsets },
    207: { description: 'Some are not, for the reasons given.', schema: changedOffsets },
  },
  async handle(context) {
    const { principal, params, body } = context
    for (const { topic_name: name } of body.data) refuseForeignTopic(principal, name)
    const offsets = body.data.map(({ topic_name: topicName, partition_id: partitionIndex, offset, leader_epoch, metadata = null }) => {
      return { topicName, partitionIndex, offset, leaderEpoch: leader_epoch, metadata }
    })
    const { results, sequence } = await writeOffsets(context, params.group_id, offsets)
    return changeResponse(results, sequence)
  },
})

const deleteGroupOffsets = endpoint({
  method: 'DELETE',
  path: OFFSETS,
  tag: 'Consumer groups',
  summary: 'Delete offsets of a group',
  description: 'Of a partition, a topic, or all. Offsets in a topic that a member of the group reads are 409.',
  scope: 'admin',
  query: deleteOffsetsQuery,
  responses: {
    200: { description: 'They are gone.', schema: changedOffsets },
    207: { description: 'Some are not, for the reasons given.', schema: changedOffsets },
  },
  async handle(context) {
    const { group_id: groupId } = context.params
    const topics = byTopic(await deletedPartitions(context, groupId, context.query)).map(({ name, partitions }) => {
      return { name, partitionIndexes: partitions.map(({ partitionIndex }) => partitionIndex) }
    })
    const { response, sequence } = await ask(context, { api: 'OffsetDelete', request: { groupId, topics } })
    refuseError(response.error, null)
    return changeResponse(flatResults(response.topics), sequence)
  },
})

export const offsetEndpoints: readonly Endpoint[] = [listGroupOffsets, alterGroupOffsets, deleteGroupOffsets]

/** Throws RestError 404 when the group has no offsets there. */
async function deletedPartitions(
  context: Asker & { readonly principal: Principal },
  groupId: string,
  { topic, partition }: { readonly topic?: string | undefined; readonly partition?: number | undefined },
): Promise<readonly PartitionName[]> {
  if (partition !== undefined && topic === undefined) throw badRequest('Bad Request: partition is one of a topic: name the topic too.')
  if (topic !== undefined) refuseForeignTopic(context.principal, topic)
  const request = { groupId, topics: null, memberId: null, memberEpoch: -1, requireStable: false }
  const committed = await groupOffsets(context, request)
  const wanted = committed.filter(({ topicName, partitionIndex }) => {
    return (topic === undefined || topicName === topic) && (partition === undefined || partitionIndex === partition)
  })
  if (wanted.length === 0) throw notFound('Consumer group offsets could not be found.')
  return wanted
}

/** Asked for all that it has committed, the coordinator passes over a partition whose first offset is still in a transaction. */
async function allPartitionsOf(context: Asker & { readonly principal: Principal }, name: string) {
  refuseForeignTopic(context.principal, name)
  const { partitions } = await askTopic(context, name)
  return { name, partitionIndexes: partitions.map(({ partitionIndex }) => partitionIndex) }
}

function showOffset(
  place: Place,
  groupId: string,
  { topicName, partitionIndex, committedOffset, committedLeaderEpoch, metadata }: GroupOffset,
): object {
  const { self, resource_name: group } = resourceMetadata(place, 'consumer-groups', groupId)
  return {
    kind: 'KafkaConsumerGroupOffset',
    metadata: { self: `${self}/offsets`, resource_name: `${group}/topic=${topicName}/partition=${partitionIndex}/offset` },
    cluster_id: place.sandboxId,
    consumer_group_id: groupId,
    topic_name: topicName,
    partition_id: partitionIndex,
    offset: committedOffset,
    leader_epoch: committedLeaderEpoch,
    commit_metadata: metadata,
  }
}
