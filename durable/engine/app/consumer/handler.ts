// What becomes of a record that was polled: an interceptor keeps it back, the handler throws, or all is well. It is known as soon as the record is,
// so that no more of it has to be kept.
import type { ConsumerRecord } from '../../consumer/consumer.ts'
import type { DeepReadonly } from '../../deep-readonly.ts'
import { utf8Text } from '../../../../schema/kafka/message/utf8.ts'
import type { ConsumerAppView, ConsumerInterceptor, FailurePlan, PolledRecord } from './consumer-app.ts'

/** `count` is the number of the record among all that the application has polled. */
export function fateOf(app: ConsumerAppView, record: ConsumerRecord, count: number, nowMs: number): PolledRecord['fate'] {
  if (app.onConsume.some((interceptor) => keepsBack(interceptor, record, nowMs))) return 'dropped'
  return failsOn(app.failure, record, count) ? 'fails' : 'handled'
}

function keepsBack(interceptor: DeepReadonly<ConsumerInterceptor>, { headers, value }: ConsumerRecord, nowMs: number): boolean {
  if (interceptor.kind === 'drop') return contains(value, interceptor.valueContains)
  const expires = headers.findLast(({ key }) => textOf(key) === interceptor.header)?.value
  const expiresMs = expires === undefined || expires === null ? Number.NaN : Number(textOf(expires))
  return expiresMs <= nowMs
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
