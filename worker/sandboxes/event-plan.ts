// What a reader of events asks for, worked out from the URL and the headers of GET /events.
import type { EventKind, EventQuery } from '../../schema/api/events.ts'
import { MAX_EVENTS_PER_PAGE } from '../../schema/limits.ts'
import { notAcceptable, preferredType } from '../http/content-type.ts'
import { badRequest } from '../http/rest-error.ts'

export type EventForm = 'json' | 'ndjson' | 'sse'

export type EventPlan = {
  readonly form: EventForm
  readonly from: number | 'earliest' | 'latest'
  /** At most this many events in all. Infinity for no bound. */
  readonly maxEvents: number
  /** Null for all. */
  readonly kinds: ReadonlySet<EventKind> | null
  readonly topic: string | null
  /** The one language of `why`; null for all of them. */
  readonly language: 'en' | 'zh-CN' | null
  /** How long to wait for the next event. Infinity for a stream that follows. */
  readonly waitMs: number
}

/** The types of an answer; the first one is what a client gets that takes anything. */
const FORMS = {
  'application/json': 'json',
  'application/x-ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
  'text/event-stream': 'sse',
} as const satisfies Record<string, EventForm>

export const EVENT_TYPES = Object.keys(FORMS) as (keyof typeof FORMS)[]

export function planEvents(query: EventQuery, request: Request): EventPlan {
  const type = preferredType(request.headers.get('Accept'), EVENT_TYPES)
  if (type === null) throw notAcceptable()
  const form = FORMS[type as keyof typeof FORMS]
  return {
    form,
    from: startOf(query, request.headers.get('Last-Event-ID')),
    maxEvents: Math.min(query.count ?? Number.POSITIVE_INFINITY, form === 'json' ? MAX_EVENTS_PER_PAGE : Number.POSITIVE_INFINITY),
    kinds: query.kind === undefined ? null : new Set(query.kind),
    topic: query.topic ?? null,
    language: query.lang ?? null,
    waitMs: form === 'json' ? 0 : (query.wait ?? Number.POSITIVE_INFINITY),
  }
}

/** A browser that reconnects repeats the whole URL and adds what it saw last, so its header beats the parameter. */
function startOf({ from }: EventQuery, lastEventId: string | null): EventPlan['from'] {
  if (lastEventId === null || lastEventId === '') return from ?? 'earliest'
  if (!/^\d{1,15}$/.test(lastEventId)) throw badRequest('Bad Request: Last-Event-ID is not the sequence of an event.')
  return Number(lastEventId) + 1
}
