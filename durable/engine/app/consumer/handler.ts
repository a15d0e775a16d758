// What becomes of a record that was polled: an interceptor keeps it back, the handler throws, or all is well. It is known as soon as the record is,
// so that no more of it has to be kept.
import type { ConsumerRecord } from '../../consumer/consumer.ts'
import type { DeepReadonly } from '../../deep-readonly.ts'
import { utf8Text } from '../../../../schema/kafka/message/utf8.ts'
import { isKeptBack } from '../pattern/on-consume.ts'
import type { ConsumerAppView, FailurePlan, PolledRecord, RecordContent } from './consumer-app.ts'

/** `count` is the number of the record among all that the application has polled. */
export function fateOf(app: ConsumerAppView, record: ConsumerRecord, count: number, nowMs: number): PolledRecord['fate'] {
  if (isKeptBack(app.onConsume, contentOf(record), nowMs)) return 'dropped'
  return failsOn(app.failure, record, count) ? 'fails' : 'handled'
}

/** As text, which is what applications write. */
export function contentOf({ timestamp, key, value, headers }: ConsumerRecord): RecordContent {
  const named = headers.map((header) => [textOf(header.key), header.value === null ? '' : textOf(header.value)] as const)
  return {
    timestampMs: timestamp,
    key: key === null ? null : textOf(key),
    value: value === null ? null : textOf(value),
    headers: named,
  }
}

function textOf(bytes: Uint8Array): string {
  return utf8Text(bytes, 0, bytes.length)
}

function failsOn(failure: DeepReadonly<FailurePlan> | null, { key, value }: ConsumerRecord, count: number): boolean {
  if (failure === null) return false
  const { every, keyContains, valueContains } = failure
  return (every > 0 && count % every === 0) || contains(key, keyContains) || contains(value, valueContains)
}

function contains(bytes: Uint8Array | null, text: string | null): boolean {
  return bytes !== null && text !== null && textOf(bytes).includes(text)
}
