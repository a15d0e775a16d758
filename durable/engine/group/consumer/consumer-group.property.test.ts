// Groups under anything that members may do and the network may lose.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConsumerGroupMember, describeConsumerGroup, partitionNames } from '../../../../test/support/consumer-group-member.ts'
import { MemoryCluster } from '../../../../test/support/memory-store.ts'
import { createTopic } from '../../../../test/support/records.ts'
import type { ConsumerGroup } from './consumer-group.ts'

type Act =
  | { readonly kind: 'join' | 'beat' | 'silent' | 'lost' | 'leave' | 'pause'; readonly member: number }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'grow' }

const member = fc.nat({ max: 3 })
const anyAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('beat' as const), member }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('join' as const), member }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('silent' as const, 'lost' as const, 'lost' as const, 'leave' as const, 'pause' as const),
      member,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 500, 5_000, 10_000, 45_000) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'grow' as const }) },
)

/** The odd ones are static, and come back under a new id whenever they join. */
class World {
  readonly kafka = new MemoryCluster()
  readonly #members = new Map<number, ConsumerGroupMember>()
  #partitions = 3
  #ids = 0

  constructor() {
    createTopic(this.kafka, 't', {}, this.#partitions)
  }

  act(one: Act): void {
    if (one.kind === 'wait') this.kafka.advance(one.ms)
    else if (one.kind === 'grow') this.#grow()
    else this.#speak(one.kind, one.member)
  }

  #grow(): void {
    if (this.#partitions === 6) return
    const topics = [{ name: 't', count: ++this.#partitions, assignments: null }]
    this.kafka.request('CreatePartitions', { topics, validateOnly: false })
  }

  #speak(kind: 'join' | 'beat' | 'silent' | 'lost' | 'leave' | 'pause', index: number): void {
    const isStatic = index % 2 === 1
    const known = this.#members.get(index)
    if (kind === 'join' || known === undefined) return this.#join(index, isStatic)
    if (kind === 'beat') {
      if (known.beat().error !== 'NONE') this.#forget(index)
    } else if (kind === 'silent') known.send()
    else if (kind === 'lost') this.#lose(known)
    else {
      known.send({ memberEpoch: kind === 'pause' && isStatic ? -2 : -1 })
      this.#forget(index)
    }
  }

  #join(index: number, isStatic: boolean): void {
    const before = this.#members.get(index)
    const memberId = before === undefined || isStatic ? `m${index}-${this.#ids++}` : before.memberId
    const joined = new ConsumerGroupMember(this.kafka, memberId, isStatic ? { instanceId: `i${index}` } : {})
    if (joined.join().error === 'NONE') this.#members.set(index, joined)
  }

  /** The coordinator has moved on, and the member does not hear of it. */
  #lose(known: ConsumerGroupMember): void {
    const { epoch, owned } = known
    known.beat()
    known.epoch = epoch
    known.owned = owned
  }

  #forget(index: number): void {
    this.#members.delete(index)
  }

  /** Everybody speaks until nothing changes. */
  settle(): void {
    for (let round = 0; round < 12; round++) {
      this.kafka.advance(1_000)
      for (const [index, known] of this.#members) if (known.beat().error !== 'NONE') this.#forget(index)
    }
  }

  get #group(): ConsumerGroup | null {
    for (const { memberships } of this.kafka.cluster.groupCoordinators.values()) {
      const group = memberships.get('g')
      if (group?.type === 'consumer') return group
    }
    return null
  }

  /** As the coordinator has it: a partition that is named twice has two owners. */
  get owned(): string[] {
    const members = this.#group?.members ?? []
    return members.flatMap((one) => partitionNames(this.kafka, [...one.assignedPartitions, ...one.partitionsPendingRevocation]))
  }

  /** As those believe that are members, whatever answers they have missed. */
  get believed(): string[] {
    const memberIds = new Set(this.#group?.members.map(({ memberId }) => memberId))
    return [...this.#members.values()].flatMap(({ memberId, partitions }) => (memberIds.has(memberId) ? partitions : []))
  }

  get speakers(): ReadonlyMap<number, ConsumerGroupMember> {
    return this.#members
  }

  get partitionCount(): number {
    return this.#partitions
  }
}

describe('a group', () => {
  it('[CGP2] never gives a partition to two, and comes to rest with all of them given', () => {
    fc.assert(
      fc.property(fc.array(anyAct, { maxLength: 60, size: 'max' }), (acts) => {
        const world = new World()
        for (const one of acts) {
          world.act(one)
          for (const names of [world.owned, world.believed]) expect(names).toHaveLength(new Set(names).size)
        }
        world.kafka.advance(45_000)
        for (const index of [0, 1, 2]) world.act({ kind: 'join', member: index })
        world.settle()
        const owned = [...world.speakers.values()].flatMap(({ partitions }) => partitions)
        expect(owned.sort()).toEqual(Array.from({ length: world.partitionCount }, (_, index) => `t-${index}`))
        expect(describeConsumerGroup(world.kafka).groupState).toBe('Stable')
      }),
      { numRuns: 100 },
    )
  })
})
