// What happens to groups with members. Part of apply.ts.
import { unreachable } from '../assert.ts'
import type { Cluster } from '../cluster.ts'
import type { RecordOf } from '../record.ts'
import { coordinatorOrNew, setOffsets } from './apply-offsets.ts'
import { withClassicChange, withClassicSeen } from './classic/apply-classic.ts'
import { withConsumerGroupChange, withConsumerGroupSeen } from './consumer/apply-consumer-group.ts'
import { memberCharacters } from './member-characters.ts'
import type { GroupMembership } from './membership.ts'
import { forgetSessions } from './sessions.ts'

type GroupRecord = RecordOf<'group.changed' | 'group.written' | 'group.removed' | 'members.seen'>

export function applyGroup(cluster: Cluster, record: GroupRecord, nowMs: number): void {
  const coordinator = coordinatorOrNew(cluster, record)
  const { memberships } = coordinator
  const before = memberships.get(record.groupId)
  const after = changed(before, record, nowMs)
  cluster.memberCharacters += memberCharacters(after) - memberCharacters(before)
  if (after === null) memberships.delete(record.groupId)
  else memberships.set(record.groupId, after)
  if (record.kind === 'group.removed') setOffsets(cluster, coordinator, record.groupId, null)
  forgetSessions(cluster.sessions, record.groupId, after?.members ?? [])
}

function changed(before: GroupMembership | undefined, record: GroupRecord, nowMs: number): GroupMembership | null {
  switch (record.kind) {
    case 'group.changed':
      return withClassicChange(before, record.change, nowMs)
    case 'group.written':
      return record.changes.reduce<GroupMembership | null>(
        (group, change) => withConsumerGroupChange(group ?? undefined, change, nowMs),
        before ?? null,
      )
    case 'group.removed':
      return null
    case 'members.seen':
      if (before === undefined) return null
      return before.type === 'classic'
        ? withClassicSeen(before, new Map(record.members))
        : withConsumerGroupSeen(before, new Map(record.members))
    default:
      return unreachable(record)
  }
}
