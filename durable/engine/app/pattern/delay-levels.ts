// A delay queue by level topics: a record that asks for a delay goes to the topic of the level that is at least as long, waits there, and is then
// delivered to the target. Never early, and late by what the level is longer. What asks for more than the longest level goes through it again.
// The application reads the incoming topic and the levels. A delay that cannot be read is none: the record is delivered, and says so.
import { delayIn, DUE, EXCEPTION, headerOf, numberIn, bornMs } from './message-headers.ts'
import type { ConsumedRecord, Decision, DelayLevelsPattern, Headers, Level } from './pattern.ts'

export function decideDelayLevels(pattern: DelayLevelsPattern, record: ConsumedRecord, nowMs: number): Decision {
  const level = pattern.levels.find(({ topic }) => topic === record.topic)
  const untilMs = record.timestampMs + (level?.delayMs ?? 0)
  if (level !== undefined && untilMs > nowMs) return { kind: 'waiting', untilMs, hasFailed: false }
  const dueMs = level === undefined ? askedDueMs(pattern, record) : numberIn(record.headers, DUE)
  if (dueMs === null) return delivered(pattern.targetTopic, unreadable(record, level === undefined ? pattern.header : DUE))
  const next = dueMs > nowMs ? levelFor(pattern.levels, dueMs - nowMs) : undefined
  if (next === undefined) return delivered(pattern.targetTopic, [])
  return { kind: 'forwarded', fate: 'delayed', topic: next.topic, headers: [[DUE, String(dueMs)]] }
}

function askedDueMs({ header, unit, levels }: DelayLevelsPattern, record: ConsumedRecord): number | null {
  if (unit === 'milliseconds') {
    const delayMs = delayIn(record.headers, header)
    return delayMs === null ? null : bornMs(record) + delayMs
  }
  const level = levels[(numberIn(record.headers, header) ?? 0) - 1]
  return level === undefined ? null : bornMs(record) + level.delayMs
}

function levelFor(levels: readonly Level[], delayMs: number): Level | undefined {
  return levels.find((level) => level.delayMs >= delayMs) ?? levels.at(-1)
}

export function delivered(topic: string, headers: Headers): Decision {
  return { kind: 'forwarded', fate: 'delivered', topic, headers }
}

/** Without the header nobody asked for a delay, and nothing is wrong. */
export function unreadable({ headers }: ConsumedRecord, header: string): Headers {
  const text = headerOf(headers, header)
  return text === null ? [] : [[EXCEPTION, `The header ${header} holds no delay: ${text}`]]
}
