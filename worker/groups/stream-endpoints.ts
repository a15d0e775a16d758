// GET …/consumer-groups/{group}/stream: being a member of a group over server-sent events.
import { streamAckBody, streamQuery } from '../../schema/api/group-stream.ts'
import { MAX_TOPICS, STREAM_CONSUMER_TIMEOUT_MS } from '../../schema/limits.ts'
import { decodeGroupCursor } from '../../schema/records/group-cursor.ts'
import { EVENT_STREAM, EVENT_STREAM_HEADERS } from '../http/change-stream.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { empty } from '../http/json-response.ts'
import { badRequest } from '../http/rest-error.ts'
import { refuseForeignTopic } from '../http/serve-endpoint.ts'
import { streamResponse } from '../http/stream-response.ts'
import { askMetadata } from '../kafka/ask.ts'
import { GroupMemberClient } from './group-member.ts'
import { MemberSpeaker } from './member-stream.ts'

const STREAM = '/v3/clusters/:cluster_id/consumer-groups/:group_id/stream'
const UNKNOWN_LEADER_EPOCH = -1

const openStream = endpoint({
  method: 'GET',
  path: STREAM,
  tag: 'Consumer groups',
  summary: 'Be a member of a group',
  description:
    'Server-sent events `assigned`, `revoked`, `record` and `ping`. The member leaves its group when the stream is closed. With `ack=auto` what was ' +
    'sent is committed; with `ack=manual` only what is acknowledged with the `id` of an event, for which there is time after `revoked` too.',
  scope: 'consume',
  query: streamQuery,
  responses: { 200: { description: 'The events.', contentType: EVENT_STREAM } },
  async handle(context) {
    const { sandbox, caller, sandboxId, principal, params, query, waitUntil } = context
    await askMetadata(context, [])
    const topics = [...new Set(query.topics?.split(',').filter(Boolean))]
    if (topics.length === 0) throw badRequest('Bad Request: topics names none.')
    if (topics.length > MAX_TOPICS) throw badRequest(`Bad Request: topics names more than ${MAX_TOPICS}.`)
    for (const topic of topics) refuseForeignTopic(principal, topic)
    const { group_id: groupId } = params
    const asker = { sandbox, caller, sandboxId, principal }
    const configs = [
      ['group.id', groupId],
      ['enable.auto.commit', 'false'],
      ['auto.offset.reset', query.from ?? 'latest'],
      ['isolation.level', query.isolation ?? 'read_uncommitted'],
      ...(query.instance_id === undefined ? [] : [['group.instance.id', query.instance_id] as const]),
      ...(query.assignor === undefined ? [] : [['partition.assignment.strategy', query.assignor] as const]),
    ] as const
    const spec = { groupId, door: 'stream', options: {}, timeoutMs: STREAM_CONSUMER_TIMEOUT_MS, configs } as const
    const member = await GroupMemberClient.create(asker, spec)
    await member.call({ kind: 'subscribe', topics })
    const plan = { acks: query.ack ?? 'auto', as: query.as ?? 'auto' } as const
    return streamResponse((write) => new MemberSpeaker(asker, member, plan, write).speak(), EVENT_STREAM_HEADERS, waitUntil)
  },
})

const acknowledge = endpoint({
  method: 'POST',
  path: `${STREAM}/:instance_id/ack`,
  tag: 'Consumer groups',
  summary: 'Acknowledge what a stream has sent',
  description:
    'Commits everything up to the event with this `id`, as the member that the stream is: after a rebalance it may be too late (409).',
  scope: 'consume',
  body: streamAckBody,
  responses: { 204: { description: 'It is committed.' } },
  async handle(context) {
    const { params, body } = context
    const places = decodeGroupCursor(body.cursor)
    if (places === null) throw badRequest('Bad Request: the cursor is not the id of an event.')
    const offsets = places.map(({ topic, partitionIndex, nextOffset: offset }) => {
      return { topic, partitionIndex, offset, leaderEpoch: UNKNOWN_LEADER_EPOCH, metadata: '' }
    })
    const member = new GroupMemberClient(context, params.group_id, params.instance_id)
    await member.call({ kind: 'commit', offsets, isAsync: false })
    return empty()
  },
})

export const groupStreamEndpoints: readonly Endpoint[] = [openStream, acknowledge]
