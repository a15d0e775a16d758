// /v3/clusters/{id}/consumer-groups: what groups have committed.
import { groupOffsetList, groupOffsetsQuery } from '../../schema/api/consumer-groups.ts'
import type { FetchedOffset } from '../../schema/kafka/requests/offset-fetch.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { ask, refuseError } from './ask.ts'
import { comparePartitionKeys } from './replica.ts'
import { addressOf, listResponse, resourceMetadata } from './resource.ts'
import type { Place } from './resource.ts'
import { mayName } from './topic-names.ts'

type Named = FetchedOffset & { readonly topicName: string }

const listGroupOffsets = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/consumer-groups/:group_id/offsets',
  tag: 'Consumer groups',
  summary: 'List the committed offsets of a group',
  scope: 'observe',
  query: groupOffsetsQuery,
  responses: { 200: { description: 'The offsets, by topic and partition.', schema: groupOffsetList } },
  async handle(context) {
    const { params, principal, query } = context
    const request = { groupId: params.group_id, topics: null, requireStable: query.require_stable === 'true' }
    const { response } = await ask(context, { api: 'OffsetFetch', request })
    refuseError(response.error, null)
    const offsets = response.topics
      .filter(({ name }) => mayName(principal, name))
      .flatMap(({ name, partitions }) => partitions.map((partition) => ({ topicName: name, ...partition })))
    for (const { error } of offsets) refuseError(error, null)
    return listResponse({
      kind: 'KafkaConsumerGroupOffsetList',
      self: addressOf(context, 'consumer-groups', params.group_id, 'offsets'),
      sorted: offsets.toSorted((left, right) => comparePartitionKeys(keyOf(left), keyOf(right))),
      keyOf,
      compare: comparePartitionKeys,
      query,
      show: (offset) => showOffset(context, params.group_id, offset),
    })
  },
})

export const consumerGroupEndpoints: readonly Endpoint[] = [listGroupOffsets]

/** `topic/partition`: a slash cannot stand in a topic's name. */
function keyOf({ topicName, partitionIndex }: Named): string {
  return `${topicName}/${partitionIndex}`
}

function showOffset(
  place: Place,
  groupId: string,
  { topicName, partitionIndex, committedOffset, committedLeaderEpoch, metadata }: Named,
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
