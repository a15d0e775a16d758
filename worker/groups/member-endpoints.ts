// …/consumer-groups/{group}/consumers: the members of a group, and which partitions each of them reads.
import { consumer, consumerAssignment, consumerAssignmentList, consumerList } from '../../schema/api/groups.ts'
import { pageQuery } from '../../schema/api/paging.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { compareText } from '../http/paging.ts'
import { integerParameter } from '../http/path-parameters.ts'
import { notFound } from '../http/rest-error.ts'
import type { Asker } from '../kafka/ask.ts'
import { comparePartitionKeys } from '../kafka/replica.ts'
import { addressOf, listResponse, related, resourceMetadata } from '../kafka/resource.ts'
import type { Place } from '../kafka/resource.ts'
import { mayName } from '../kafka/topic-names.ts'
import { describeGroup } from './describe-group.ts'
import type { GroupMember } from './describe-group.ts'
import { partitionKeyOf } from './group-offsets.ts'
import type { PartitionName } from './group-offsets.ts'

const CONSUMERS = '/v3/clusters/:cluster_id/consumer-groups/:group_id/consumers'
const CONSUMER = `${CONSUMERS}/:consumer_id`

const listConsumers = endpoint({
  method: 'GET',
  path: CONSUMERS,
  tag: 'Consumer groups',
  summary: 'List the consumers of a group',
  scope: 'observe',
  query: pageQuery,
  responses: { 200: { description: 'The members, by id.', schema: consumerList } },
  async handle(context) {
    const { params, query } = context
    const { members } = await describeGroup(context, params.group_id)
    return listResponse({
      kind: 'KafkaConsumerList',
      self: addressOf(context, 'consumer-groups', params.group_id, 'consumers'),
      sorted: members.toSorted((left, right) => compareText(left.memberId, right.memberId)),
      keyOf: ({ memberId }) => memberId,
      compare: compareText,
      query,
      show: (member) => showConsumer(context, params.group_id, member),
    })
  },
})

const getConsumer = endpoint({
  method: 'GET',
  path: CONSUMER,
  tag: 'Consumer groups',
  summary: 'Get a consumer of a group',
  scope: 'observe',
  responses: { 200: { description: 'The member.', schema: consumer } },
  async handle(context) {
    const { group_id: groupId, consumer_id: memberId } = context.params
    return json(200, showConsumer(context, groupId, await memberOf(context, groupId, memberId)))
  },
})

const listAssignments = endpoint({
  method: 'GET',
  path: `${CONSUMER}/assignments`,
  tag: 'Consumer groups',
  summary: 'List the partitions of a consumer',
  scope: 'observe',
  query: pageQuery,
  responses: { 200: { description: 'The partitions, by topic.', schema: consumerAssignmentList } },
  async handle(context) {
    const { params, query, principal } = context
    const { memberId, assignment } = await memberOf(context, params.group_id, params.consumer_id)
    const visible = assignment.filter(({ topicName }) => mayName(principal, topicName))
    return listResponse({
      kind: 'KafkaConsumerAssignmentList',
      self: addressOf(context, 'consumer-groups', params.group_id, 'consumers', memberId, 'assignments'),
      sorted: visible.toSorted((left, right) => comparePartitionKeys(partitionKeyOf(left), partitionKeyOf(right))),
      keyOf: partitionKeyOf,
      compare: comparePartitionKeys,
      query,
      show: (partition) => showAssignment(context, params.group_id, memberId, partition),
    })
  },
})

const getAssignment = endpoint({
  method: 'GET',
  path: `${CONSUMER}/assignments/:topic_name/partitions/:partition_id`,
  tag: 'Consumer groups',
  summary: 'Get a partition of a consumer',
  scope: 'observe',
  responses: { 200: { description: 'The partition; 404 when it is not the one of this consumer.', schema: consumerAssignment } },
  async handle(context) {
    const { group_id: groupId, consumer_id: consumerId, topic_name: topicName, partition_id: partitionId } = context.params
    const partitionIndex = integerParameter(partitionId)
    const { memberId, assignment } = await memberOf(context, groupId, consumerId)
    const found = assignment.find((one) => one.topicName === topicName && one.partitionIndex === partitionIndex)
    if (found === undefined) throw notFound(`Partition ${topicName}-${partitionIndex} is not assigned to consumer ${memberId}.`)
    return json(200, showAssignment(context, groupId, memberId, found))
  },
})

export const memberEndpoints: readonly Endpoint[] = [listConsumers, getConsumer, listAssignments, getAssignment]

async function memberOf(asker: Asker, groupId: string, memberId: string): Promise<GroupMember> {
  const { members } = await describeGroup(asker, groupId)
  const member = members.find((one) => one.memberId === memberId)
  if (member === undefined) throw notFound(`Consumer ${memberId} cannot be found.`)
  return member
}

function showConsumer(place: Place, groupId: string, { memberId, instanceId, clientId, clientHost }: GroupMember): object {
  return {
    kind: 'KafkaConsumer',
    metadata: resourceMetadata(place, 'consumer-groups', groupId, 'consumers', memberId),
    cluster_id: place.sandboxId,
    consumer_group_id: groupId,
    consumer_id: memberId,
    instance_id: instanceId,
    client_id: clientId,
    host: clientHost,
    assignments: related(place, 'consumer-groups', groupId, 'consumers', memberId, 'assignments'),
  }
}

function showAssignment(place: Place, groupId: string, memberId: string, { topicName, partitionIndex }: PartitionName): object {
  const ofTopic = [topicName, 'partitions', partitionIndex] as const
  return {
    kind: 'KafkaConsumerAssignment',
    metadata: resourceMetadata(place, 'consumer-groups', groupId, 'consumers', memberId, 'assignments', ...ofTopic),
    cluster_id: place.sandboxId,
    consumer_group_id: groupId,
    consumer_id: memberId,
    topic_name: topicName,
    partition_id: partitionIndex,
    partition: related(place, 'topics', ...ofTopic),
    lag: related(place, 'consumer-groups', groupId, 'lags', ...ofTopic),
  }
}
