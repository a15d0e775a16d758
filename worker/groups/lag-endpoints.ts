// /v3/clusters/{id}/consumer-groups/{group}/lags and lag-summary: how far a group is behind.
// Source: ConsumerLagsResource and ConsumerGroupLagSummariesResource of confluentinc/kafka-rest, which know no isolation and no pages.
import { consumerGroupLagSummary, consumerLag, consumerLagList, lagQuery, lagsQuery } from '../../schema/api/consumer-groups.ts'
import type { IsolationLevel } from '../../schema/kafka/requests/fetch.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { integerParameter } from '../http/path-parameters.ts'
import { compareLagKeys, consumerLags, lagKeyOf } from './consumer-lag.ts'
import type { ConsumerLag } from './consumer-lag.ts'
import type { PartitionName } from './group-offsets.ts'
import { changeStream, EVENT_STREAM } from '../http/change-stream.ts'
import { preferredType } from '../http/content-type.ts'
import { addressOf, listBody, related, resourceMetadata } from '../kafka/resource.ts'
import type { Place } from '../kafka/resource.ts'

/** As the proxy reads it. */
const DEFAULT_ISOLATION: IsolationLevel = 'read_committed'
/** Whom a partition is assigned to while nobody reads it as a member of the group: so the proxy shows it. */
const NOBODY = { memberId: '', instanceId: null, clientId: '' }

const listConsumerLags = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/consumer-groups/:group_id/lags',
  tag: 'Consumer groups',
  summary: 'List the lags of a group',
  description:
    'Of every partition that the group has committed an offset of. A group without committed offsets is 404. As server-sent events the list is ' +
    'pushed whenever it has changed.',
  scope: 'observe',
  query: lagsQuery,
  responses: { 200: { description: 'The lags, the largest first.', schema: consumerLagList, alsoAs: [EVENT_STREAM] } },
  async handle(context) {
    const { params, query, request } = context
    const list = async (): Promise<object> => {
      return listBody({
        kind: 'KafkaConsumerLagList',
        self: addressOf(context, 'consumer-groups', params.group_id, 'lags'),
        sorted: await consumerLags(context, params.group_id, query.isolation ?? DEFAULT_ISOLATION),
        keyOf: lagKeyOf,
        compare: compareLagKeys,
        query,
        show: (lag) => showLag(context, params.group_id, lag),
      })
    }
    const isPushed = preferredType(request.headers.get('Accept'), ['application/json', EVENT_STREAM]) === EVENT_STREAM
    return isPushed ? changeStream(context, 'lags', list) : json(200, await list())
  },
})

const getConsumerLag = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/consumer-groups/:group_id/lags/:topic_name/partitions/:partition_id',
  tag: 'Consumer groups',
  summary: 'Get the lag of a group in a partition',
  description: 'A partition that the group has committed no offset of is 404.',
  scope: 'observe',
  query: lagQuery,
  responses: { 200: { description: 'The lag.', schema: consumerLag } },
  async handle(context) {
    const { group_id: groupId, topic_name: name, partition_id: partitionId } = context.params
    const wanted = integerParameter(partitionId)
    const isWanted = ({ topicName, partitionIndex }: PartitionName) => topicName === name && partitionIndex === wanted
    const [lag] = await consumerLags(context, groupId, context.query.isolation ?? DEFAULT_ISOLATION, isWanted)
    return json(200, showLag(context, groupId, lag))
  },
})

const getLagSummary = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/consumer-groups/:group_id/lag-summary',
  tag: 'Consumer groups',
  summary: 'Get the lag of a group as a whole',
  description: 'A group without committed offsets is 404.',
  scope: 'observe',
  query: lagQuery,
  responses: { 200: { description: 'The largest lag, and all of them together.', schema: consumerGroupLagSummary } },
  async handle(context) {
    const { group_id: groupId } = context.params
    return json(200, showSummary(context, groupId, await consumerLags(context, groupId, context.query.isolation ?? DEFAULT_ISOLATION)))
  },
})

export const consumerLagEndpoints: readonly Endpoint[] = [listConsumerLags, getConsumerLag, getLagSummary]

function showLag(place: Place, groupId: string, shown: ConsumerLag): object {
  const { topicName, partitionIndex, currentOffset, logEndOffset, lag, timeLagMs } = shown
  const { memberId, instanceId, clientId } = shown.member ?? NOBODY
  return {
    kind: 'KafkaConsumerLag',
    metadata: resourceMetadata(place, 'consumer-groups', groupId, 'lags', topicName, 'partitions', partitionIndex),
    cluster_id: place.sandboxId,
    consumer_group_id: groupId,
    topic_name: topicName,
    partition_id: partitionIndex,
    current_offset: currentOffset,
    log_end_offset: logEndOffset,
    lag,
    time_lag_ms: timeLagMs,
    consumer_id: memberId,
    instance_id: instanceId,
    client_id: clientId,
  }
}

/** The proxy counts no lag below zero here, though it shows it in the list. */
function showSummary(place: Place, groupId: string, lags: readonly [ConsumerLag, ...ConsumerLag[]]): object {
  const [largest] = lags
  const { memberId, instanceId, clientId } = largest.member ?? NOBODY
  const timesMs = lags.flatMap(({ timeLagMs }) => (timeLagMs === null ? [] : [timeLagMs]))
  const { self, resource_name: group } = resourceMetadata(place, 'consumer-groups', groupId)
  return {
    kind: 'KafkaConsumerGroupLagSummary',
    metadata: { self: `${self}/lag-summary`, resource_name: `${group}/lag-summary` },
    cluster_id: place.sandboxId,
    consumer_group_id: groupId,
    max_lag_consumer_id: memberId,
    max_lag_instance_id: instanceId,
    max_lag_client_id: clientId,
    max_lag_topic_name: largest.topicName,
    max_lag_partition_id: largest.partitionIndex,
    max_lag: Math.max(0, largest.lag),
    total_lag: lags.reduce((total, { lag }) => total + Math.max(0, lag), 0),
    max_time_lag_ms: timesMs.length === 0 ? null : Math.max(...timesMs),
    max_lag_consumer: related(place, 'consumer-groups', groupId, 'consumers', memberId),
    max_lag_partition: related(place, 'topics', largest.topicName, 'partitions', largest.partitionIndex),
  }
}
