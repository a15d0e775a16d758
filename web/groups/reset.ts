// Resetting offsets: what a person chooses, as the call of the API, and what its answer means for the records.
import type { ApiCall } from '../data/api.ts'

export const TARGETS = ['to_earliest', 'to_latest', 'to_offset', 'shift_by', 'to_datetime', 'by_duration'] as const

export type ResetTarget = (typeof TARGETS)[number]

export type ResetScope =
  | { readonly kind: 'group' }
  | { readonly kind: 'topic'; readonly topic: string }
  | { readonly kind: 'partition'; readonly topic: string; readonly partition: number }

/** What stands in the field of a target; not used for the targets without one. */
export type ResetChoice = { readonly scope: ResetScope; readonly target: ResetTarget; readonly value: string }

export type PlannedOffset = {
  readonly topic_name: string
  readonly partition_id: number
  readonly current_offset: number | null
  readonly new_offset: number
}

/** @param path of the group below `/v3/clusters/{id}`. Without `execute` nothing is written. Null where the field makes no sense. */
export function resetCall(path: string, choice: ResetChoice, execute: boolean): ApiCall | null {
  const target = targetOf(choice)
  if (target === null) return null
  const body = { ...target, ...scopeOf(choice.scope), ...(execute ? { execute: true } : {}) }
  return { method: 'POST', path: `${path}/offsets:reset`, body }
}

function targetOf({ target, value }: ResetChoice): Readonly<Record<string, unknown>> | null {
  const number = value.trim() === '' ? Number.NaN : Number(value)
  switch (target) {
    case 'to_earliest':
    case 'to_latest':
      return { [target]: true }
    case 'to_offset':
      return Number.isSafeInteger(number) && number >= 0 ? { to_offset: number } : null
    case 'shift_by':
      return Number.isSafeInteger(number) ? { shift_by: number } : null
    case 'to_datetime': {
      const timeMs = Date.parse(value)
      return Number.isNaN(timeMs) ? null : { to_datetime: new Date(timeMs).toISOString() }
    }
    case 'by_duration':
      return number >= 0 ? { by_duration: `PT${Math.round(number * 60)}S` } : null
  }
}

function scopeOf(scope: ResetScope): Readonly<Record<string, unknown>> {
  if (scope.kind === 'group') return {}
  const partitions = scope.kind === 'partition' ? { partition_ids: [scope.partition] } : {}
  return { topics: [{ topic_name: scope.topic, ...partitions }] }
}

/** Offsets that are read again (below zero) or skipped. Where nothing is committed nobody knows, since the consumer's own setting decides. */
export function affectedRecords({ current_offset: current, new_offset: next }: PlannedOffset): number | null {
  return current === null ? null : next - current
}
