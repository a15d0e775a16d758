// Retry topics with rising delay: a record on which the work fails goes to the topic of the next level, so that those behind it need not wait for
// it. The application reads the levels too. All records of a level wait equally long, so the first is due first and the partition waits for it.
import { deadLettered, failureHeaders } from './dead-letter.ts'
import { ATTEMPT, numberIn } from './message-headers.ts'
import type { Consumed, Decision, RetryPattern } from './pattern.ts'

export function decideRetry({ levels, deadLetterTopic }: RetryPattern, { record, error }: Consumed, nowMs: number): Decision {
  const levelIndex = levels.findIndex(({ topic }) => topic === record.topic)
  const untilMs = record.timestampMs + (levels[levelIndex]?.delayMs ?? 0)
  if (levelIndex !== -1 && untilMs > nowMs) return { kind: 'waiting', untilMs, hasFailed: false }
  if (error === null) return { kind: 'processed' }
  const attempt = (numberIn(record.headers, ATTEMPT) ?? 0) + 1
  const next = levels[levelIndex + 1]
  if (next === undefined) return deadLettered(deadLetterTopic, error, attempt)
  return { kind: 'forwarded', fate: 'retried', topic: next.topic, headers: failureHeaders(error, attempt) }
}
