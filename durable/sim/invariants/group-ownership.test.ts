import { describe, expect, it } from 'vitest'
import type { CoordinatedGroup } from '../coordinated-group.ts'
import { GroupHistory } from '../group-history.ts'
import type { Belief } from '../group-history.ts'
import { checkDelivery, checkOwners, checkOwnership } from './group-ownership.ts'

const TOPIC_ID = 'T'

function history(): GroupHistory {
  return new GroupHistory('g')
}

function believe(
  of: GroupHistory,
  memberId: string,
  generation: number,
  partitions: readonly number[],
  groupInstanceId: string | null = null,
): Belief {
  const identity = { memberId, generation, groupInstanceId, era: 0 }
  const owned = partitions.map((partitionIndex) => ({ topic: 'a', topicId: TOPIC_ID, partitionIndex }))
  return of.believe(`process of ${memberId}`, identity, owned)
}

function group(
  type: CoordinatedGroup['type'],
  members: Readonly<Record<string, readonly [generation: number, partitions: readonly number[]]>>,
): CoordinatedGroup {
  const entries = Object.entries(members).map(([memberId, [generation, partitions]]) => {
    return [memberId, { generation, owned: new Map(partitions.map((partition) => [`${TOPIC_ID}/${partition}`, generation])) }] as const
  })
  return { type, members: new Map(entries) }
}

describe('who owns a partition of a group', () => {
  it('[SIM17] is not two members, one of which was not told to give it up', () => {
    const told = history()
    believe(told, 'one', 1, [0, 1])
    const next = believe(told, 'two', 2, [1])
    const both = group('consumer', { one: [2, [0]], two: [2, [1]] })
    expect(() => checkOwnership(told, 'process of two', next, both)).toThrow(/still a member/)
    believe(told, 'one', 2, [0])
    expect(() => checkOwnership(told, 'process of two', next, both)).not.toThrow()
  })

  it('[SIM17] may be believed by somebody who was thrown out, and by a static member that did not come to join', () => {
    const told = history()
    believe(told, 'one', 1, [1])
    const next = believe(told, 'two', 2, [1])
    expect(() => checkOwnership(told, 'process of two', next, group('consumer', { two: [2, [1]] }))).not.toThrow()
    believe(told, 'one', 1, [1], 'static')
    const kept = group('classic', { one: [2, []], two: [2, [1]] })
    expect(() => checkOwnership(told, 'process of two', next, kept)).not.toThrow()
  })

  it('[SIM17] is one in a generation, whatever they gave up since, unless one took the place of the other', () => {
    const told = history()
    const both = group('classic', { one: [1, []], two: [1, []] })
    checkOwnership(told, 'process of one', believe(told, 'one', 1, [0], 'static'), both)
    told.giveUp('process of one')
    expect(() => checkOwnership(told, 'process of two', believe(told, 'two', 1, [0], 'static'), both)).not.toThrow()
    told.giveUp('process of two')
    expect(() => checkOwnership(told, 'process of two', believe(told, 'two', 1, [0]), both)).toThrow(/both static and two/)
  })

  it('[SIM17] delivers it, and nobody else whom the coordinator counts in', () => {
    const [told, key] = [history(), `${TOPIC_ID}/0`]
    const identity = { memberId: 'one', generation: 3, groupInstanceId: null, era: 0 }
    const delivery = { process: 'process of one', identity, key }
    expect(() => checkDelivery(told, delivery, group('classic', { one: [3, [1]] }))).toThrow(/does not own/)
    expect(() => checkDelivery(told, delivery, group('classic', { one: [3, [0]] }))).not.toThrow()
    expect(() => checkDelivery(told, delivery, group('classic', { one: [4, [1]] }))).not.toThrow()
    expect(() => checkDelivery(told, delivery, null)).not.toThrow()
    believe(told, 'one', 3, [1])
    expect(() => checkDelivery(told, delivery, null)).toThrow(/told to give up/)
  })

  it('[SIM17] is one in the memory of the coordinator', () => {
    expect(() => checkOwners('g', group('consumer', { one: [1, [0]], two: [2, [0]] }))).toThrow(/one and two own T\/0/)
    expect(() => checkOwners('g', group('consumer', { one: [1, [0]], two: [2, [1]] }))).not.toThrow()
  })
})
