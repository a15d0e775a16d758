// What a heartbeat means to the group that it names: its member stays, joins, or leaves.
// Source: GroupMetadataManager.consumerGroupHeartbeat, getOrMaybeCreateConsumerGroup and consumerGroupLeave of Kafka 4.3.
import type {
  ConsumerGroupHeartbeatRequest,
  ConsumerGroupHeartbeatResponse,
} from '../../../../schema/kafka/requests/consumer-group-heartbeat.ts'
import { MAX_GROUP_MEMBERS, MAX_GROUPS } from '../../../../schema/limits.ts'
import type { Reason } from '../../reason.ts'
import { refuseFullSandbox } from '../../request/refuse-full-sandbox.ts'
import type { Step } from '../../step.ts'
import { groupCount } from '../group-count.ts'
import type { GroupPlace } from '../group-place.ts'
import { JOINING_EPOCH, LEAVING_EPOCH, memberOf, STATIC_LEAVING_EPOCH } from './consumer-group.ts'
import type { ConsumerGroup } from './consumer-group.ts'
import type { ConsumerGroupChange } from './consumer-group-change.ts'
import { knownMember } from './epoch-checks.ts'
import type { RefusedMember } from './epoch-checks.ts'
import { fenceMember, leaveForAWhile } from './fence-member.ts'
import { GroupDraft } from './group-draft.ts'
import { heartbeat } from './member-heartbeat.ts'
import { hearMember } from './member-sessions.ts'

type Request = ConsumerGroupHeartbeatRequest

export type MemberDecision =
  | ({ readonly ok: false } & RefusedMember)
  | {
      readonly ok: true
      readonly response: ConsumerGroupHeartbeatResponse
      readonly changes: readonly ConsumerGroupChange[]
      readonly reason?: Reason
    }

export function decideMember(step: Step, place: GroupPlace, request: Request): MemberDecision {
  const { groupId, memberEpoch } = request
  const membership = step.cluster.groupCoordinators.get(place.partition.partitionIndex)?.memberships.get(groupId)
  const group = membership?.type === 'consumer' ? membership : null
  if (group === null && (membership !== undefined || memberEpoch !== JOINING_EPOCH)) {
    return { ok: false, error: 'GROUP_ID_NOT_FOUND', message: `Group ${groupId} not found.` }
  }
  const draft = new GroupDraft(group, step.nowMs)
  if (memberEpoch === LEAVING_EPOCH || memberEpoch === STATIC_LEAVING_EPOCH) return leave(step, draft, request)
  const full = refuseFull(step, group, request)
  if (full !== null) return { ok: false, ...full }
  const response = heartbeat(draft, step.cluster, request)
  if (!('memberEpoch' in response)) return { ok: false, ...response }
  hearMember(step, place, group, request.memberId)
  return { ok: true, response, changes: draft.changes, ...reasonOf(draft, group, request.memberId) }
}

function leave(step: Step, draft: GroupDraft, request: Request): MemberDecision {
  const member = knownMember(draft.group, request)
  if ('error' in member) return { ok: false, ...member }
  const { memberId, memberEpoch } = request
  if (memberEpoch === STATIC_LEAVING_EPOCH) leaveForAWhile(draft, member)
  else fenceMember(draft, step.cluster, memberId)
  const response = { error: 'NONE', errorMessage: null, memberId, memberEpoch, heartbeatIntervalMs: 0, assignment: null } as const
  const comesBack = memberEpoch === STATIC_LEAVING_EPOCH
  const reason: Reason = comesBack ? { code: 'staticMemberLeft', memberId } : { code: 'memberLeft', memberId, words: '' }
  return { ok: true, response, changes: draft.changes, reason }
}

function refuseFull(step: Step, group: ConsumerGroup | null, { memberId, memberEpoch }: Request): RefusedMember | null {
  const count = group?.members.length ?? 0
  const maxSize = Math.min(step.cluster.effectiveBrokerConfigs.groupConsumerMaxSize, MAX_GROUP_MEMBERS)
  const isMember = group !== null && memberOf(group, memberId) !== undefined
  if (count >= maxSize && !isMember) {
    return { error: 'GROUP_MAX_SIZE_REACHED', message: `The consumer group has reached its maximum capacity of ${maxSize} members.` }
  }
  if (memberEpoch !== JOINING_EPOCH) return null
  if (group === null && groupCount(step.cluster) >= MAX_GROUPS) {
    return { error: 'POLICY_VIOLATION', message: `A sandbox has at most ${MAX_GROUPS} groups.` }
  }
  return refuseFullSandbox(step, 0)
}

/** Why the group is written: the member is new, or the group has moved on, or nothing but the member has. */
function reasonOf(draft: GroupDraft, before: ConsumerGroup | null, memberId: string): { readonly reason?: Reason } {
  if (before === null || memberOf(before, memberId) === undefined) return { reason: { code: 'memberJoined', memberId, words: '' } }
  if (draft.group.groupEpoch > before.groupEpoch) return { reason: { code: 'subscriptionsChanged', memberId } }
  return {}
}
