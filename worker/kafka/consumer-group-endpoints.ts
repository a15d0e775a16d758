// /v3/clusters/{id}/consumer-groups: what groups have committed.
import { groupOffsetList, groupOffsetsQuery } from '../../schema/api/consumer-groups.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { refuseForeignTopic } from '../http/serve-endpoint.ts'
import type { Principal } from '../keys/principal.ts'
import { askTopic } from './ask.ts'
import type { Asker } from './ask.ts'
import { groupOffsets, partitionKeyOf } from './group-offsets.ts'
import type { GroupOffset } from './group-offsets.ts'
import { comparePartitionKeys } from './replica.ts'
import { addressOf, listResponse, resourceMetadata } from './resource.ts'
import type { Place } from './resource.ts'

const listGroupOffsets = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/consumer-groups/:group_id/offsets',
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

export const consumerGroupEndpoints: readonly Endpoint[] = [listGroupOffsets]

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
