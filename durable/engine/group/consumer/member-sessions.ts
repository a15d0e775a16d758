// The sessions of the members of a KIP-848 group: their length is a config of the group, or else of the brokers. Only members of the classic protocol say how long.
// Source: GroupMetadataManager.scheduleConsumerGroupSessionTimeout of Kafka 4.3.
import type { ClusterView } from '../../cluster.ts'
import { groupConfigOf } from '../../config/group-configs.ts'
import type { Step } from '../../step.ts'
import { ofGroup } from '../group-place.ts'
import type { GroupPlace } from '../group-place.ts'
import { lastHeardMs } from '../sessions.ts'
import type { SessionFacts } from '../sessions.ts'
import { memberOf } from './consumer-group.ts'
import type { ConsumerGroup, ConsumerGroupMember } from './consumer-group.ts'

export function sessionOf(cluster: ClusterView, groupId: string, { memberId, seenMs, classicMember }: ConsumerGroupMember): SessionFacts {
  const sessionTimeoutMs = classicMember?.sessionTimeoutMs ?? groupConfigOf(cluster, groupId, 'consumer.session.timeout.ms')
  return { memberId, seenMs, sessionTimeoutMs }
}

/** A member was heard of. Once in a session timeout that is written down, for all members of the group at once. */
export function hearMember(step: Step, place: GroupPlace, group: ConsumerGroup | null, memberId: string): void {
  const { cluster, nowMs } = step
  const { groupId } = place
  step.hear(groupId, memberId)
  const member = group === null ? undefined : memberOf(group, memberId)
  if (group === null || member === undefined || nowMs < member.seenMs + sessionOf(cluster, groupId, member).sessionTimeoutMs) return
  const members = group.members.flatMap((one) => {
    const heardMs = one === member ? nowMs : lastHeardMs(cluster.sessions.get(groupId), one.memberId, nowMs)
    return heardMs === null || heardMs <= one.seenMs ? [] : [[one.memberId, heardMs] as const]
  })
  step.records.push({ kind: 'members.seen', ...ofGroup(place), members })
}
