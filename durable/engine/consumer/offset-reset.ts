// auto.offset.reset: where a consumer begins that finds no committed offset, or whose offset the log does not have any more.
// Source: AutoOffsetResetStrategy of Kafka 4.3; KIP-1106.
import { parseDuration } from '../../../schema/kafka/duration.ts'
import { EARLIEST_TIMESTAMP, LATEST_TIMESTAMP } from '../../../schema/kafka/requests/list-offsets.ts'
import type { ConfigValidator } from '../../../schema/kafka/config-definition.ts'
import { invalidValueMessage } from '../../../schema/kafka/config-definition.ts'

export type OffsetReset =
  | { readonly kind: 'earliest' | 'latest' | 'none' }
  /** What was written since so long ago. */
  | { readonly kind: 'byDuration'; readonly durationMs: number }

const BY_DURATION = 'by_duration:'

/** Null for a text that is none. */
export function parseOffsetReset(text: string): OffsetReset | null {
  if (text === 'earliest' || text === 'latest' || text === 'none') return { kind: text }
  if (!text.startsWith(BY_DURATION)) return null
  const durationMs = parseDuration(text.slice(BY_DURATION.length))
  return durationMs === null || durationMs < 0 ? null : { kind: 'byDuration', durationMs }
}

/** The timestamp to ask ListOffsets for; null when the consumer is to be told that there is no offset. */
export function resetTimestamp(reset: OffsetReset, nowMs: number): number | null {
  switch (reset.kind) {
    case 'earliest':
      return EARLIEST_TIMESTAMP
    case 'latest':
      return LATEST_TIMESTAMP
    case 'byDuration':
      return Math.max(0, nowMs - reset.durationMs)
    case 'none':
      return null
  }
}

const FORMS = 'latest, earliest, none or by_duration:PnDTnHnMn.nS'

export const offsetResetText: ConfigValidator = {
  text: `[${FORMS}]`,
  problemOf(name, value) {
    const text = String(value)
    return parseOffsetReset(text) === null ? invalidValueMessage(name, text, `String must be ${FORMS}`) : null
  },
}
