// What can be done to a consumer group and to one of its members. Resetting its offsets has a page of its own, because it shows what would change.
import { isConsumerApp } from '../data/shapes.ts'
import type { Action, ActionPlace } from './actions.ts'
import { appActions } from './app-actions.ts'
import { text } from './text.ts'

export function groupActions(place: ActionPlace, groupId: string): Action[] {
  const group = place.state.groups.find(({ group_id: id }) => id === groupId)
  if (group === undefined) return []
  const path = place.v3(`/consumer-groups/${encodeURIComponent(groupId)}`)
  const isEmpty = group.members.length === 0
  const needsMembers = isEmpty ? { refusal: text.noMembers } : {}
  const needsNone = isEmpty ? {} : { refusal: text.hasMembers }
  return [
    { id: 'group.rebalance', label: text.rebalance, key: 'r', call: { method: 'POST', path: `${path}:rebalance` }, ...needsMembers },
    {
      id: 'group.remove-members',
      label: text.removeMembers,
      confirm: text.removeMembersConfirm,
      call: { method: 'POST', path: `${path}/members:remove`, body: {} },
      ...needsMembers,
    },
    {
      id: 'group.delete-offsets',
      label: text.deleteOffsets,
      look: 'danger',
      confirm: text.deleteOffsetsConfirm(groupId),
      call: { method: 'DELETE', path: `${path}/offsets` },
      ...needsNone,
    },
    {
      id: 'group.delete',
      label: text.deleteGroup,
      look: 'danger',
      key: 'd',
      confirm: text.deleteGroupConfirm(groupId),
      call: { method: 'DELETE', path },
      ...needsNone,
    },
  ]
}

/** A member that is a simulated application can be killed and stopped as one. */
export function memberActions(place: ActionPlace, groupId: string, memberId: string): Action[] {
  const member = place.state.groups.find(({ group_id: id }) => id === groupId)?.members.find(({ member_id: id }) => id === memberId)
  if (member === undefined) return []
  const path = place.v3(`/consumer-groups/${encodeURIComponent(groupId)}/members:remove`)
  const named = member.group_instance_id === null ? { consumer_id: memberId } : { instance_id: member.group_instance_id }
  const fault = { kind: 'expire_session', group: groupId, member: memberId }
  const app = place.apps.find((one) => isConsumerApp(one) && one.consumer?.member_id === memberId)
  return [
    ...(app === undefined ? [] : appActions(place, app.id)),
    { id: 'member.expire', label: text.expireSession, call: { method: 'POST', path: place.v1('/faults'), body: fault } },
    { id: 'member.remove', label: text.removeMember, look: 'danger', call: { method: 'POST', path, body: { members: [named] } } },
  ]
}
