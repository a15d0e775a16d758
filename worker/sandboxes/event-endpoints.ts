// GET /v1/sandboxes/{id}/events: everything that happened, with its cause: as pages, and as streams that follow.
import { eventPage, eventQuery } from '../../schema/api/events.ts'
import type { ShownEvent } from '../../schema/api/events.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { refuseForeignTopic } from '../http/serve-endpoint.ts'
import { EVENT_TYPES, planEvents } from './event-plan.ts'
import { EventReader } from './event-reader.ts'
import { eventStream } from './event-stream.ts'

const readEvents = endpoint({
  method: 'GET',
  path: '/v1/sandboxes/:sandbox_id/events',
  tag: 'State',
  summary: 'Read the events',
  description:
    'Each with its cause and one sentence why. JSON is a page; NDJSON and server-sent events (`event:` is the kind, `id:` the sequence) follow ' +
    'the cluster. Only the latest history is kept: what is older is 410, and the answer names the first that is kept.',
  scope: 'observe',
  query: eventQuery,
  responses: { 200: { description: 'Events in the form that Accept asks for.', schema: eventPage, alsoAs: EVENT_TYPES } },
  async handle(context) {
    const plan = planEvents(context.query, context.request)
    if (plan.topic !== null) refuseForeignTopic(context.principal, plan.topic)
    const reader = await EventReader.open(context, plan)
    const { form } = plan
    if (form === 'json') return readEventPage(reader)
    return eventStream(reader, await reader.round(), { ...plan, form }, context.waitUntil)
  },
})

export const eventEndpoints: readonly Endpoint[] = [readEvents]

/** History that is kept is short, so a page looks at all of it until it is full. */
export async function readEventPage(reader: EventReader): Promise<Response> {
  const events: ShownEvent[] = []
  for (;;) {
    const round = await reader.round()
    events.push(...round.events)
    if (round.isDone || round.isCaughtUp) return json(200, { events, next: reader.next, first_kept: reader.firstKept })
  }
}
