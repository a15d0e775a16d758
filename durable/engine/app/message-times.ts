// When something becomes of a message that is on its way, or waits at a broker.
import type { AppRequestView } from './app.ts'

/** What waits for ever waits until then: infinity has no place in JSON. */
export const NEVER_MS = Number.MAX_SAFE_INTEGER

export function* messageTimes({ phase, arrivesMs, waiting }: AppRequestView): Generator<number, void, undefined> {
  if (phase === 'request' || phase === 'answer') yield arrivesMs
  if (phase === 'broker' && waiting !== null && waiting.deadlineMs < NEVER_MS) yield waiting.deadlineMs
}
