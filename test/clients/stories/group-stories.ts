// Groups: members that come and go, brokers that die under them, and what an admin sees and does.
import { describe, expect, it } from 'vitest'
import type { ConsumerClient, GroupProtocol, ProducerClient, SeenRecord } from '../adapters/client-adapter.ts'
import { Seen } from './seen.ts'
import { texts } from './stage.ts'
import type { Stage } from './stage.ts'

const PARTITIONS = 4
const ROUNDS = 30
/** Longer than a client tries the same broker again, shorter than it takes to give up. */
const BROKEN_MS = 4000

type Assigned = { readonly member: string; readonly partitions: readonly number[] }

export function tellGroupStories(stage: () => Stage, groupProtocols: readonly GroupProtocol[]): void {
  describe.each(groupProtocols)('a group of the %s protocol', (groupProtocol) => {
    it('shares the partitions among its members, and gives those of one that leaves to the others', async () => {
      const topic = await stage().topic(PARTITIONS)
      const assigned = new Seen<Assigned>()
      const first = await join('first', topic, assigned)
      await assigned.until(() => partitionsOf(assigned, 'first').length === PARTITIONS)
      await join('second', topic, assigned)
      await assigned.until(() => ['first', 'second'].every((member) => partitionsOf(assigned, member).length === PARTITIONS / 2))
      const all = [...partitionsOf(assigned, 'first'), ...partitionsOf(assigned, 'second')]
      expect(all.toSorted()).toEqual([0, 1, 2, 3])
      await first.close()
      await assigned.until(() => partitionsOf(assigned, 'second').length === PARTITIONS)
    })

    it('reads every record at least once and in order, while members come and a broker is killed and comes back', async () => {
      const topic = await stage().topic(PARTITIONS)
      const seen = new Seen<SeenRecord & { readonly member: string }>()
      const producer = await stage().producer({ isIdempotent: true })
      const groupId = stage().named('sturdy')
      const open = (member: string): Promise<ConsumerClient> => {
        return stage().consumer({
          groupId,
          topics: [topic],
          groupProtocol,
          commitsByItself: true,
          onRecord: (record) => seen.add({ ...record, member }),
        })
      }
      await open('first')
      await produceRounds(producer, topic, async (round) => {
        if (round === 5) await open('second')
        if (round !== 10) return
        await seen.count(PARTITIONS * 5)
        await stage().http.node(await stage().http.coordinatorOf(groupId), 'kill', BROKEN_MS)
      })
      await seen.until((all) => missingRecords(all).length === 0)
      for (const member of ['first', 'second']) expectOrder(seen.all.filter((record) => record.member === member))
    })

    async function join(member: string, topic: string, assigned: Seen<Assigned>): Promise<ConsumerClient> {
      const onAssigned = (partitions: readonly number[]): void => assigned.add({ member, partitions })
      return stage().consumer({ groupId: stage().named('group'), topics: [topic], groupProtocol, onRecord: () => undefined, onAssigned })
    }
  })

  describe('an admin of groups', () => {
    it('lists and describes a group, moves its offsets when it is empty, and deletes it', async () => {
      const topic = await stage().filledTopic(texts(10))
      const groupId = stage().named('described')
      const admin = await stage().admin()
      const seen = new Seen<SeenRecord>()
      const consumer = await stage().consumer({
        groupId,
        topics: [topic],
        onRecord: async (record, self) => {
          await self.commit(record)
          seen.add(record)
        },
      })
      await seen.count(10)
      expect(await admin.listGroups()).toContain(groupId)
      expect(await admin.describeGroup(groupId)).toEqual({ state: 'Stable', members: 1 })
      expect(await errorOf(admin.deleteGroup(groupId))).toBe('NON_EMPTY_GROUP')
      await consumer.close()
      expect(await admin.describeGroup(groupId)).toEqual({ state: 'Empty', members: 0 })
      await admin.resetOffsets(groupId, topic, [4])
      expect(await admin.committedOffsets(groupId, topic)).toEqual([4])
      expect((await stage().firstRecords(topic, 6, { groupId })).map(({ offset }) => offset)).toEqual([4, 5, 6, 7, 8, 9])
      await admin.deleteGroup(groupId)
      expect(await admin.listGroups()).not.toContain(groupId)
    })

    async function errorOf(failing: Promise<unknown>): Promise<string | null> {
      return failing.then(
        () => 'no error',
        (cause: unknown) => stage().adapter.kafkaErrorOf(cause),
      )
    }
  })
}

function partitionsOf({ all }: Seen<Assigned>, member: string): readonly number[] {
  return all.findLast((each) => each.member === member)?.partitions ?? []
}

/**
 * A record to each partition in each round, with the round as its value; `between` is waited for before a round. Each has a send of its own:
 * kafkajs forgets the records of a partition whose leader dies if its next leader has answered for another partition of the same send.
 */
async function produceRounds(producer: ProducerClient, topic: string, between: (round: number) => Promise<void>): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    await between(round)
    const records = Array.from({ length: PARTITIONS }, (_, partition) => ({ partition, value: Buffer.from(String(round)) }))
    await Promise.all(records.map((record) => producer.send(topic, [record])))
  }
}

function missingRecords(seen: readonly SeenRecord[]): string[] {
  const found = new Set(seen.map(({ partition, value }) => `${partition}:${value?.toString()}`))
  const wanted = Array.from({ length: PARTITIONS }, (_, partition) =>
    Array.from({ length: ROUNDS }, (__, round) => `${partition}:${round}`),
  )
  return wanted.flat().filter((each) => !found.has(each))
}

/** Within a partition offsets and values rise together; a member that takes a partition again may begin further back. */
function expectOrder(seen: readonly SeenRecord[]): void {
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const valueAt = new Map<number, number>()
    for (const record of seen.filter((each) => each.partition === partition)) valueAt.set(record.offset, Number(record.value))
    const values = [...valueAt].toSorted(([left], [right]) => left - right).map(([, value]) => value)
    expect(values).toEqual(values.toSorted((left, right) => left - right))
  }
}
