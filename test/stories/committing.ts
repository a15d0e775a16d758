// When a consumer commits, and what a crash makes of that: records that are processed again, and records that never are.
import { expect } from 'vitest'
import { Group, startWriter, write } from './group.ts'
import type { Audit, Configs, ReaderPlan } from './group.ts'
import type { Story } from './story.ts'

/** In this time a group has noticed that a member is dead, and another one has read all there is. */
const RECOVERY_MS = 100_000

export const autoCommitDuplicates: Story = {
  title: 'auto-commit duplicates: what was processed since the last automatic commit is processed again after a crash',
  steps: [
    {
      does: 'ten records are processed, and a poll after auto.commit.interval.ms commits them',
      run: async (kafka) => {
        await kafka.createTopic([1, 2, 3])
        await startWriter(kafka)
        const group = new Group(kafka)
        await group.start('one', {}, { 'auto.commit.interval.ms': '5000' })
        await kafka.advance(5_000)
        await write(kafka, 10)
        await kafka.advance(10_000)
        expect(await group.committed()).toEqual([10])
      },
    },
    {
      does: 'six more are processed, and the process dies before the next commit',
      run: async (kafka) => {
        const group = new Group(kafka)
        await write(kafka, 6)
        expect((await group.reader('one')).counters['processed']).toBe(16)
        await group.control('one', 'kill')
        expect(await group.committed()).toEqual([10])
        expect(await group.audit('one')).toEqual({ once: 16 })
      },
    },
    {
      does: 'another one begins at what was committed: six are processed twice',
      run: async (kafka) => {
        const group = new Group(kafka)
        await group.start('two')
        await kafka.advance(RECOVERY_MS)
        expect(await group.audit('two')).toEqual({ once: 10, again: 6 })
        expect((await group.reader('two')).counters['processed']).toBe(6)
        expect(await group.committed()).toEqual([16])
      },
    },
    {
      does: 'it closes in time: closing commits, and nothing is repeated',
      run: async (kafka) => {
        const group = new Group(kafka)
        await write(kafka, 4)
        await group.control('two', 'stop')
        await kafka.advance(1_000)
        expect(await group.committed()).toEqual([20])
        await group.control('one', 'start')
        await kafka.advance(RECOVERY_MS)
        expect(await group.audit('one')).toEqual({ once: 14, again: 6 })
      },
    },
  ],
}

export const autoCommitLoss: Story = {
  title: 'auto-commit loss: what a poll has committed before another thread has processed it is lost in a crash',
  steps: [
    {
      does: 'a thread polls and hands over to another, which needs two seconds a record',
      run: async (kafka) => {
        await kafka.createTopic([1, 2, 3])
        await startWriter(kafka)
        const group = new Group(kafka)
        await group.start('one', { hands_over: true, processing_ms: 2_000 }, { 'auto.commit.interval.ms': '1000' })
        await kafka.advance(5_000)
        await write(kafka, 10)
      },
    },
    {
      does: 'a second later all is committed and nothing is processed; after five, two are',
      run: async (kafka) => {
        const group = new Group(kafka)
        await kafka.advance(5_000)
        expect(await group.committed()).toEqual([10])
        expect(await group.audit('one')).toEqual({ once: 2, lost: 8 })
        expect((await group.reader('one')).counters).toMatchObject({ polled: 10, processed: 2 })
      },
    },
    {
      does: 'it lives on and would get to them',
      run: async (kafka) => {
        await kafka.advance(4_000)
        expect(await new Group(kafka).audit('one')).toEqual({ once: 4, lost: 6 })
      },
    },
    {
      does: 'it dies: the group goes on behind them, and nobody will ever process six records',
      run: async (kafka) => {
        const group = new Group(kafka)
        await group.control('one', 'kill')
        await group.control('one', 'start')
        await write(kafka, 3)
        await kafka.advance(RECOVERY_MS)
        expect(await group.audit('one')).toEqual({ once: 7, lost: 6 })
        expect(await group.committed()).toEqual([13])
      },
    },
  ],
}

const WRITTEN = 20

/** A process dies once while it reads twenty records in batches of five; the next one goes on from what was committed. */
function dies(rule: string, plan: ReaderPlan, died: Audit, left: Audit): Story {
  const configs: Configs = { 'max.poll.records': '5' }
  return {
    title: `a consumer dies: ${rule}`,
    steps: [
      {
        does: 'there are twenty records',
        run: async (kafka) => {
          await kafka.createTopic([1, 2, 3])
          await startWriter(kafka)
          await write(kafka, WRITTEN)
        },
      },
      {
        does: 'it processes some of them and dies',
        run: async (kafka) => {
          const group = new Group(kafka)
          await group.start('one', { processing_ms: 10, ...plan }, configs)
          await kafka.advance(10_000)
          expect((await group.reader('one')).phase).toBe('killed')
          expect(await group.audit('one')).toEqual(died)
        },
      },
      {
        does: 'the next process goes on where the group has committed',
        run: async (kafka) => {
          const group = new Group(kafka)
          await group.control('one', 'start')
          await kafka.advance(RECOVERY_MS)
          expect(await group.audit('one')).toEqual(left)
          expect(await group.committed()).toEqual([WRITTEN])
        },
      },
      {
        does: 'what comes later is processed once, as if nothing had been',
        run: async (kafka) => {
          const group = new Group(kafka)
          await write(kafka, 5)
          await kafka.advance(1_000)
          expect(await group.audit('one')).toEqual({ ...left, once: (left['once'] ?? 0) + 5 })
        },
      },
    ],
  }
}

export const commitBefore = dies(
  'who commits before processing loses what was left of the batch',
  { commit: 'before_processing', crash: { step: 'after_process', nth: 8 } },
  { once: 8, lost: 2, waiting: 10 },
  { once: 18, lost: 2 },
)

export const commitAfter = dies(
  'who commits after a batch repeats what was done of it',
  { commit: 'after_batch', crash: { step: 'after_process', nth: 8 } },
  { once: 8, waiting: 12 },
  { once: 17, again: 3 },
)

export const commitEach = dies(
  'who commits after each record repeats one at most',
  { commit: 'per_record', crash: { step: 'before_commit', nth: 8 } },
  { once: 8, waiting: 12 },
  { once: 19, again: 1 },
)

export const commitSent = dies(
  'who dies with its commit on its way repeats nothing',
  { commit: 'per_record', crash: { step: 'after_commit', nth: 8 } },
  { once: 8, waiting: 12 },
  { once: 20 },
)
