// The interceptors an application may have: ProducerInterceptor.onSend of a small set that is safe to offer. They run in their order, before
// metadata, serializer and partitioner. Kafka's own cannot drop a record; `drop` stands for an application that filters in one.
// Source: ProducerInterceptors.onSend and KafkaProducer.send of Kafka 4.3.
import type { DeepReadonly } from '../deep-readonly.ts'
import type { Random } from '../random.ts'
import type { AppRecord } from './app.ts'
import { randomHex, render } from './workload.ts'

export type Interceptor =
  | { readonly kind: 'addHeader'; readonly header: string; readonly value: string }
  /** The time after which a reader should not care any more: milliseconds since the epoch. */
  | { readonly kind: 'timeToLive'; readonly header: string; readonly ttlMs: number }
  /** To another topic, by what a header says. */
  | { readonly kind: 'route'; readonly header: string; readonly topics: Readonly<Record<string, string>> }
  /** Every so manieth record, or those whose value holds a text. */
  | { readonly kind: 'drop'; readonly every: number; readonly valueContains: string | null }
  /** W3C trace context, with an id of its own for each record. */
  | { readonly kind: 'trace' }

export type Intercepted = {
  readonly record: AppRecord
  /** The position of the interceptor that dropped it; null when none did. */
  readonly droppedBy: number | null
}

export function intercept(interceptors: DeepReadonly<readonly Interceptor[]>, record: AppRecord, random: () => Random): Intercepted {
  let current = record
  for (const [index, interceptor] of interceptors.entries()) {
    if (interceptor.kind === 'drop' && isDropped(interceptor, current)) return { record: current, droppedBy: index }
    current = onSend(interceptor, current, random)
  }
  return { record: current, droppedBy: null }
}

function isDropped(
  { every, valueContains }: { readonly every: number; readonly valueContains: string | null },
  record: AppRecord,
): boolean {
  if (every > 0 && record.sequence % every === 0) return true
  return valueContains !== null && (record.value ?? '').includes(valueContains)
}

function onSend(interceptor: DeepReadonly<Interceptor>, record: AppRecord, random: () => Random): AppRecord {
  switch (interceptor.kind) {
    case 'addHeader': {
      const { sequence, key, timestampMs: nowMs, topic } = record
      return withHeader(record, interceptor.header, render(interceptor.value, { sequence, key, nowMs, topic }, random))
    }
    case 'timeToLive':
      return withHeader(record, interceptor.header, String(record.timestampMs + interceptor.ttlMs))
    case 'route': {
      const value = record.headers.findLast(([key]) => key === interceptor.header)?.[1]
      const topic = value === undefined || !Object.hasOwn(interceptor.topics, value) ? undefined : interceptor.topics[value]
      return topic === undefined ? record : { ...record, topic }
    }
    case 'trace':
      return withHeader(record, 'traceparent', `00-${randomHex(random(), 32)}-${randomHex(random(), 16)}-01`)
    case 'drop':
      return record
  }
}

function withHeader(record: AppRecord, key: string, value: string): AppRecord {
  return { ...record, headers: [...record.headers, [key, value]] }
}
