// What a heartbeat means to the group that it names: its member stays, joins, or leaves.
// Source: GroupMetadataManager.consumerGroupHeartbeat, getOrMaybeCreateConsumerGroup and consumerGroupLeave of Kafka 4.3.
import type {
  ConsumerGroupHeartbeatRequest,
  ConsumerGroupHeartbeatResponse,
} from '../../../../schema/kafka/requests/consumer-group-heartbeat.ts'
import { MAX_GROUP_MEMBERS, MAX_GROUPS } from '../../../../schema/limits.ts'
import type { BrokerAppend } from '../../coordinator/append-as-broker.ts'
import type { DeepReadonly } from '../../deep-readonly.ts'
import type { Reason } from '../../reason.ts'
import { refuseFullSandbox } from '../../request/refuse-full-sandbox.ts'
import type { Step } from '../../step.ts'
import type { ClassicGroup } from '../classic/classic-group.ts'
import { groupCount } from '../group-count.ts'
import type { GroupPlace } from '../group-place.ts'
import { groupTombstones } from '../group-tombstones.ts'
import { knownGroup } from '../known-group.ts'
import { memberCharacters } from '../member-characters.ts'
import { hasRoomForMembers, NO_ROOM_FOR_MEMBERS } from '../member-room.ts'
import { upgradeGroup } from '../migration/upgrade.ts'
import { JOINING_EPOCH, LEAVING_EPOCH, memberOf, STATIC_LEAVING_EPOCH } from './consumer-group.ts'
import type { ConsumerGroup } from './consumer-group.ts'
import { knownMember } from './epoch-checks.ts'
import type { RefusedMember } from './epoch-checks.ts'
import { leaveForAWhile } from './fence-member.ts'
import { GroupDraft } from './group-draft.ts'
import { heartbeat } from './member-heartbeat.ts'
import { hearMember } from './member-sessions.ts'
import { takeOut } from './take-out.ts'
import { writeGroup } from './write-group.ts'

type Request = ConsumerGroupHeartbeatRequest

export type MemberDecision =
  | ({ readonly ok: false } & RefusedMember)
  /** `write` puts down what was decided; null when that is nothing. */
  | { readonly ok: true; readonly response: ConsumerGroupHeartbeatResponse; readonly write: (() => BrokerAppend) | null }

export function decideMember(step: Step, place: GroupPlace, request: Request): MemberDecision {
  const { groupId, memberEpoch } = request
  const membership = step.cluster.groupCoordinators.get(place.partition.partitionIndex)?.memberships.get(groupId)
  if (memberEpoch === JOINING_EPOCH && membership?.type !== 'consumer') return begin(step, place, request, membership ?? null)
  if (membership?.type !== 'consumer') return { ok: false, error: 'GROUP_ID_NOT_FOUND', message: `Group ${groupId} not found.` }
  if (memberEpoch === LEAVING_EPOCH || memberEpoch === STATIC_LEAVING_EPOCH) return leave(step, place, membership, request)
  return stay(step, place, request, { draft: new GroupDraft(place, membership, step), before: membership, tombstones: [] })
}

/** A group begins with its first member, or is taken over from the classic protocol. */
function begin(step: Step, place: GroupPlace, request: Request, classic: DeepReadonly<ClassicGroup> | null): MemberDecision {
  const draft = new GroupDraft(place, null, step)
  const refused = classic === null || classic.state === 'Empty' ? null : upgradeGroup(draft, step.cluster, request.groupId, classic)
  if (refused !== null) return { ok: false, ...refused }
  const before = draft.isNew ? null : draft.group
  return stay(step, place, request, { draft, before, tombstones: classic === null ? [] : groupTombstones(request.groupId, classic) })
}

type Staying = { readonly draft: GroupDraft; readonly before: ConsumerGroup | null; readonly tombstones: readonly Uint8Array[] }

function stay(step: Step, place: GroupPlace, request: Request, { draft, before, tombstones }: Staying): MemberDecision {
  const full = refuseFull(step, before, request)
  if (full !== null) return { ok: false, ...full }
  const response = heartbeat(draft, step.cluster, request)
  if (!('memberEpoch' in response)) return { ok: false, ...response }
  const added =
    memberCharacters(draft.group) - memberCharacters(knownGroup(step.cluster, place.partition.partitionIndex, place.groupId)?.membership)
  if (!hasRoomForMembers(step.cluster, added)) return { ok: false, error: 'POLICY_VIOLATION', message: NO_ROOM_FOR_MEMBERS }
  hearMember(step, place, before, request.memberId)
  const { changes } = draft
  const reason = reasonOf(draft, before, request.memberId)
  return { ok: true, response, write: changes.length === 0 ? null : () => writeGroup(step, place, { changes, tombstones, ...reason }) }
}

function leave(step: Step, place: GroupPlace, group: ConsumerGroup, request: Request): MemberDecision {
  const member = knownMember(group, request)
  if ('error' in member) return { ok: false, ...member }
  const { memberId, memberEpoch } = request
  const response = { error: 'NONE', errorMessage: null, memberId, memberEpoch, heartbeatIntervalMs: 0, assignment: null } as const
  if (memberEpoch === LEAVING_EPOCH) {
    return { ok: true, response, write: () => takeOut(step, place, group, [memberId], { code: 'memberLeft', memberId }) }
  }
  const draft = new GroupDraft(place, group, step)
  leaveForAWhile(draft, member)
  const { changes } = draft
  return { ok: true, response, write: () => writeGroup(step, place, { changes, reason: { code: 'staticMemberLeft', memberId } }) }
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
  if (before === null || memberOf(before, memberId) === undefined) return { reason: { code: 'memberJoined', memberId } }
  if (draft.group.groupEpoch > before.groupEpoch) return { reason: { code: 'subscriptionsChanged', memberId } }
  return {}
}
