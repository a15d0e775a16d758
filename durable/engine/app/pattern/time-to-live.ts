// A time to live in a header, and the interceptor that drops what is over. It counts from the first record of a chain: a retry does not live anew.
// A header that cannot be read limits nothing.
import { bornMs, delayIn, numberIn } from './message-headers.ts'
import type { ConsumedRecord, ConsumeInterceptor } from './pattern.ts'

export function isExpired(interceptors: readonly ConsumeInterceptor[], record: ConsumedRecord, nowMs: number): boolean {
  return interceptors.some((interceptor) => {
    const endMs = interceptor.kind === 'timeToLive' ? endOf(interceptor, record) : null
    return endMs !== null && endMs <= nowMs
  })
}

function endOf({ header, meaning }: Extract<ConsumeInterceptor, { kind: 'timeToLive' }>, record: ConsumedRecord): number | null {
  if (meaning === 'deadline') return numberIn(record.headers, header)
  const livesMs = delayIn(record.headers, header)
  return livesMs === null ? null : bornMs(record) + livesMs
}
