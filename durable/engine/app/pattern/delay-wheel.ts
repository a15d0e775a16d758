// A delay queue by a timing wheel in memory: any delay, exact to a tick, without topics in between. What is in the wheel is not committed, so a
// process that dies loses nothing and reads it again; what was behind it and is delivered already is then delivered twice.
// The wheel holds so much and no more: then the partition waits until some of it is delivered.
import { MAX_HELD_CHARACTERS, MAX_HELD_RECORDS } from '../../../../schema/limits.ts'
import { delivered, unreadable } from './delay-levels.ts'
import { bornMs, delayIn, DUE } from './message-headers.ts'
import type { ConsumedRecord, Decision, HandlerState, Leaving, Message, TimingWheelPattern } from './pattern.ts'
import { nextFireMs, timersOf } from './timing-wheel.ts'

/** The wheel must have been turned up to now. */
export function decideTimingWheel(
  pattern: TimingWheelPattern,
  record: ConsumedRecord,
  wheel: HandlerState['wheel'],
  nowMs: number,
): Decision {
  const delayMs = delayIn(record.headers, pattern.header)
  if (delayMs === null) return delivered(pattern.targetTopic, unreadable(record, pattern.header))
  const dueMs = bornMs(record) + delayMs
  if (dueMs <= nowMs) return delivered(pattern.targetTopic, [])
  const fullUntilMs = wheel === null || hasRoom(timersOf(wheel), record) ? null : nextFireMs(wheel)
  if (fullUntilMs !== null) return { kind: 'waiting', untilMs: fullUntilMs, hasFailed: false }
  return { kind: 'held', topic: pattern.targetTopic, headers: [[DUE, String(dueMs)]], dueMs }
}

function hasRoom(held: readonly Leaving[], record: ConsumedRecord): boolean {
  if (held.length >= MAX_HELD_RECORDS) return false
  const characters = held.reduce((sum, { message }) => sum + charactersOf(message), 0)
  return held.length === 0 || characters + charactersOf(record) <= MAX_HELD_CHARACTERS
}

function charactersOf({ key, value, headers }: Pick<Message, 'key' | 'value' | 'headers'>): number {
  return (key ?? '').length + (value ?? '').length + headers.reduce((sum, [name, text]) => sum + name.length + text.length, 0)
}
