// The headers that patterns write, and how they are read. They are the protocol between applications that hand records on to each other, so a
// name is chosen once: all begin with x-, as Kafka reserves none and its own tools use other prefixes.
import { MAX_APP_HEADER_CHARACTERS, MAX_CLOCK_ADVANCE_MS, MAX_RECORD_HOPS } from '../../../../schema/limits.ts'
import type { ConsumedRecord, Headers, Place } from './pattern.ts'

/** Where a record was read first. Whoever hands it on keeps what is there. */
export const ORIGINAL_TOPIC = 'x-original-topic'
export const ORIGINAL_PARTITION = 'x-original-partition'
export const ORIGINAL_OFFSET = 'x-original-offset'
export const ORIGINAL_TIMESTAMP = 'x-original-timestamp'
/** What the last attempt threw, or what was wrong with a header. */
export const EXCEPTION = 'x-exception'
/** How many attempts have failed. */
export const ATTEMPT = 'x-attempt'
/** Not delivered before then: milliseconds since the epoch. */
export const DUE = 'x-due-ms'
/** How often the record was handed on. */
export const FORWARDS = 'x-forwards'
/** One for each application that touched the record: name, place, time. */
export const HOP = 'x-hop'

/** Of several with the same name the last counts, as Headers.lastHeader has it. */
export function headerOf(headers: Headers, name: string): string | null {
  return headers.findLast(([key]) => key === name)?.[1] ?? null
}

/** A whole number of milliseconds, of attempts and so on; null when there is none to read. */
export function numberIn(headers: Headers, name: string): number | null {
  const text = headerOf(headers, name)
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null
}

/** Milliseconds from now on, which nobody may ask for more of than the clock can be moved at once. */
export function delayIn(headers: Headers, name: string): number | null {
  const delayMs = numberIn(headers, name)
  return delayMs === null || delayMs > MAX_CLOCK_ADVANCE_MS ? null : delayMs
}

export function withHeaders(headers: Headers, added: Headers): Headers {
  const names = new Set(added.map(([name]) => name))
  return [...headers.filter(([name]) => !names.has(name)), ...added]
}

/** When the chain of records began that this one belongs to. */
export function bornMs({ headers, timestampMs }: Pick<ConsumedRecord, 'headers' | 'timestampMs'>): number {
  return numberIn(headers, ORIGINAL_TIMESTAMP) ?? timestampMs
}

export function forwardsOf({ headers }: Pick<ConsumedRecord, 'headers'>): number {
  return numberIn(headers, FORWARDS) ?? 0
}

/** The headers of the message that a record becomes: its own, where it came from, and what the pattern adds. */
export function forwardedHeaders(record: ConsumedRecord, added: Headers): Headers {
  const { topic, partitionIndex, offset, timestampMs, headers } = record
  const origin: Headers =
    headerOf(headers, ORIGINAL_TOPIC) === null
      ? [
          [ORIGINAL_TOPIC, topic],
          [ORIGINAL_PARTITION, String(partitionIndex)],
          [ORIGINAL_OFFSET, String(offset)],
          [ORIGINAL_TIMESTAMP, String(timestampMs)],
        ]
      : []
  const bounded = added.map(([name, value]) => [name, value.slice(0, MAX_APP_HEADER_CHARACTERS)] as const)
  return withHeaders(headers, [...origin, ...bounded, [FORWARDS, String(forwardsOf(record) + 1)]])
}

/** The oldest hops go, so that a record that is handed on for ever does not grow for ever. */
export function withHop(headers: Headers, application: string, { topic, partitionIndex, offset }: Place, nowMs: number): Headers {
  const hop = `${application} ${topic}-${partitionIndex}@${offset} ${Math.floor(nowMs)}`
  const others = headers.filter(([name]) => name !== HOP)
  return [...others, ...[...hopsOf(headers), hop].slice(-MAX_RECORD_HOPS).map((text) => [HOP, text] as const)]
}

export function hopsOf(headers: Headers): string[] {
  return headers.flatMap(([name, value]) => (name === HOP ? [value] : []))
}
