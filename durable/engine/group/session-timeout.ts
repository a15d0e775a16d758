// How long a member of any group is believed to be alive without a sign of life.
import type { ClusterView } from '../cluster.ts'
import { memberOf } from './consumer/consumer-group.ts'
import { sessionOf } from './consumer/member-sessions.ts'
import { knownGroup } from './known-group.ts'
import { placeOfSession } from './sessions.ts'
import type { MemberName } from './sessions.ts'

/** Milliseconds; null for whoever is no member. */
export function sessionTimeoutMsOf(cluster: ClusterView, { groupId, memberId }: MemberName): number | null {
  const place = placeOfSession(cluster, groupId)
  const membership = place === null ? null : knownGroup(cluster, place.partitionIndex, groupId)?.membership
  switch (membership?.type) {
    case undefined:
      return null
    case 'classic':
      return membership.members.find((member) => member.memberId === memberId)?.sessionTimeoutMs ?? null
    case 'consumer': {
      const member = memberOf(membership, memberId)
      return member === undefined ? null : sessionOf(cluster, groupId, member).sessionTimeoutMs
    }
  }
}
