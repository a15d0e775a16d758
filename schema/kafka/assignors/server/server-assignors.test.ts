import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { uuidText } from '../../message/uuid.ts'
import type { PartitionCounts, ServerAssignorMember, TargetAssignment } from './server-assignor.ts'
import { SERVER_ASSIGNORS } from './server-assignors.ts'

const idOf = (number: number): string => uuidText(new Uint8Array(16).fill(number), 0)
const [FOO, BAR, BAZ] = [idOf(1), idOf(2), idOf(200)]

const uniform = SERVER_ASSIGNORS.get('uniform')!
const range = SERVER_ASSIGNORS.get('range')!

function member(memberId: string, subscribedTopicIds: readonly string[], rest: Partial<ServerAssignorMember> = {}): ServerAssignorMember {
  return { memberId, instanceId: null, subscribedTopicIds, target: new Map(), ...rest }
}

function targeted(members: readonly ServerAssignorMember[], targets: TargetAssignment): ServerAssignorMember[] {
  return members.map((each) => ({ ...each, target: targets.get(each.memberId) ?? new Map<string, readonly number[]>() }))
}

function namesOf(target: ReadonlyMap<string, readonly number[]> | undefined): string[] {
  return [...(target ?? [])].flatMap(([topicId, partitions]) => partitions.map((partition) => `${topicId}/${partition}`)).sort()
}

function sizeOf(targets: TargetAssignment, memberId: string): number {
  return namesOf(targets.get(memberId)).length
}

const anyCounts: fc.Arbitrary<PartitionCounts> = fc
  .tuple(...[FOO, BAR, BAZ].map(() => fc.option(fc.integer({ min: 0, max: 9 }))))
  .map((counts) => new Map([FOO, BAR, BAZ].flatMap((id, index) => (counts[index] === null ? [] : [[id, counts[index]!]]))))

const anySubscription = fc.uniqueArray(fc.constantFrom(FOO, BAR, BAZ))

function anyMembers(subscription: fc.Arbitrary<readonly string[]>): fc.Arbitrary<ServerAssignorMember[]> {
  const anyMember = fc.record({
    memberId: fc.string({ minLength: 1, maxLength: 6 }),
    instanceId: fc.option(fc.string({ minLength: 1, maxLength: 4 })),
    subscribedTopicIds: subscription,
  })
  return fc
    .uniqueArray(anyMember, { minLength: 1, maxLength: 7, selector: ({ memberId }) => memberId })
    .map((members) => members.map(({ memberId, subscribedTopicIds, instanceId }) => member(memberId, subscribedTopicIds, { instanceId })))
}

const anyEqualMembers = anySubscription.chain((topicIds) => anyMembers(fc.constant(topicIds)))
const anyGroup = fc.oneof(anyEqualMembers, anyMembers(anySubscription))

function expectComplete(members: readonly ServerAssignorMember[], counts: PartitionCounts, targets: TargetAssignment): void {
  const subscribed = new Set(members.flatMap(({ subscribedTopicIds }) => subscribedTopicIds))
  const all = [...counts].flatMap(([id, count]) =>
    subscribed.has(id) ? Array.from({ length: count }, (_, index) => `${id}/${index}`) : [],
  )
  expect([...targets.values()].flatMap(namesOf).sort()).toEqual(all.sort())
  for (const { memberId, subscribedTopicIds } of members) {
    for (const [topicId, partitions] of targets.get(memberId)!) {
      expect(subscribedTopicIds).toContain(topicId)
      expect(partitions.length).toBeGreaterThan(0)
      expect(partitions).toEqual(partitions.toSorted((left, right) => left - right))
    }
  }
}

describe.each(['uniform', 'range'])('the assignor %s of the coordinator', (name) => {
  const { assign } = SERVER_ASSIGNORS.get(name)!

  it('gives every partition of every subscribed topic to exactly one of its subscribers, whatever came before', () => {
    fc.assert(
      fc.property(anyCounts, anyCounts, anyGroup, anyGroup, (before, counts, members, others) => {
        const targets = assign(members, before)
        expectComplete(members, before, targets)
        const known = new Set(members.map(({ memberId }) => memberId))
        const grown = [...targeted(members, targets), ...others.filter(({ memberId }) => !known.has(memberId))]
        expectComplete(grown, counts, assign(grown, counts))
      }),
    )
  })

  it('gives nothing to nobody', () => {
    expect(assign([], new Map([[FOO, 3]]))).toEqual(new Map())
    expect(assign([member('m', [FOO])], new Map())).toEqual(new Map([['m', new Map()]]))
  })
})

describe('the assignor uniform', () => {
  it('gives members with the same subscription as many partitions, or one more', () => {
    fc.assert(
      fc.property(anyCounts, anyCounts, anyEqualMembers, (before, counts, members) => {
        const grown = [...targeted(members, uniform.assign(members, before)), member('newcomer', members[0]!.subscribedTopicIds)]
        const targets = uniform.assign(grown, counts)
        const sizes = grown.map(({ memberId }) => sizeOf(targets, memberId))
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(2)
      }),
    )
  })

  it('leaves everything where it is when nothing has changed', () => {
    fc.assert(
      fc.property(anyCounts, anyGroup, (counts, members) => {
        const targets = uniform.assign(members, counts)
        expect(new Map(uniform.assign(targeted(members, targets), counts))).toEqual(targets)
      }),
    )
  })

  it('leaves a member the first half of what it has when another joins', () => {
    const counts = new Map([[FOO, 6]])
    const alone = uniform.assign([member('m1', [FOO])], counts)
    expect(alone).toEqual(new Map([['m1', new Map([[FOO, [0, 1, 2, 3, 4, 5]]])]]))
    const members = [...targeted([member('m1', [FOO])], alone), member('m2', [FOO])]
    const both = uniform.assign(members, counts)
    expect(both.get('m1')).toEqual(new Map([[FOO, [0, 1, 2]]]))
    expect(both.get('m2')).toEqual(new Map([[FOO, [3, 4, 5]]]))
  })

  it('does not keep what a member no longer subscribes to or what does not exist any more', () => {
    const target = new Map([
      [FOO, [0, 1, 7]],
      [BAR, [0]],
      [BAZ, [0]],
    ])
    const counts = new Map([
      [FOO, 3],
      [BAR, 1],
    ])
    expect(uniform.assign([member('m', [FOO], { target })], counts)).toEqual(new Map([['m', new Map([[FOO, [0, 1, 2]]])]]))
    const mixed = uniform.assign([member('m', [FOO, BAZ], { target }), member('n', [BAR])], counts)
    expect(mixed.get('m')).toEqual(new Map([[FOO, [0, 1, 2]]]))
    expect(mixed.get('n')).toEqual(new Map([[BAR, [0]]]))
  })

  it('balances what members with different subscriptions can share', () => {
    const counts = new Map([
      [FOO, 6],
      [BAR, 6],
    ])
    const members = [
      member('both', [FOO, BAR], { target: new Map(Array.from(counts.keys(), (id) => [id, [0, 1, 2, 3, 4, 5]])) }),
      member('one', [FOO]),
    ]
    const targets = uniform.assign(members, counts)
    expect(targets.get('both')).toEqual(new Map([[BAR, [0, 1, 2, 3, 4, 5]]]))
    expect(targets.get('one')).toEqual(new Map([[FOO, [0, 1, 2, 3, 4, 5]]]))
  })

  it('leaves no two subscribers of a topic two apart while one could give to the other', () => {
    const anyOneTopicEach = anyMembers(fc.constantFrom([FOO], [FOO, BAR]))
    fc.assert(
      fc.property(anyCounts, anyOneTopicEach, (counts, members) => {
        const targets = uniform.assign(members, counts)
        for (const { memberId, subscribedTopicIds } of members) {
          for (const target of targets.values()) {
            const canGive = subscribedTopicIds.some((id) => target.has(id))
            if (canGive) expect(namesOf(target).length - sizeOf(targets, memberId)).toBeLessThan(2)
          }
        }
      }),
    )
  })
})

describe('the assignor range of the coordinator', () => {
  it('cuts topics alike, and static members stand first by instance id', () => {
    const counts = new Map([
      [FOO, 3],
      [BAR, 3],
    ])
    const members = [member('a', [FOO, BAR]), member('z', [FOO, BAR], { instanceId: 'i1' })]
    const first = new Map([
      [FOO, [0, 1]],
      [BAR, [0, 1]],
    ])
    const second = new Map([
      [FOO, [2]],
      [BAR, [2]],
    ])
    expect(range.assign(members, counts)).toEqual(
      new Map([
        ['z', first],
        ['a', second],
      ]),
    )
  })
})
