// Producers that have been silent for long are forgotten, so that what a log knows does not grow for ever. One with an open transaction stays.
// Source: ProducerStateManager.isProducerExpired and removeExpiredProducers of Kafka 4.3; KIP-360.
import type { DeepReadonly } from '../deep-readonly.ts'
import type { PartitionLog } from './partition-log.ts'

type Producers = DeepReadonly<Pick<PartitionLog, 'producers'>>

/** The producers that have been silent for producer.id.expiration.ms. */
export function expiredProducerIds({ producers }: Producers, nowMs: number, expirationMs: number): number[] {
  return Object.entries(producers)
    .filter(([, state]) => state.currentTxnFirstOffset === null && nowMs - state.lastTimestampMs >= expirationMs)
    .map(([producerId]) => Number(producerId))
}

/** When the producer that may expire first wrote last; null when none can. It looks at all of them. */
export function oldestProducerMs({ producers }: Producers): number | null {
  let oldestMs: number | null = null
  for (const { currentTxnFirstOffset, lastTimestampMs } of Object.values(producers)) {
    if (currentTxnFirstOffset === null) oldestMs = Math.min(oldestMs ?? lastTimestampMs, lastTimestampMs)
  }
  return oldestMs
}

/** When the next producer may expire, at the earliest; null when none can. */
export function nextProducerExpirationMs(
  { oldestProducerMs: oldestMs = null }: DeepReadonly<Pick<PartitionLog, 'oldestProducerMs'>>,
  expirationMs: number,
): number | null {
  return oldestMs === null ? null : oldestMs + expirationMs
}
