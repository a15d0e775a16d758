// When a group shares its partitions out anew: somebody joins, leaves, dies, or there are more partitions; and when it does not.
import { expect } from 'vitest'
import { createPartitions, Group, startWriter, write } from './group.ts'
import type { Configs } from './group.ts'
import type { Story, StorySandbox } from './story.ts'

/** session.timeout.ms of a consumer that says nothing else. */
const SESSION_MS = 45_000
/** Longer than it takes two members to hear of a rebalance one after the other: heartbeats come every three seconds, with KIP-848 every five. */
const REBALANCE_MS = 12_000
const KIP_848 = { 'group.protocol': 'consumer' }

async function writeToAll(kafka: StorySandbox, partitionCount: number, each: number): Promise<void> {
  for (let partition = 0; partition < partitionCount; partition++) await write(kafka, each, partition)
}

/** @param first the generation (the epoch, with KIP-848) in which the first member gets its partitions. */
function joinLeaveTimeout(rule: string, configs: Configs, first: number): Story {
  const groupOf = (kafka: StorySandbox): Group => new Group(kafka, 'g', configs)
  return {
    title: `a group shares its partitions out anew when a member joins, leaves, or is not heard of for its session: ${rule}`,
    steps: [
      {
        does: 'the first member waits for others, and then has everything',
        run: async (kafka) => {
          await createPartitions(kafka, 4)
          await startWriter(kafka)
          await groupOf(kafka).start('one')
          await kafka.advance(REBALANCE_MS)
          expect(await groupOf(kafka).shares()).toEqual({ one: [0, 1, 2, 3] })
          expect(await groupOf(kafka).generation()).toBe(first)
        },
      },
      {
        does: 'another one joins and gets its share in the next generation',
        run: async (kafka) => {
          const group = groupOf(kafka)
          await group.start('two')
          await kafka.advance(REBALANCE_MS)
          expect(await group.shares()).toEqual({ one: [0, 1], two: [2, 3] })
          expect(await group.generation()).toBe(first + 1)
          await writeToAll(kafka, 4, 3)
          await kafka.advance(1_000)
          expect(await group.audit('one')).toEqual({ once: 12 })
          expect((await group.reader('two')).counters).toMatchObject({ processed: 6, partitions_assigned: 2 })
        },
      },
      {
        does: 'it leaves, and the first one has everything again',
        run: async (kafka) => {
          const group = groupOf(kafka)
          await group.control('two', 'stop')
          await kafka.advance(REBALANCE_MS)
          expect(await group.shares()).toEqual({ one: [0, 1, 2, 3] })
          expect(await group.generation()).toBe(first + 2)
        },
      },
      {
        does: 'it comes back and dies: its share is nobody’s until its session is over',
        run: async (kafka) => {
          const group = groupOf(kafka)
          await group.control('two', 'start')
          await kafka.advance(REBALANCE_MS)
          expect(await group.generation()).toBe(first + 3)
          await group.control('two', 'kill')
          await writeToAll(kafka, 4, 2)
          await kafka.advance(SESSION_MS - 10_000)
          expect(await group.shares()).toEqual({ one: [0, 1], two: [2, 3] })
          expect(await group.generation()).toBe(first + 3)
          expect(await group.audit('one')).toEqual({ once: 16, waiting: 4 })
        },
      },
      {
        does: 'the first one reads what has waited, from where the dead one had committed',
        run: async (kafka) => {
          const group = groupOf(kafka)
          await kafka.advance(2 * SESSION_MS)
          expect(await group.shares()).toEqual({ one: [0, 1, 2, 3] })
          expect(await group.generation()).toBe(first + 4)
          expect(await group.audit('one')).toEqual({ once: 20 })
          expect(await group.committed()).toEqual([5, 5, 5, 5])
          const why = await kafka.sentences('group.changed,group.written')
          const silence = `for ${SESSION_MS} ms`
          expect(why.some((sentence) => sentence.includes('nothing was heard of') && sentence.includes(silence))).toBe(true)
        },
      },
    ],
  }
}

export const classicRebalances = joinLeaveTimeout('the classic protocol', {}, 1)
export const reconciledRebalances = joinLeaveTimeout('KIP-848', KIP_848, 2)

/** @param settled the generation in which both have their partitions. */
function staticMembers(rule: string, configs: Configs, settled: number): Story {
  const groupOf = (kafka: StorySandbox): Group => new Group(kafka, 'g', configs)
  return {
    title: `a static member that restarts within its session moves nothing, and one that stays away does: ${rule}`,
    steps: [
      {
        does: 'two static members share four partitions',
        run: async (kafka) => {
          await createPartitions(kafka, 4)
          await startWriter(kafka)
          for (const name of ['one', 'two']) await groupOf(kafka).start(name, {}, { 'group.instance.id': name })
          await kafka.advance(2 * REBALANCE_MS)
          expect(await groupOf(kafka).shares()).toEqual({ one: [0, 1], two: [2, 3] })
          expect(await groupOf(kafka).generation()).toBe(settled)
        },
      },
      {
        does: 'one stops, and the group does not even notice',
        run: async (kafka) => {
          const group = groupOf(kafka)
          await group.control('two', 'stop')
          await writeToAll(kafka, 4, 2)
          await kafka.advance(SESSION_MS / 2)
          expect(await group.generation()).toBe(settled)
          expect(await group.shares()).toEqual({ one: [0, 1], two: [2, 3] })
          expect(await group.audit('one')).toEqual({ once: 4, waiting: 4 })
        },
      },
      {
        does: 'it is back under another member id, with the same partitions in the same generation',
        run: async (kafka) => {
          const group = groupOf(kafka)
          const before = new Set((await group.state()).members.map(({ member_id: id }) => id))
          const revoked = (await group.reader('one')).counters['partitions_revoked']
          await group.control('two', 'start')
          await kafka.advance(REBALANCE_MS)
          const after = (await group.state()).members.map(({ member_id: id }) => id)
          expect(after.filter((id) => before.has(id))).toHaveLength(1)
          expect(await group.generation()).toBe(settled)
          expect(await group.shares()).toEqual({ one: [0, 1], two: [2, 3] })
          expect(await group.audit('one')).toEqual({ once: 8 })
          expect((await group.reader('one')).counters['partitions_revoked']).toBe(revoked)
        },
      },
      {
        does: 'it stops again and stays away: when its session is over the other one has everything',
        run: async (kafka) => {
          const group = groupOf(kafka)
          await group.control('two', 'stop')
          await writeToAll(kafka, 4, 1)
          await kafka.advance(2 * SESSION_MS)
          expect(await group.generation()).toBe(settled + 1)
          expect(await group.shares()).toEqual({ one: [0, 1, 2, 3] })
          expect(await group.audit('one')).toEqual({ once: 12 })
        },
      },
    ],
  }
}

export const classicStaticMembers = staticMembers('the classic protocol', {}, 1)
export const reconciledStaticMembers = staticMembers('KIP-848', KIP_848, 3)

export const moreMembersThanPartitions: Story = {
  title: 'of more members than partitions one is idle, and takes over when another leaves',
  steps: [
    {
      does: 'three members and two partitions: one has none',
      run: async (kafka) => {
        await createPartitions(kafka, 2)
        await startWriter(kafka)
        const group = new Group(kafka)
        for (const name of ['one', 'two', 'three']) await group.start(name)
        await kafka.advance(3 * REBALANCE_MS)
        const shares = Object.values(await group.shares()).toSorted((left, right) => left.length - right.length)
        expect(shares.map((share) => share.length)).toEqual([0, 1, 1])
      },
    },
    {
      does: 'it does nothing while the others read',
      run: async (kafka) => {
        const group = new Group(kafka)
        await writeToAll(kafka, 2, 5)
        await kafka.advance(1_000)
        const processed = await processedBy(group)
        expect(processed.toSorted((left, right) => left - right)).toEqual([0, 5, 5])
        expect(await group.audit('one')).toEqual({ once: 10 })
      },
    },
    {
      does: 'one of the busy ones leaves, and the idle one reads on where that one had stopped',
      run: async (kafka) => {
        const group = new Group(kafka)
        const shares = await group.shares()
        const idle = NAMES.find((name) => shares[name]?.length === 0) ?? ''
        const leaving = NAMES.find((name) => name !== idle) ?? ''
        await group.control(leaving, 'stop')
        await kafka.advance(REBALANCE_MS)
        expect(Object.values(await group.shares()).map((share) => share.length)).toEqual([1, 1])
        await writeToAll(kafka, 2, 5)
        await kafka.advance(1_000)
        expect((await processedBy(group)).toSorted((left, right) => left - right)).toEqual([5, 5, 10])
        expect((await group.reader(idle)).counters['processed']).toBe(5)
        expect(await group.audit('one')).toEqual({ once: 20 })
      },
    },
    {
      does: 'with the last but one gone there is one for all, and nothing was read twice',
      run: async (kafka) => {
        const group = new Group(kafka)
        const [leaving = ''] = Object.keys(await group.shares())
        await group.control(leaving, 'stop')
        await kafka.advance(REBALANCE_MS)
        await writeToAll(kafka, 2, 5)
        await kafka.advance(1_000)
        expect(Object.values(await group.shares())).toEqual([[0, 1]])
        expect(await group.audit('one')).toEqual({ once: 30 })
      },
    },
  ],
}

const NAMES = ['one', 'two', 'three']

async function processedBy(group: Group): Promise<number[]> {
  const readers = await Promise.all(NAMES.map((name) => group.reader(name)))
  return readers.map(({ counters }) => counters['processed'] ?? 0)
}

/** Longer than the metadata.max.age.ms of this story. */
const METADATA_MS = 60_000

export const partitionIncrease: Story = {
  title: 'a topic gets more partitions: the group finds out with its metadata, rebalances and reads them',
  steps: [
    {
      does: 'two members have a partition each',
      run: async (kafka) => {
        await createPartitions(kafka, 2)
        const group = new Group(kafka, 'g', { 'metadata.max.age.ms': String(METADATA_MS) })
        for (const name of ['one', 'two']) await group.start(name)
        await kafka.advance(2 * REBALANCE_MS)
        expect(await group.shares()).toEqual({ one: [0], two: [1] })
        expect(await group.generation()).toBe(1)
      },
    },
    {
      does: 'the topic has four now, and nobody has told the group',
      run: async (kafka) => {
        await kafka.v3('PATCH', '/topics/t', 200, { partitions_count: 4 })
        await startWriter(kafka)
        await writeToAll(kafka, 4, 2)
        await kafka.advance(1_000)
        expect(await new Group(kafka).shares()).toEqual({ one: [0], two: [1] })
        expect(await new Group(kafka).audit('one')).toEqual({ once: 4, waiting: 4 })
      },
    },
    {
      does: 'its leader asks for metadata, joins again, and assigns all four',
      run: async (kafka) => {
        const group = new Group(kafka)
        await kafka.advance(METADATA_MS + REBALANCE_MS)
        expect(await group.shares()).toEqual({ one: [0, 1], two: [2, 3] })
        expect(await group.generation()).toBe(2)
      },
    },
    {
      does: 'what had been written to the new ones is read from the beginning, and what comes now too',
      run: async (kafka) => {
        const group = new Group(kafka)
        await writeToAll(kafka, 4, 2)
        // Until they are committed automatically.
        await kafka.advance(6_000)
        expect(await group.audit('one')).toEqual({ once: 16 })
        expect(await group.committed()).toEqual([4, 4, 4, 4])
      },
    },
  ],
}
