// When something becomes of a message that is on its way, or waits at a broker.
import type { AppRequestView } from './app.ts'

export function* messageTimes({ phase, arrivesMs, waiting }: AppRequestView): Generator<number, void, undefined> {
  if (phase === 'request' || phase === 'answer') yield arrivesMs
  if (phase === 'broker' && waiting !== null) yield waiting.deadlineMs
}
