// Of which records the handler of an application throws.
import type { ConsumerRecord } from '../../consumer/consumer.ts'
import type { DeepReadonly } from '../../deep-readonly.ts'
import { utf8Text } from '../../../../schema/kafka/message/utf8.ts'
import type { FailurePlan } from './consumer-app.ts'

/** `count` is the number of the record among all that the application has polled. */
export function failsOn(failure: DeepReadonly<FailurePlan> | null, { key, value }: ConsumerRecord, count: number): boolean {
  if (failure === null) return false
  const { every, keyContains, valueContains } = failure
  return (every > 0 && count % every === 0) || contains(key, keyContains) || contains(value, valueContains)
}

function contains(bytes: Uint8Array | null, text: string | null): boolean {
  return bytes !== null && text !== null && utf8Text(bytes, 0, bytes.length).includes(text)
}
