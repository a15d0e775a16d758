// The faults of groups strike once, when they are started: the group rebalances, or loses a member as if its session had ended.
import type { ClusterView } from '../cluster.ts'
import { isLoaded } from '../coordinator/ask-coordinator.ts'
import type { BrokerAppend } from '../coordinator/append-as-broker.ts'
import { coordinatorPlace } from '../coordinator/coordinator-place.ts'
import { CONSUMER_OFFSETS } from '../coordinator/internal-topics.ts'
import { isLed } from '../coordinator/leads.ts'
import type { ActionRefusal } from '../decision.ts'
import { ClassicDraft } from '../group/classic/classic-draft.ts'
import { memberOf } from '../group/classic/classic-group.ts'
import type { ClassicGroupView } from '../group/classic/classic-group.ts'
import { prepareRebalance } from '../group/classic/rebalance.ts'
import { removeMember } from '../group/classic/remove-member.ts'
import type { ConsumerGroup } from '../group/consumer/consumer-group.ts'
import { raiseGroupEpoch } from '../group/consumer/fence-member.ts'
import { GroupDraft } from '../group/consumer/group-draft.ts'
import { takeOut } from '../group/consumer/take-out.ts'
import { writeGroup } from '../group/consumer/write-group.ts'
import type { GroupPlace } from '../group/group-place.ts'
import { knownGroup } from '../group/known-group.ts'
import type { Step } from '../step.ts'
import type { FaultSpec } from './fault.ts'

type GroupFault = Extract<FaultSpec, { kind: 'rebalance' | 'expire_session' }>

export function isGroupFault(spec: FaultSpec): spec is GroupFault {
  return spec.kind === 'rebalance' || spec.kind === 'expire_session'
}

/** Null when it struck; what it did is in the step. */
export function strikeGroup(step: Step, spec: GroupFault): ActionRefusal | null {
  const { groupId } = spec
  const place = placeOf(step.cluster, groupId)
  if ('error' in place) return place
  const membership = knownGroup(step.cluster, place.partition.partitionIndex, groupId)?.membership
  switch (membership?.type) {
    case undefined:
      return refusal('GROUP_ID_NOT_FOUND', `There is no group ${groupId} that anybody has joined.`)
    case 'consumer':
      return strikeConsumer(step, place, membership, spec)
    case 'classic':
      return strikeClassic(new ClassicDraft(step, place, membership), membership, spec)
  }
}

function placeOf(cluster: ClusterView, groupId: string): GroupPlace | ActionRefusal {
  const place = coordinatorPlace(cluster, CONSUMER_OFFSETS, groupId, null)
  if (place.ok && isLoaded(cluster, place) && isLed(cluster, place.partition)) {
    return { topic: place.topic, partition: place.partition, groupId }
  }
  if (!place.ok && place.isTopicMissing) return refusal('GROUP_ID_NOT_FOUND', `There is no group ${groupId}.`)
  return refusal('COORDINATOR_NOT_AVAILABLE', `Nobody coordinates the group ${groupId} at the moment.`)
}

function strikeClassic(draft: ClassicDraft, group: ClassicGroupView, spec: GroupFault): ActionRefusal | null {
  if (spec.kind === 'expire_session') {
    const member = memberOf(group, spec.memberId)
    if (member === undefined) return refusal('UNKNOWN_MEMBER_ID', `The group ${spec.groupId} has no member ${spec.memberId}.`)
    removeMember(draft, member.memberId, { code: 'sessionExpiredByHand', memberId: member.memberId })
    return null
  }
  switch (group.state) {
    case 'Stable':
    case 'CompletingRebalance':
      prepareRebalance(draft, { code: 'rebalanceForced' })
      return null
    case 'PreparingRebalance':
      return refusal('REBALANCE_IN_PROGRESS', `The group ${spec.groupId} rebalances already.`)
    case 'Empty':
    case 'Dead':
      return refusal('INVALID_REQUEST', `The group ${spec.groupId} has no members.`)
  }
}

/** A rebalance of the new protocol is another epoch: targets are worked out anew, and who has what it is to have does not notice. */
function strikeConsumer(step: Step, place: GroupPlace, group: ConsumerGroup, spec: GroupFault): ActionRefusal | null {
  if (group.members.length === 0) return refusal('INVALID_REQUEST', `The group ${spec.groupId} has no members.`)
  const appended = spec.kind === 'rebalance' ? forceEpoch(step, place, group) : expireMember(step, place, group, spec.memberId)
  if (appended === null) return refusal('UNKNOWN_MEMBER_ID', `The group ${spec.groupId} has no member of that id.`)
  return appended.ok ? null : refusal('COORDINATOR_NOT_AVAILABLE', `Nothing can be written about the group ${spec.groupId} at the moment.`)
}

function forceEpoch(step: Step, place: GroupPlace, group: ConsumerGroup): BrokerAppend {
  const draft = new GroupDraft(place, group, step)
  raiseGroupEpoch(draft, group.metadataHash)
  return writeGroup(step, place, { changes: draft.changes, reason: { code: 'rebalanceForced' } })
}

function expireMember(step: Step, place: GroupPlace, group: ConsumerGroup, memberId: string): BrokerAppend | null {
  if (!group.members.some((member) => member.memberId === memberId)) return null
  return takeOut(step, place, group, [memberId], { code: 'sessionExpiredByHand', memberId })
}

function refusal(error: ActionRefusal['error'], message: string): ActionRefusal {
  return { ok: false, error, message }
}
