// The changes of a group of the classic protocol, carried out. Part of apply.ts.
import type { GroupMembership } from '../membership.ts'
import type { ClassicChange } from './classic-change.ts'
import type { ClassicGroup } from './classic-group.ts'

/** The group after one change; null when there is nothing left of it. */
export function withClassicChange(before: GroupMembership | undefined, _change: ClassicChange, _nowMs: number): ClassicGroup | null {
  return before?.type === 'classic' ? before : null
}

export function withClassicSeen(group: ClassicGroup, _seenMs: ReadonlyMap<string, number>): ClassicGroup {
  return group
}
