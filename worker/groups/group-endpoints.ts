// /v3/clusters/{id}/consumer-groups: the groups of a cluster, and what an administrator does to one.
import { consumerGroup, consumerGroupList, GROUP_STATES, groupsQuery, removedMembers, removeMembersBody } from '../../schema/api/groups.ts'
import type { ListedGroup } from '../../schema/kafka/requests/list-groups.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { empty, json } from '../http/json-response.ts'
import { kafkaRestError } from '../http/kafka-error-status.ts'
import { compareText } from '../http/paging.ts'
import { ask, refuseError, sequenceHeader } from '../kafka/ask.ts'
import type { Asker } from '../kafka/ask.ts'
import { addressOf, listResponse, related, resourceMetadata } from '../kafka/resource.ts'
import type { Place } from '../kafka/resource.ts'
import { act } from '../sandboxes/act.ts'
import { describeClassicGroups, describeConsumerGroups, describeGroup } from './describe-group.ts'
import type { GroupDescription } from './describe-group.ts'

const GROUPS = '/v3/clusters/:cluster_id/consumer-groups'
/** What Kafka's admin client says when nobody gives a reason. */
const REMOVED_BY_ADMIN = 'member was removed by an admin'

type Coordinated = GroupDescription & { readonly coordinatorId: number }

const listGroups = endpoint({
  method: 'GET',
  path: GROUPS,
  tag: 'Consumer groups',
  summary: 'List the consumer groups',
  scope: 'observe',
  query: groupsQuery,
  responses: { 200: { description: 'The groups, by id.', schema: consumerGroupList } },
  async handle(context) {
    const { query } = context
    const request = { statesFilter: statesOf(query.states), typesFilter: textsOf(query.types) }
    const { response } = await ask(context, { api: 'ListGroups', request })
    refuseError(response.error, null)
    const groups = await coordinated(context, await describeListed(context, response.groups))
    return listResponse({
      kind: 'KafkaConsumerGroupList',
      self: addressOf(context, 'consumer-groups'),
      sorted: groups.toSorted((left, right) => compareText(left.groupId, right.groupId)),
      keyOf: ({ groupId }) => groupId,
      compare: compareText,
      query,
      show: (group) => showGroup(context, group),
    })
  },
})

const getGroup = endpoint({
  method: 'GET',
  path: `${GROUPS}/:group_id`,
  tag: 'Consumer groups',
  summary: 'Get a consumer group',
  scope: 'observe',
  responses: { 200: { description: 'The group.', schema: consumerGroup } },
  async handle(context) {
    const [group] = await coordinated(context, [await describeGroup(context, context.params.group_id)])
    if (group === undefined) throw new Error('there is one group in and one out')
    return json(200, showGroup(context, group))
  },
})

const deleteGroup = endpoint({
  method: 'DELETE',
  path: `${GROUPS}/:group_id`,
  tag: 'Consumer groups',
  summary: 'Delete a consumer group',
  description: 'With its offsets. A group that has members is 409.',
  scope: 'admin',
  responses: { 204: { description: 'The group is gone.' } },
  async handle(context) {
    const answered = await ask(context, { api: 'DeleteGroups', request: { groupIds: [context.params.group_id] } })
    for (const { error } of answered.response.results) refuseError(error, null)
    return empty(204, sequenceHeader(answered))
  },
})

const removeMembers = endpoint({
  method: 'POST',
  path: `${GROUPS}/:group_id/members:remove`,
  tag: 'Consumer groups',
  summary: 'Remove members from a group',
  description: 'Some of them or all. One that is removed and still runs joins again: static members stay away only when they are stopped.',
  scope: 'admin',
  body: removeMembersBody,
  responses: {
    200: { description: 'All of them are members no more.', schema: removedMembers },
    207: { description: 'Some are, for the reasons given.', schema: removedMembers },
  },
  async handle(context) {
    const { group_id: groupId } = context.params
    const reason = context.body?.reason ?? REMOVED_BY_ADMIN
    const leaving = context.body?.members ?? (await describeGroup(context, groupId)).members.map(nameOfMember)
    const members = leaving.map(({ consumer_id: memberId = '', instance_id: groupInstanceId = null }) => {
      return { memberId, groupInstanceId, reason }
    })
    const { response, sequence } = await ask(context, { api: 'LeaveGroup', request: { groupId, members } })
    refuseError(response.error, null)
    const shown = response.members.map(({ memberId, groupInstanceId, error }) => {
      return { error, member: { consumer_id: memberId === '' ? null : memberId, instance_id: groupInstanceId } }
    })
    const successes = shown.flatMap(({ error, member }) => (error === 'NONE' ? [member] : []))
    const failures = shown.flatMap(({ error, member }) => {
      if (error === 'NONE') return []
      const { errorCode, message } = kafkaRestError(error, null)
      return [{ ...member, error_code: errorCode, message }]
    })
    return json(failures.length === 0 ? 200 : 207, { successes, failures }, sequenceHeader({ sequence }))
  },
})

const rebalance = endpoint({
  method: 'POST',
  path: `${GROUPS}/:group_id:rebalance`,
  tag: 'Consumer groups',
  summary: 'Make a group rebalance',
  description: 'The fault `rebalance`: all members have to join again. 409 while they do already, and for a group without members.',
  scope: 'admin',
  responses: { 204: { description: 'Its members are told with their next heartbeat.' } },
  async handle(context) {
    const spec = { kind: 'rebalance', groupId: context.params.group_id } as const
    return empty(204, sequenceHeader(await act(context, { kind: 'startFault', spec, durationMs: null }, 409)))
  },
})

export const groupEndpoints: readonly Endpoint[] = [listGroups, getGroup, deleteGroup, removeMembers, rebalance]

/** As Kafka's admin client does it: a static member goes by its instance id, which outlives the id that its coordinator gave it. */
function nameOfMember({ memberId, instanceId }: { readonly memberId: string; readonly instanceId: string | null }): {
  readonly consumer_id?: string
  readonly instance_id?: string
} {
  return instanceId === null ? { consumer_id: memberId } : { instance_id: instanceId }
}

async function describeListed(asker: Asker, groups: readonly ListedGroup[]): Promise<GroupDescription[]> {
  const idsOf = (type: ListedGroup['groupType']) => groups.flatMap(({ groupId, groupType }) => (groupType === type ? [groupId] : []))
  const described = await Promise.all([describeClassicGroups(asker, idsOf('classic')), describeConsumerGroups(asker, idsOf('consumer'))])
  return described.flat()
}

async function coordinated(asker: Asker, groups: readonly GroupDescription[]): Promise<Coordinated[]> {
  if (groups.length === 0) return []
  const request = { keyType: 'GROUP', coordinatorKeys: groups.map(({ groupId }) => groupId) } as const
  const { coordinators } = (await ask(asker, { api: 'FindCoordinator', request })).response
  return groups.map((group, index) => {
    const found = coordinators[index]
    if (found === undefined) throw new Error('FindCoordinator answers for every group that it is asked for.')
    refuseError(found.error, found.errorMessage)
    return { ...group, coordinatorId: found.nodeId }
  })
}

function showGroup(place: Place, { groupId, isSimple, assignor, state, type, isMixed, coordinatorId }: Coordinated): object {
  return {
    kind: 'KafkaConsumerGroup',
    metadata: resourceMetadata(place, 'consumer-groups', groupId),
    cluster_id: place.sandboxId,
    consumer_group_id: groupId,
    is_simple: isSimple,
    partition_assignor: assignor,
    state: shownState(state),
    type,
    is_mixed_consumer_group: isMixed,
    coordinator: related(place, 'brokers', coordinatorId),
    consumers: related(place, 'consumer-groups', groupId, 'consumers'),
    lag_summary: related(place, 'consumer-groups', groupId, 'lag-summary'),
  }
}

/** `PreparingRebalance` is PREPARING_REBALANCE. */
function shownState(state: string): (typeof GROUP_STATES)[number] {
  const name = state.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toUpperCase()
  return GROUP_STATES.find((known) => known === name) ?? 'UNKNOWN'
}

/** As Kafka spells them: it does not mind the case, but it minds the underscores of the proxy. */
function statesOf(given: string | undefined): string[] {
  return textsOf(given).map((state) => state.replaceAll('_', ''))
}

function textsOf(given: string | undefined): string[] {
  return given?.split(',').filter(Boolean) ?? []
}
