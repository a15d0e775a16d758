// The states of a group of the KIP-848 protocol. Nobody sets them: they follow from its epochs and its members. Dead is what is said of a group
// that does not exist.
// Source: ConsumerGroup.maybeUpdateGroupState and ConsumerGroupMember.isReconciledTo of Kafka 4.3.
import type { ConsumerGroup, ConsumerGroupMember } from './consumer-group.ts'

export type ConsumerGroupState = 'Empty' | 'Assigning' | 'Reconciling' | 'Stable' | 'Dead'

/** What each state says of a group; the compiler sees to it that none is left out. They exclude each other and leave no group without one. */
export const CONSUMER_GROUP_STATES: { readonly [State in ConsumerGroupState]: (group: ConsumerGroup | null) => boolean } = {
  Dead: (group) => group === null,
  Empty: (group) => group !== null && group.members.length === 0,
  Assigning: (group) => hasMembers(group) && isBehind(group),
  Reconciling: (group) => hasMembers(group) && !isBehind(group) && !isReconciled(group),
  Stable: (group) => hasMembers(group) && !isBehind(group) && isReconciled(group),
}

export function consumerGroupState(group: ConsumerGroup): ConsumerGroupState {
  if (group.members.length === 0) return 'Empty'
  if (isBehind(group)) return 'Assigning'
  return isReconciled(group) ? 'Stable' : 'Reconciling'
}

function hasMembers(group: ConsumerGroup | null): group is ConsumerGroup {
  return group !== null && group.members.length > 0
}

/** The targets are not those of the newest epoch. */
function isBehind({ groupEpoch, assignmentEpoch }: ConsumerGroup): boolean {
  return groupEpoch > assignmentEpoch
}

function isReconciled({ members, assignmentEpoch }: ConsumerGroup): boolean {
  return members.every((member) => isReconciledTo(member, assignmentEpoch))
}

function isReconciledTo({ state, memberEpoch }: ConsumerGroupMember, assignmentEpoch: number): boolean {
  return state === 'STABLE' && memberEpoch === assignmentEpoch
}
