// Interceptors that keep a record back before the handler sees it: its time to live is over, or it holds a text. The time counts from the first record
// of a chain: a retry does not live anew. A header that cannot be read limits nothing.
import { bornMs, delayIn, numberIn } from './message-headers.ts'
import type { ConsumedRecord, ConsumerInterceptor } from './pattern.ts'

type Seen = Pick<ConsumedRecord, 'timestampMs' | 'value' | 'headers'>

export function isKeptBack(interceptors: readonly ConsumerInterceptor[], record: Seen, nowMs: number): boolean {
  return interceptors.some((interceptor) => {
    if (interceptor.kind === 'drop') return record.value?.includes(interceptor.valueContains) ?? false
    const endMs = interceptor.kind === 'timeToLive' ? endOf(interceptor, record) : null
    return endMs !== null && endMs <= nowMs
  })
}

function endOf({ header, meaning }: Extract<ConsumerInterceptor, { kind: 'timeToLive' }>, record: Seen): number | null {
  if (meaning === 'deadline') return numberIn(record.headers, header)
  const livesMs = delayIn(record.headers, header)
  return livesMs === null ? null : bornMs(record) + livesMs
}
