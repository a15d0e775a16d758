// A partition has one owner: by what the coordinator knows, by what members are told, and by what they still believe. Somebody who was thrown out
// may believe for a while that he is in; whoever the coordinator counts as a member must have given a partition up before another gets it.
import type { CoordinatedGroup } from '../coordinated-group.ts'
import type { Belief, GroupHistory, MemberIdentity } from '../group-history.ts'
import { must } from '../violation.ts'

/** When a process takes over what it was told. `group` is what its coordinator knows by now. */
export function checkOwnership(history: GroupHistory, process: string, belief: Belief, group: CoordinatedGroup | null): void {
  const { identity, owned } = belief
  const { memberId, generation } = identity
  if (group === null || group.members.get(memberId)?.generation !== generation) return
  if (group.type === 'classic') checkGeneration(history, belief)
  for (const [other, theirs] of history.beliefs) {
    if (other === process || !isCountedIn(history, other, group) || keepsPlace(group, theirs)) continue
    for (const [key, { topic, partitionIndex }] of owned) {
      must('group ownership', !theirs.owned.has(key), () => {
        const since = `since generation ${theirs.identity.generation}`
        return `${process} owns ${topic}-${partitionIndex} in generation ${generation} of ${history.groupId}, and ${other}, still a member, has owned it ${since} and was not told to give it up.`
      })
    }
  }
}

function isCountedIn({ beliefs, outcasts }: GroupHistory, process: string, { members }: CoordinatedGroup): boolean {
  return members.has(beliefs.get(process)?.identity.memberId ?? '') && !outcasts.has(process)
}

/** A static member of the older protocol that does not join in time stays in the group, and learns of the generation later. */
function keepsPlace({ type }: CoordinatedGroup, { identity }: Belief): boolean {
  return type === 'classic' && identity.groupInstanceId !== null
}

/** Within one generation nobody else was ever told to own it. A static member that comes back has another member id, and is the same. */
function checkGeneration({ ownersByGeneration, groupId }: GroupHistory, { identity, owned }: Belief): void {
  const { generation } = identity
  const memberId = identity.groupInstanceId ?? identity.memberId
  const owners = ownersByGeneration.get(generation) ?? new Map<string, string>()
  ownersByGeneration.set(generation, owners)
  for (const [key, { topic, partitionIndex }] of owned) {
    const before = owners.get(key) ?? memberId
    owners.set(key, before)
    must('group ownership', before === memberId, () => {
      return `In generation ${generation} of ${groupId} both ${before} and ${memberId} were told to own ${topic}-${partitionIndex}.`
    })
  }
}

export type Delivery = { readonly process: string; readonly identity: MemberIdentity; readonly key: string }

/** When a member delivers records: what it was told to give up is not among them, and what the coordinator counts it in for it must own there too. */
export function checkDelivery(
  { groupId, beliefs }: GroupHistory,
  { process, identity, key }: Delivery,
  group: CoordinatedGroup | null,
): void {
  const { memberId, generation } = identity
  must('group ownership', beliefs.get(process)?.owned.has(key) ?? true, () => {
    return `${process} of ${groupId} delivers records of ${key}, which it was told to give up.`
  })
  const member = group?.members.get(memberId)
  if (member === undefined || member.generation !== generation || member.owned === null) return
  must('group ownership', member.owned.has(key), () => {
    return `${memberId} delivers records of ${key} in generation ${generation} of ${groupId}, in which it does not own that partition.`
  })
}

/** When the coordinator's memory of a group has changed. */
export function checkOwners(groupId: string, group: CoordinatedGroup): void {
  const owners = new Map<string, string>()
  for (const [memberId, { owned }] of group.members) {
    for (const key of owned?.keys() ?? []) {
      const before = owners.get(key)
      must('group ownership', before === undefined, () => `The coordinator of ${groupId} has ${before} and ${memberId} own ${key}.`)
      owners.set(key, memberId)
    }
  }
}
