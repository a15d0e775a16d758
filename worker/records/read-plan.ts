// What a reader asks for, worked out from the URL and the headers of GET …/records: where to start, where to stop, how long to wait, what
// to show and in which form. The parameters are those of api.md; every one has bounds and a sentence for when it is wrong.
import * as z from 'zod'
import type { IsolationLevel } from '../../schema/kafka/requests/fetch.ts'
import type { Expression } from '../../schema/filter/expression.ts'
import { MAX_PAGE_RECORDS, MAX_WAIT_MS } from '../../schema/limits.ts'
import { decodeCursor } from '../../schema/records/cursor.ts'
import type { Cursor } from '../../schema/records/cursor.ts'
import { parseInstant } from '../../schema/records/timestamp.ts'
import { notAcceptable, preferredType } from '../http/content-type.ts'
import { badRequest } from '../http/rest-error.ts'
import { brokerParameter } from './broker-parameter.ts'
import { readFilter } from './record-filter.ts'
import { isolation } from '../../schema/api/isolation.ts'

export type ReadForm = 'json' | 'ndjson' | 'sse' | 'raw' | 'plain'

export type ReadStart =
  | { readonly kind: 'earliest' }
  | { readonly kind: 'latest' }
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'timestamp'; readonly timestampMs: number }
  | { readonly kind: 'tail'; readonly records: number }
  | { readonly kind: 'cursor'; readonly cursor: Cursor }

export type ReadPlan = {
  readonly form: ReadForm
  readonly start: ReadStart
  /** At most this many records in all, Infinity for no bound. */
  readonly maxRecords: number
  /** At most this many bytes of keys and values in all; the record that passes it is still delivered. */
  readonly maxBytes: number
  /** Records of this time or later are not read; null for no bound. */
  readonly untilMs: number | null
  /** How long to wait for new records once all is read. Infinity for streams that follow. */
  readonly waitMs: number
  readonly isolationLevel: IsolationLevel
  /** Only records with this key. */
  readonly key: Uint8Array | null
  /** Only records that it takes; null takes all. */
  readonly filter: Expression | null
  readonly as: 'auto' | 'json' | 'string' | 'binary'
  /** Reads from this broker, whoever leads; null finds the leaders. */
  readonly brokerId: number | null
}

const wholeNumber = (what: string, minimum: number, maximum: number): z.ZodOptional<z.ZodCoercedNumber> =>
  z.coerce.number().int().min(minimum).max(maximum).optional().meta({ description: what })

export const readQuery = z.object({
  offset: z
    .union([z.enum(['earliest', 'latest']), z.coerce.number().int().min(0)])
    .optional()
    .meta({ description: 'Start at this offset, or at `earliest` (the default) or `latest`. Of a whole topic: in every partition.' }),
  timestamp: z.string().optional().meta({ description: 'Start at the first record of this time or later: milliseconds, or ISO 8601.' }),
  tail: wholeNumber('Start this many records before the end of every partition.', 0, Number.MAX_SAFE_INTEGER),
  cursor: z.string().optional().meta({ description: 'Go on where an earlier answer ended. `Last-Event-ID` means the same.' }),
  count: wholeNumber('At most this many records. A JSON page never has more than 1000.', 0, Number.MAX_SAFE_INTEGER),
  bytes: wholeNumber('Stop after the record with which keys and values reach this many bytes.', 0, Number.MAX_SAFE_INTEGER),
  until: z.string().optional().meta({ description: 'Stop before the first record of this time or later: milliseconds, or ISO 8601.' }),
  wait: wholeNumber('When everything is read, wait this many milliseconds for more. JSON waits at most 60000.', 0, Number.MAX_SAFE_INTEGER),
  isolation: isolation.optional().meta({
    description: 'Whether records of open and aborted transactions are shown too (`read_uncommitted`, the default) or only committed ones.',
  }),
  key: z.string().optional().meta({ description: 'Only records with this key (UTF-8).' }),
  filter: z
    .string()
    .optional()
    .meta({
      description:
        'Only records of which this expression is true, in a part of CEL: `value.amount > 100 && key.startsWith("ord")`. See docs/reading.md. ' +
        'An answer looks at so many records at most; when it found nothing the cursor goes on behind them.',
    }),
  as: z
    .enum(['json', 'string', 'binary'])
    .optional()
    .meta({ description: 'Show keys and values as this type where they can be shown so.' }),
  broker: brokerParameter,
  format: z.enum(['plain']).optional().meta({ description: '`plain` gives bare keys and values for people.' }),
})

type ReadQuery = z.output<typeof readQuery>

export function planRead(query: ReadQuery, request: Request): ReadPlan {
  const form = formOf(query, request.headers.get('Accept'))
  const isPage = form === 'json' || form === 'raw'
  const maxWaitMs = isPage ? MAX_WAIT_MS : Number.MAX_SAFE_INTEGER
  return {
    form,
    start: startOf(query, request.headers.get('Last-Event-ID')),
    maxRecords: Math.min(query.count ?? Number.POSITIVE_INFINITY, form === 'json' ? MAX_PAGE_RECORDS : Number.POSITIVE_INFINITY),
    maxBytes: query.bytes ?? Number.POSITIVE_INFINITY,
    untilMs: query.until === undefined ? null : timeOf('until', query.until),
    // Server-sent events are for following; everything else ends where the topic ends, unless told to wait.
    waitMs: Math.min(query.wait ?? (form === 'sse' ? Number.POSITIVE_INFINITY : 0), form === 'sse' ? Number.POSITIVE_INFINITY : maxWaitMs),
    isolationLevel: query.isolation ?? 'read_uncommitted',
    key: query.key === undefined ? null : new TextEncoder().encode(query.key),
    filter: query.filter === undefined || query.filter.trim() === '' ? null : filterOf(query.filter, form),
    as: query.as ?? 'auto',
    brokerId: query.broker ?? null,
  }
}

// The types of an answer; the first one is what a client gets that takes anything.
const FORMS = {
  'application/json': 'json',
  'application/x-ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
  'text/event-stream': 'sse',
  'application/octet-stream': 'raw',
  'text/plain': 'plain',
} as const satisfies Record<string, ReadForm>

export const READ_TYPES = Object.keys(FORMS) as (keyof typeof FORMS)[]

function formOf(query: ReadQuery, accept: string | null): ReadForm {
  if (query.format === 'plain') return 'plain'
  const type = preferredType(accept, READ_TYPES)
  if (type === null) throw notAcceptable()
  return FORMS[type as keyof typeof FORMS]
}

function startOf(query: ReadQuery, lastEventId: string | null): ReadStart {
  const given = [query.offset, query.timestamp, query.tail].filter((value) => value !== undefined)
  if (given.length > 1) throw badRequest('Bad Request: give only one of offset, timestamp and tail.')
  // A browser that reconnects repeats the whole URL and adds where it was, so its header beats the parameters.
  const resumed = lastEventId !== null && lastEventId !== '' ? lastEventId : query.cursor
  if (resumed !== undefined) return { kind: 'cursor', cursor: cursorOf(resumed) }
  if (query.timestamp !== undefined) return { kind: 'timestamp', timestampMs: timeOf('timestamp', query.timestamp) }
  if (query.tail !== undefined) return { kind: 'tail', records: query.tail }
  if (query.offset === 'latest') return { kind: 'latest' }
  return query.offset === undefined || query.offset === 'earliest' ? { kind: 'earliest' } : { kind: 'offset', offset: query.offset }
}

function filterOf(text: string, form: ReadForm): Expression {
  if (form === 'raw') throw badRequest('Bad Request: raw batches are not filtered, because a batch is never taken apart.')
  return readFilter(text)
}

function cursorOf(text: string): Cursor {
  const cursor = decodeCursor(text)
  if (cursor === null) throw badRequest('Bad Request: the cursor is not one that an answer gave.')
  return cursor
}

function timeOf(name: string, text: string): number {
  const timestampMs = /^\d{1,16}$/.test(text) ? Number(text) : parseInstant(text)
  if (timestampMs === null || !Number.isSafeInteger(timestampMs)) {
    throw badRequest(`Bad Request: ${name} is neither milliseconds nor an ISO 8601 time with a zone.`)
  }
  return timestampMs
}
