import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { topicPartitionKey } from '../topic-partition.ts'
import type { TopicPartition } from '../topic-partition.ts'
import type { AssignorMember, AssignorTopics, Assignment, ClientAssignor } from './assignor.ts'
import { CLIENT_ASSIGNORS } from './client-assignors.ts'
import { stickyAssignment } from './sticky-assignment.ts'
import { cooperativePreviouslyOwned, stickyPreviouslyOwned } from './sticky-user-data.ts'

const TOPICS = ['audit', 'clicks', 'orders', 'payments']
const RACKS = ['a', 'b', 'c']

const NEW_MEMBER: Omit<AssignorMember, 'memberId' | 'topics'> = {
  groupInstanceId: null,
  userData: null,
  ownedPartitions: [],
  generationId: -1,
  rackId: null,
}

function member(memberId: string, topics: readonly string[], rest: Partial<AssignorMember> = {}): AssignorMember {
  return { ...NEW_MEMBER, memberId, topics, ...rest }
}

function assignorNamed(name: string): ClientAssignor {
  return CLIENT_ASSIGNORS.get(name)!
}

function named(assignment: Assignment): Record<string, string[]> {
  return Object.fromEntries(Array.from(assignment, ([memberId, partitions]) => [memberId, partitions.map(topicPartitionKey)]))
}

function allPartitions(topics: AssignorTopics, members: readonly AssignorMember[]): string[] {
  const subscribed = new Set(members.flatMap((each) => each.topics))
  return [...topics]
    .filter(([topic]) => subscribed.has(topic))
    .flatMap(([topic, { partitionCount }]) => Array.from({ length: partitionCount }, (_, index) => `${topic}/${index}`))
    .sort()
}

const anyTopics: fc.Arbitrary<AssignorTopics> = fc
  .tuple(fc.uniqueArray(fc.constantFrom(...TOPICS), { minLength: 1 }), fc.infiniteStream(fc.integer({ min: 0, max: 9 })))
  .map(([names, counts]) => new Map(names.map((name) => [name, { partitionCount: counts.next().value! }])))

const anySubscription = fc.uniqueArray(fc.constantFrom(...TOPICS), { maxLength: TOPICS.length })

function anyMembers(subscription: fc.Arbitrary<readonly string[]>): fc.Arbitrary<AssignorMember[]> {
  const anyMember = fc.record({
    memberId: fc.string({ minLength: 1, maxLength: 8 }),
    groupInstanceId: fc.option(fc.string({ minLength: 1, maxLength: 8 })),
    topics: subscription,
  })
  return fc
    .uniqueArray(anyMember, { minLength: 1, maxLength: 7, selector: ({ memberId }) => memberId })
    .map((members) => members.map(({ memberId, topics, groupInstanceId }) => member(memberId, topics, { groupInstanceId })))
}

const anyClaim = fc.record({
  partitions: fc.array(fc.record({ topic: fc.constantFrom(...TOPICS), partitionIndex: fc.integer({ min: -1, max: 9 }) })),
  generationId: fc.integer({ min: -1, max: 3 }),
})

const anyEqualMembers = anySubscription.chain((topics) => anyMembers(fc.constant(topics)))
const anyGroup = fc.oneof(anyEqualMembers, anyMembers(anySubscription))

/** The members as they join the next time. */
function rejoined(
  assignor: ClientAssignor,
  members: readonly AssignorMember[],
  assignment: Assignment,
  generationId: number,
): AssignorMember[] {
  return members.map((each) => {
    const partitions: readonly TopicPartition[] = assignment.get(each.memberId) ?? []
    const userData = assignor.subscriptionUserData({ partitions, generationId })
    return { ...each, ownedPartitions: assignor.isCooperative ? partitions : [], generationId, userData }
  })
}

function sizes(assignment: Assignment): number[] {
  return [...assignment.values()].map((partitions) => partitions.length)
}

/** Nobody has two more than another that could have one of its partitions. */
function expectBalanced(members: readonly AssignorMember[], assignment: Assignment): void {
  for (const { memberId, topics } of members) {
    const size = assignment.get(memberId)!.length
    for (const partitions of assignment.values()) {
      if (partitions.some(({ topic }) => topics.includes(topic))) expect(partitions.length - size).toBeLessThan(2)
    }
  }
}

describe.each(['range', 'roundrobin', 'sticky', 'cooperative-sticky'])('the assignor %s', (name) => {
  const assignor = assignorNamed(name)

  it('gives every partition of every subscribed topic to exactly one of its subscribers', () => {
    fc.assert(
      fc.property(anyTopics, anyGroup, (topics, members) => {
        const assignment = assignor.assign(topics, members)
        expect([...assignment.keys()].sort()).toEqual(members.map(({ memberId }) => memberId).sort())
        expect(Object.values(named(assignment)).flat().sort()).toEqual(allPartitions(topics, members))
        for (const each of members) {
          for (const { topic } of assignment.get(each.memberId)!) expect(each.topics).toContain(topic)
        }
      }),
    )
  })

  it('does not mind the order of the members', () => {
    fc.assert(
      fc.property(anyTopics, anyGroup, (topics, members) => {
        const withoutInstances = members.map((each) => ({ ...each, groupInstanceId: null }))
        const reversed = assignor.assign(topics, withoutInstances.toReversed())
        expect(named(reversed)).toEqual(named(assignor.assign(topics, withoutInstances)))
      }),
    )
  })

  it('gives nothing to nobody, and nothing of topics that do not exist', () => {
    expect(assignor.assign(new Map([['orders', { partitionCount: 3 }]]), [])).toEqual(new Map())
    expect(named(assignor.assign(new Map(), [member('m', ['orders'])]))).toEqual({ m: [] })
  })
})

describe.each(['sticky', 'cooperative-sticky'])('the assignor %s', (name) => {
  const assignor = assignorNamed(name)

  it('is balanced', () => {
    fc.assert(
      fc.property(anyTopics, anyGroup, (topics, members) => {
        expectBalanced(members, assignor.assign(topics, members))
      }),
    )
  })

  it('leaves everything where it is when nothing has changed', () => {
    fc.assert(
      fc.property(anyTopics, anyGroup, (topics, members) => {
        const first = assignor.assign(topics, members)
        const second = assignor.assign(topics, rejoined(assignor, members, first, 1))
        const inOrder = (assignment: Assignment) => Object.entries(named(assignment)).map(([id, names]) => [id, names.sort()])
        expect(inOrder(second).sort()).toEqual(inOrder(first).sort())
      }),
    )
  })

  it('leaves everybody what it has, up to the quota, when a member joins', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 5 }), (partitionCount, memberCount) => {
        const topics = new Map([['orders', { partitionCount }]])
        const members = Array.from({ length: memberCount }, (_, index) => member(`m${index}`, ['orders']))
        const first = assignor.assign(topics, members)
        const grown = [...rejoined(assignor, members, first, 1), member('newcomer', ['orders'])]
        const second = named(assignor.assign(topics, grown))
        for (const [memberId, names] of Object.entries(named(first))) {
          const kept = second[memberId]!.filter((each) => names.includes(each))
          expect(kept.length).toBeGreaterThanOrEqual(Math.min(names.length, Math.floor(partitionCount / grown.length)))
        }
      }),
    )
  })

  it('is balanced whatever members claim to have owned', () => {
    const previouslyOwned = assignor.isCooperative ? cooperativePreviouslyOwned : stickyPreviouslyOwned
    fc.assert(
      fc.property(anyTopics, anyGroup, fc.infiniteStream(anyClaim), (topics, members, claims) => {
        const hostile = members.map((each) => {
          const { partitions, generationId } = claims.next().value!
          const userData = assignor.subscriptionUserData({ partitions, generationId })
          return { ...each, ownedPartitions: partitions, generationId, userData }
        })
        const { assignment } = stickyAssignment(topics, hostile, previouslyOwned)
        expect(Object.values(named(assignment)).flat().sort()).toEqual(allPartitions(topics, members))
        expectBalanced(members, assignment)
      }),
    )
  })

  it('stays balanced when it looks at racks', () => {
    const anyRack = fc.option(fc.constantFrom(...RACKS))
    const anyReplicas = fc.uniqueArray(fc.constantFrom(...RACKS), { minLength: 1 })
    fc.assert(
      fc.property(anyTopics, anyGroup, fc.infiniteStream(anyRack), fc.infiniteStream(anyReplicas), (topics, members, racks, replicas) => {
        const inRacks = members.map((each) => ({ ...each, rackId: racks.next().value! }))
        const placed: AssignorTopics = new Map(
          Array.from(topics, ([topic, { partitionCount }]) => [
            topic,
            { partitionCount, replicaRacks: Array.from({ length: partitionCount }, () => replicas.next().value!) },
          ]),
        )
        const assignment = assignor.assign(placed, inRacks)
        expect(Object.values(named(assignment)).flat().sort()).toEqual(allPartitions(topics, members))
        expectBalanced(members, assignment)
      }),
    )
  })
})

describe('the assignor cooperative-sticky', () => {
  const assignor = assignorNamed('cooperative-sticky')

  it('takes partitions away in one round and gives them in the next, and then rests', () => {
    fc.assert(
      fc.property(anyTopics, anyEqualMembers, fc.integer({ min: 1, max: 4 }), (topics, members, newcomerCount) => {
        const first = assignor.assign(topics, members)
        const newcomers = Array.from({ length: newcomerCount }, (_, index) => member(`newcomer-${index}`, members[0]!.topics))
        const joining = [...rejoined(assignor, members, first, 1), ...newcomers]
        const second = assignor.assign(topics, joining)
        const third = assignor.assign(topics, rejoined(assignor, joining, second, 2))
        for (const [memberId, names] of Object.entries(named(second))) expect(named(third)[memberId]).toEqual(expect.arrayContaining(names))
        expect(Object.values(named(third)).flat().sort()).toEqual(allPartitions(topics, members))
        expectBalanced(joining, third)
      }),
    )
  })

  it('comes to rest after a few rounds when subscriptions differ', () => {
    fc.assert(
      fc.property(anyTopics, anyGroup, anyGroup, (topics, before, members) => {
        let assignment = assignor.assign(topics, before)
        let joining = rejoined(assignor, members, assignment, 1)
        for (let generationId = 2; generationId < 7; generationId++) {
          assignment = assignor.assign(topics, joining)
          joining = rejoined(assignor, members, assignment, generationId)
        }
        expect(Object.values(named(assignment)).flat().sort()).toEqual(allPartitions(topics, members))
      }),
    )
  })

  it('does not give a partition to anybody while another still has it', () => {
    const owner = member('owner', ['orders'], {
      ownedPartitions: [0, 1].map((partitionIndex) => ({ topic: 'orders', partitionIndex })),
      generationId: 1,
    })
    const topics = new Map([['orders', { partitionCount: 2 }]])
    const first = assignor.assign(topics, [owner, member('newcomer', ['orders'])])
    expect(named(first)).toEqual({ owner: ['orders/0'], newcomer: [] })
  })
})

describe('the assignor range', () => {
  it('gives the same numbers of topics that are alike, also when it looks at racks', () => {
    const replicaRacks = [['a'], ['b'], ['c'], ['a'], ['b']]
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', null), { minLength: 1, maxLength: 6 }), (racks) => {
        const members = racks.map((rackId, index) => member(`m${index}`, ['clicks', 'orders'], { rackId }))
        const topics = new Map(['clicks', 'orders'].map((topic) => [topic, { partitionCount: 5, replicaRacks }]))
        for (const partitions of assignorNamed('range').assign(topics, members).values()) {
          const numbers = (name: string) => partitions.flatMap(({ topic, partitionIndex }) => (topic === name ? partitionIndex : []))
          expect(numbers('clicks')).toEqual(numbers('orders'))
          expect([Math.floor(5 / members.length), Math.ceil(5 / members.length)]).toContain(numbers('orders').length)
        }
      }),
    )
  })

  it('lets a static member that comes back under another id stand where it stood', () => {
    const topics = new Map([['orders', { partitionCount: 4 }]])
    const restarted = [member('z', ['orders'], { groupInstanceId: 'one' }), member('a', ['orders'], { groupInstanceId: 'two' })]
    expect(named(assignorNamed('range').assign(topics, restarted))).toEqual({ z: ['orders/0', 'orders/1'], a: ['orders/2', 'orders/3'] })
  })
})

describe('the assignor shared', () => {
  const assignor = assignorNamed('shared')

  it('gives each partition to two members, or to the only one', () => {
    const topics = new Map([['orders', { partitionCount: 3 }]])
    const members = ['a', 'b', 'c'].map((memberId) => member(memberId, ['orders']))
    expect(named(assignor.assign(topics, members))).toEqual({
      a: ['orders/0', 'orders/2'],
      b: ['orders/0', 'orders/1'],
      c: ['orders/1', 'orders/2'],
    })
    expect(named(assignor.assign(topics, members.slice(0, 1)))).toEqual({ a: ['orders/0', 'orders/1', 'orders/2'] })
    expect(sizes(assignor.assign(new Map(), members))).toEqual([0, 0, 0])
  })
})
