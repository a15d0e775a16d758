// Sending a group back, or on: what kafka-consumer-groups.sh --reset-offsets does, first to see and then for real.
import { expect } from 'vitest'
import { createPartitions, Group, startWriter, write } from './group.ts'
import type { Story, StorySandbox } from './story.ts'

const EACH = 10
const RECOVERY_MS = 10_000
const RESET = '/consumer-groups/g/offsets:reset'

type Planned = { readonly partition_id: number; readonly current_offset: number | null; readonly new_offset: number }

/** `[current, new]` offset of each partition. */
async function reset(kafka: StorySandbox, body: Readonly<Record<string, unknown>>): Promise<(readonly [number | null, number])[]> {
  const { json } = await kafka.v3('POST', RESET, 200, body)
  expect(json['is_executed']).toBe(body['execute'] === true)
  const data = json['data'] as Planned[]
  return data.map(({ current_offset, new_offset }) => [current_offset, new_offset] as const)
}

/** The group reads from where it was sent, and stops again. */
async function readOn(kafka: StorySandbox): Promise<Group> {
  const group = new Group(kafka)
  await group.control('one', 'start')
  await kafka.advance(RECOVERY_MS)
  await group.control('one', 'stop')
  await kafka.advance(1_000)
  return group
}

export const resetting: Story = {
  title: 'the offsets of a group are reset, first without doing it: then it reads again from there',
  steps: [
    {
      does: 'a group has read twenty records of two partitions',
      run: async (kafka) => {
        await createPartitions(kafka, 2)
        await startWriter(kafka)
        await new Group(kafka).start('one')
        await kafka.advance(RECOVERY_MS)
        for (const partition of [0, 1]) await write(kafka, EACH, partition)
        await kafka.advance(RECOVERY_MS)
        expect(await new Group(kafka).audit('one')).toEqual({ once: 2 * EACH })
        expect(await new Group(kafka).committed()).toEqual([EACH, EACH])
      },
    },
    {
      does: 'while it is active nobody can send it anywhere',
      run: async (kafka) => {
        await kafka.v3('POST', RESET, 409, { shift_by: -4 })
        await kafka.v3('POST', RESET, 409, { shift_by: -4, execute: true })
        expect(await new Group(kafka).committed()).toEqual([EACH, EACH])
      },
    },
    {
      does: 'when it is stopped the dry run says where it would go, and sends it nowhere',
      run: async (kafka) => {
        await new Group(kafka).control('one', 'stop')
        await kafka.advance(1_000)
        const four = [
          [10, 6],
          [10, 6],
        ]
        expect(await reset(kafka, { shift_by: -4 })).toEqual(four)
        expect(await reset(kafka, { shift_by: -4 })).toEqual(four)
        expect(await new Group(kafka).committed()).toEqual([EACH, EACH])
        expect(await (await readOn(kafka)).audit('one')).toEqual({ once: 2 * EACH })
      },
    },
    {
      does: 'four back in both partitions: eight records are processed again',
      run: async (kafka) => {
        await reset(kafka, { shift_by: -4, execute: true })
        expect(await new Group(kafka).committed()).toEqual([6, 6])
        const group = await readOn(kafka)
        expect(await group.audit('one')).toEqual({ once: 12, again: 8 })
        expect(await group.committed()).toEqual([EACH, EACH])
      },
    },
    {
      does: 'one partition to its beginning: the other one stays where it is',
      run: async (kafka) => {
        expect(await reset(kafka, { to_earliest: true, topics: [{ topic_name: 't', partition_ids: [1] }], execute: true })).toEqual([
          [10, 0],
        ])
        expect(await new Group(kafka).committed()).toEqual([EACH, 0])
        const group = await readOn(kafka)
        expect(await group.audit('one')).toEqual({ once: 6, again: 14 })
        expect((await group.reader('one')).counters['processed']).toBe(2 * EACH + 8 + EACH)
      },
    },
    {
      does: 'on to the end: what came in meanwhile is skipped, and lost to the group',
      run: async (kafka) => {
        for (const partition of [0, 1]) await write(kafka, 3, partition)
        expect(await reset(kafka, { to_latest: true, execute: true })).toEqual([
          [10, 13],
          [10, 13],
        ])
        for (const partition of [0, 1]) await write(kafka, 1, partition)
        const group = await readOn(kafka)
        expect(await group.audit('one')).toEqual({ once: 8, again: 14, lost: 6 })
      },
    },
  ],
}
