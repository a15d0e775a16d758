// What an assignor may do to its group: nobody checks what the leader says. The assignor `shared` gives every partition to two members, which
// looks like twice the speed, and is everything twice, and commits that go back.
import { expect } from 'vitest'
import { createPartitions, Group, startWriter, write } from './group.ts'
import type { Story, StorySandbox } from './story.ts'

const SHARED = { 'partition.assignment.strategy': 'shared', 'enable.auto.commit': 'false' }
const REBALANCE_MS = 7_000
const RECORDS = 6
/** So slow that the other one has long been done and has committed everything. */
const SLOW_MS = 2_000

function groupOf(kafka: StorySandbox): Group {
  return new Group(kafka, 'g', SHARED)
}

export const sharedPartitions: Story = {
  title: 'an assignor that gives a partition to two members has every record processed twice, and commits go back',
  steps: [
    {
      does: 'a fast and a slow member both have both partitions, and the coordinator hands that on',
      run: async (kafka) => {
        await createPartitions(kafka, 2)
        await startWriter(kafka)
        await groupOf(kafka).start('fast', { commit: 'per_record' })
        await groupOf(kafka).start('slow', { commit: 'per_record', processing_ms: SLOW_MS })
        await kafka.advance(2 * REBALANCE_MS)
        expect(await groupOf(kafka).shares()).toEqual({ fast: [0, 1], slow: [0, 1] })
      },
    },
    {
      does: 'the fast one has processed and committed everything; the slow one has just begun, and commits what is behind that',
      run: async (kafka) => {
        await write(kafka, RECORDS)
        await kafka.advance(SLOW_MS + 500)
        const [committed] = await groupOf(kafka).committed()
        expect(committed).toBeGreaterThan(0)
        expect(committed).toBeLessThan(RECORDS)
        expect((await groupOf(kafka).reader('fast')).counters['processed']).toBe(RECORDS)
      },
    },
    {
      does: 'in the end each record was processed twice',
      run: async (kafka) => {
        await kafka.advance(RECORDS * SLOW_MS)
        expect(await groupOf(kafka).audit('fast')).toEqual({ again: RECORDS })
        expect(await groupOf(kafka).committed()).toEqual([RECORDS])
      },
    },
  ],
}
