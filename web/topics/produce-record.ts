// What the produce form sends: from what is filled in to the body of the request, and back from a body that somebody edited by hand.

export type PayloadKind = 'none' | 'text' | 'json' | 'base64'
export const PAYLOAD_KINDS: readonly PayloadKind[] = ['text', 'json', 'base64', 'none']

export type Payload = { readonly kind: PayloadKind; readonly data: string }

export type ProduceForm = {
  readonly key: Payload
  /** `none` is a tombstone. */
  readonly value: Payload
  readonly headers: readonly { readonly name: string; readonly text: string }[]
  /** Null lets the partitioner choose. */
  readonly partition: number | null
  readonly acks: 'all' | '1' | '0'
  /** How many; in more than one, `{{n}}` in key and value is the number of the record, from 1. */
  readonly count: number
}

export const FIRST_FORM: ProduceForm = {
  key: { kind: 'none', data: '' },
  value: { kind: 'text', data: 'hello' },
  headers: [],
  partition: null,
  acks: 'all',
  count: 1,
}

/** As many as one request takes: schema/limits.ts, MAX_BATCH_ENTRIES. */
export const MAX_COUNT = 1_000

type Side = { readonly type: 'STRING' | 'JSON' | 'BINARY'; readonly data: unknown }
type RecordBody = {
  readonly partition_id?: number
  readonly key?: Side
  readonly value?: Side
  readonly headers?: readonly { readonly name: string; readonly text: string }[]
}
export type ProduceBody = RecordBody | { readonly entries: readonly (RecordBody & { readonly id: string })[] }

export function isWholeCount(count: number): boolean {
  return Number.isInteger(count) && count >= 1 && count <= MAX_COUNT
}

/** Which payload is not what it says it is; null when all is well. */
export function wrongPayload({ key, value }: ProduceForm): 'key' | 'value' | null {
  if (!isRight(key)) return 'key'
  return isRight(value) ? null : 'value'
}

function isRight({ kind, data }: Payload): boolean {
  if (kind === 'json') return parsed(data) !== undefined
  return kind !== 'base64' || /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/.test(data)
}

/** The body of a form that has no wrong payload. */
export function bodyOf(form: ProduceForm): ProduceBody {
  if (form.count === 1) return recordOf(form, null)
  return { entries: Array.from({ length: form.count }, (_, index) => ({ id: String(index + 1), ...recordOf(form, index + 1) })) }
}

/** Below the topic: one record, or several that have to be told apart in the answer. */
export function pathOf(topic: string, { count, acks }: ProduceForm): string {
  const path = `/topics/${encodeURIComponent(topic)}/records${count === 1 ? '' : ':batch'}`
  return acks === 'all' ? path : `${path}?acks=${acks}`
}

function recordOf({ key, value, headers, partition }: ProduceForm, number: number | null): RecordBody {
  const [keySide, valueSide] = [sideOf(key, number), sideOf(value, number)]
  return {
    ...(partition === null ? {} : { partition_id: partition }),
    ...(keySide === null ? {} : { key: keySide }),
    ...(valueSide === null ? {} : { value: valueSide }),
    ...(headers.length === 0 ? {} : { headers }),
  }
}

function sideOf({ kind, data }: Payload, number: number | null): Side | null {
  if (kind === 'none') return null
  const filled = number === null ? data : data.replaceAll('{{n}}', String(number))
  if (kind === 'base64') return { type: 'BINARY', data: filled }
  // The bytes are the same either way, but a number of many digits would lose some on its way through JSON.
  const value = kind === 'json' && !/\d{16}/.test(filled) ? parsed(filled) : undefined
  return value === undefined ? { type: 'STRING', data: filled } : { type: 'JSON', data: value }
}

/** The form that makes this body; null where the text is none that the form can show. Acks and count are not in a body and stay. */
export function formOf(text: string, before: ProduceForm): ProduceForm | null {
  const body = parsed(text)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null
  const { partition_id: partition = null, key, value, headers = [], ...others } = body as Record<string, unknown>
  const [keyPayload, valuePayload] = [payloadOf(key), payloadOf(value)]
  const isPartition = partition === null || (typeof partition === 'number' && Number.isInteger(partition) && partition >= 0)
  if (keyPayload === null || valuePayload === null || !isPartition || Object.keys(others).length > 0) return null
  const named = headersOf(headers)
  return named === null ? null : { ...before, count: 1, key: keyPayload, value: valuePayload, headers: named, partition }
}

function payloadOf(side: unknown): Payload | null {
  if (side === undefined || side === null) return { kind: 'none', data: '' }
  if (typeof side !== 'object') return null
  const { type, data } = side as Record<string, unknown>
  if (type === 'JSON' && data !== undefined) return { kind: 'json', data: JSON.stringify(data) }
  if (typeof data !== 'string') return null
  if (type === 'BINARY') return { kind: 'base64', data }
  return type === 'STRING' ? { kind: 'text', data } : null
}

function headersOf(headers: unknown): ProduceForm['headers'] | null {
  if (!Array.isArray(headers)) return null
  const named: { name: string; text: string }[] = []
  for (const header of headers as unknown[]) {
    if (typeof header !== 'object' || header === null) return null
    const { name, text, ...others } = header as Record<string, unknown>
    if (typeof name !== 'string' || typeof text !== 'string' || Object.keys(others).length > 0) return null
    named.push({ name, text })
  }
  return named
}

/** Undefined for what is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // That it is none is the answer.
    return undefined
  }
}
