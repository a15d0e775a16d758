// Which members of a group are simulated applications of this sandbox: those can be stopped here, all others end where they run.
import { isConsumerApp } from '../data/shapes.ts'
import type { AnyApp, ConsumerApp, GroupState } from '../data/shapes.ts'

export function appsOfGroup(groupId: string, apps: readonly AnyApp[]): readonly ConsumerApp[] {
  return apps.filter(isConsumerApp).filter(({ configs }) => configs['group.id'] === groupId)
}

export function appOfMember(memberId: string, apps: readonly AnyApp[]): ConsumerApp | null {
  return apps.filter(isConsumerApp).find(({ consumer }) => consumer?.member_id === memberId) ?? null
}

export function foreignMembers(group: GroupState, apps: readonly AnyApp[]): number {
  return group.members.filter(({ member_id: id }) => appOfMember(id, apps) === null).length
}
