// A dead-letter topic: a record on which the work fails is tried again where it is, and its partition waits; after the last attempt it goes to the
// topic, with where it came from and what was thrown, and the partition goes on.
// The attempts are counted in memory: a process that dies in between begins to count anew, as those of the usual frameworks do.
import { ATTEMPT, EXCEPTION } from './message-headers.ts'
import type { Consumed, DeadLetterPattern, Decision, Headers } from './pattern.ts'

/** `attempt` is the number of this one, from 1 on. */
export function decideDeadLetter(pattern: DeadLetterPattern, { error }: Consumed, attempt: number, nowMs: number): Decision {
  if (error === null) return { kind: 'processed' }
  if (attempt < pattern.maxAttempts) return { kind: 'waiting', untilMs: nowMs + pattern.backoffMs, hasFailed: true }
  return deadLettered(pattern.topic, error, attempt)
}

export function deadLettered(topic: string, error: string, attempt: number): Decision {
  return { kind: 'forwarded', fate: 'deadLettered', topic, headers: failureHeaders(error, attempt) }
}

export function failureHeaders(error: string, attempt: number): Headers {
  return [
    [EXCEPTION, error],
    [ATTEMPT, String(attempt)],
  ]
}
