// What happens in the memory of a group's coordinator, one record after another: states follow on each other as Kafka's table has it, generations
// and epochs only grow, also from one protocol to the other, and a group that begins again is another one: so is an empty one whose next member
// speaks the other protocol.
import type { ClusterView } from '../../engine/cluster.ts'
import type { DeepReadonly } from '../../engine/deep-readonly.ts'
import type { ClassicGroupState } from '../../engine/group/classic/classic-state.ts'
import type { GroupMembership } from '../../engine/group/membership.ts'
import type { ClusterRecord } from '../../engine/record.ts'
import { coordinatedGroup, memoryOf } from '../coordinated-group.ts'
import type { CoordinatedGroup } from '../coordinated-group.ts'
import type { GroupHistories, GroupHistory } from '../group-history.ts'
import { must } from '../violation.ts'
import { checkOwners } from './group-ownership.ts'

type Membership = DeepReadonly<GroupMembership>

/** What may come after a state of a group of the older protocol. Whoever is Dead is not there. */
const NEXT_STATES: Readonly<Record<ClassicGroupState, readonly ClassicGroupState[]>> = {
  Empty: ['PreparingRebalance'],
  PreparingRebalance: ['CompletingRebalance', 'Empty'],
  CompletingRebalance: ['Stable', 'PreparingRebalance'],
  Stable: ['PreparingRebalance'],
  Dead: [],
}

export class GroupStates {
  /** As the last record left them, by group id. */
  readonly #before = new Map<string, Membership>()

  /** After a record that is about groups was applied. */
  check(copy: ClusterView, record: ClusterRecord, histories: GroupHistories): void {
    switch (record.kind) {
      case 'process.changed':
      case 'topic.removed':
      case 'offsets.unloaded':
      case 'offsets.loaded':
        for (const history of histories) this.#take(copy, history)
        return
      case 'offsets.deleted': {
        const history = histories.find(record.groupId)
        if (history !== undefined && record.reason?.code === 'offsetsExpired') history.hasLostOffsets = true
        return
      }
      case 'topic.created':
        for (const history of histories) if (mayKnow(copy, history, record.name)) history.mistakenTopics.add(record.name)
        return
      case 'group.changed':
      case 'group.written':
      case 'members.seen':
      case 'group.removed': {
        const history = histories.find(record.groupId)
        if (history !== undefined) this.#follow(copy, history)
        return
      }
      default:
    }
  }

  /** Whoever coordinates next knows what its log says, which may be less than the one before it knew. */
  #take(copy: ClusterView, { groupId }: GroupHistory): void {
    const group = memoryOf(copy, groupId)?.memberships.get(groupId)
    if (group === undefined) this.#before.delete(groupId)
    else this.#before.set(groupId, group)
  }

  #follow(copy: ClusterView, history: GroupHistory): void {
    const { groupId } = history
    const before = this.#before.get(groupId)
    const group = memoryOf(copy, groupId)?.memberships.get(groupId)
    if (group === undefined) {
      history.beginAgain()
      this.#before.delete(groupId)
      return
    }
    if (before !== undefined && before.type !== group.type && before.members.length === 0) history.beginAgain()
    else if (before !== undefined) checkChange(groupId, before, group)
    for (const { memberId } of before?.members ?? []) if (!isIn(group, memberId)) history.throwOut(memberId)
    this.#before.set(groupId, group)
    const coordinated = coordinatedGroup(copy, groupId)
    if (coordinated === null) return
    checkOwners(groupId, coordinated)
    if (before?.type === 'classic' && coordinated.type === 'consumer') throwOutForgotten(history, coordinated)
  }
}

/**
 * Between two generations the coordinator does not know what cooperative members keep, and takes the group over without it: they hear of it when
 * they sync, as in Kafka.
 */
function throwOutForgotten(history: GroupHistory, { members }: CoordinatedGroup): void {
  for (const { identity, owned } of history.beliefs.values()) {
    const known = members.get(identity.memberId)?.owned
    if ([...owned.keys()].some((key) => known?.has(key) !== true)) history.throwOut(identity.memberId)
  }
}

/** Whether offsets of a topic that had the name before were not taken back in time, so that they count for the new one. */
function mayKnow(copy: ClusterView, { groupId }: GroupHistory, topic: string): boolean {
  const memory = memoryOf(copy, groupId)
  const { committed = [], pending = [] } = memory?.groups.get(groupId) ?? {}
  const offsets = [...committed, ...pending.flatMap((each) => each.offsets)]
  return memory === null || offsets.some((offset) => offset.topic === topic)
}

function checkChange(groupId: string, before: Membership, group: Membership): void {
  if (before.type === 'classic' && group.type === 'classic') {
    const isLegal = before.state === group.state || NEXT_STATES[before.state].includes(group.state)
    must('group states', isLegal, () => `${groupId} went from ${before.state} to ${group.state}.`)
    checkGrowth(groupId, 'generation', before.generationId, group.generationId)
  }
  if (before.type !== group.type) checkGrowth(groupId, 'generation', generationOf(before), generationOf(group))
  if (before.type === 'consumer' && group.type === 'consumer') {
    checkGrowth(groupId, 'epoch', before.groupEpoch, group.groupEpoch)
    checkGrowth(groupId, 'assignment epoch', before.assignmentEpoch, group.assignmentEpoch)
    for (const { memberId, memberEpoch } of group.members) {
      must('group states', memberEpoch <= group.groupEpoch, () => {
        return `${memberId} of ${groupId} is in epoch ${memberEpoch}, and its group in ${group.groupEpoch}.`
      })
    }
  }
}

function isIn({ members }: Membership, memberId: string): boolean {
  return members.some((member) => member.memberId === memberId)
}

/** A group that goes over to the other protocol goes on from there. */
function generationOf(group: Membership): number {
  return group.type === 'classic' ? group.generationId : group.groupEpoch
}

function checkGrowth(groupId: string, what: string, before: number, after: number): void {
  must('group states', after >= before, () => `The ${what} of ${groupId} went from ${before} back to ${after}.`)
}
