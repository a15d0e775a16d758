// A message as the list shows it: a record that was read, or a place in the log at which a reader sees none (a marker, a record that is gone).
import type { DeliveredFate } from './fates.ts'

export type Side = { readonly type: 'STRING' | 'BINARY' | 'JSON'; readonly data: string }

/** A record as `GET …/records` answers it. */
export type ReadRecord = {
  readonly topic_name: string
  readonly partition_id: number
  readonly offset: number
  readonly timestamp: string | null
  readonly timestamp_type: 'CreateTime' | 'LogAppendTime'
  readonly headers: readonly { readonly name: string; readonly value: string | null }[]
  readonly key: Side | null
  readonly value: Side | null
}

export type Message =
  | {
      readonly kind: 'record'
      readonly partition: number
      readonly offset: number
      readonly timeMs: number | null
      readonly record: ReadRecord
    }
  | {
      readonly kind: 'place'
      readonly partition: number
      readonly offset: number
      readonly timeMs: number | null
      readonly fate: DeliveredFate
      /** Two brokers may each have had something at the same offset. */
      readonly leaderEpoch: number
      readonly copy: number
    }

export function messageOf(record: ReadRecord): Message {
  const timeMs = record.timestamp === null ? null : Date.parse(record.timestamp)
  return { kind: 'record', partition: record.partition_id, offset: record.offset, timeMs: Number.isNaN(timeMs) ? null : timeMs, record }
}

/** The same for the same message, however often it is read. */
export function messageKey(message: Message): string {
  const place = `${message.partition}:${message.offset}`
  return message.kind === 'record' ? place : `${place}:${message.fate}:${message.leaderEpoch}:${message.copy}`
}

/**
 * Messages of several partitions in one list: by time, as far as that leaves each partition in the order of its log. Clocks of producers may go
 * backwards; offsets do not.
 */
export function mergedByTime(messages: readonly Message[]): Message[] {
  const byPartition = [...Map.groupBy(messages, ({ partition }) => partition).values()]
  const queues = byPartition.map((queue) => queue.toSorted((one, other) => one.offset - other.offset))
  const places = queues.map(() => 0)
  const merged: Message[] = []
  while (merged.length < messages.length) {
    let next = -1
    let nextMs = Number.POSITIVE_INFINITY
    for (const [index, queue] of queues.entries()) {
      const message = queue[places[index] ?? 0]
      if (message === undefined) continue
      const timeMs = message.timeMs ?? Number.NEGATIVE_INFINITY
      if (next === -1 || timeMs < nextMs) [next, nextMs] = [index, timeMs]
    }
    const place = places[next] ?? 0
    const message = queues[next]?.[place]
    if (message === undefined) break
    places[next] = place + 1
    merged.push(message)
  }
  return merged
}

/** One line of a key or a value: what would break a line, or hide in it, is shown as the sign that stands for it. */
export function oneLine(side: Side | null, maxCharacters = 400): string | null {
  if (side === null) return null
  const { data } = side
  const cut = data.length > maxCharacters ? `${data.slice(0, maxCharacters)}…` : data
  return cut.replace(CONTROLS, (character) => {
    const code = character.charCodeAt(0)
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '·'
  })
}

/** Controls of ASCII, and the characters that turn the direction of a text, with which a payload could rearrange what stands beside it. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
