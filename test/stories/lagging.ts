// How far a group is behind, in records and in time, while its consumer is stopped, and when it has caught up. Markers of transactions take offsets
// and are no records, what was aborted is read by nobody who reads what is committed, and an open transaction holds the end back.
import { expect } from 'vitest'
import { Group } from './group.ts'
import type { Story, StorySandbox } from './story.ts'
import { stability, TransactionalId } from './transactional-id.ts'

type Isolation = 'read_committed' | 'read_uncommitted'
type Lag = { readonly current_offset: number; readonly log_end_offset: number; readonly lag: number; readonly time_lag_ms: number | null }

async function lag(kafka: StorySandbox, isolation: Isolation): Promise<Lag> {
  const { json } = await kafka.v3('GET', `/consumer-groups/g/lags/t/partitions/0?isolation=${isolation}`, 200)
  const { current_offset, log_end_offset, lag: behind, time_lag_ms } = json as Lag
  return { current_offset, log_end_offset, lag: behind, time_lag_ms }
}

async function transaction(kafka: StorySandbox, values: readonly string[], verb: 'commit' | 'abort' | null): Promise<void> {
  const payments = new TransactionalId(kafka)
  await payments.begin(900_000)
  for (const value of values) await payments.write(value)
  if (verb !== null) await payments.end(verb)
}

function reader(kafka: StorySandbox): Group {
  return new Group(kafka, 'g', { 'isolation.level': 'read_committed' })
}

export const lagAndMarkers: Story = {
  title: 'lag in records and in time while a consumer is stopped, and none when it has caught up, with transaction markers in between',
  steps: [
    {
      does: 'a consumer has read a transaction, and stands behind its marker',
      run: async (kafka) => {
        await kafka.createTopic([1, 2, 3])
        await reader(kafka).start('one', { commit: 'after_batch' })
        await kafka.advance(7_000)
        await transaction(kafka, ['a', 'b', 'c'], 'commit')
        await kafka.advance(5_000)
        expect((await reader(kafka).reader('one')).counters['processed']).toBe(3)
        expect(await lag(kafka, 'read_committed')).toEqual({ current_offset: 4, log_end_offset: 4, lag: 0, time_lag_ms: 0 })
      },
    },
    {
      does: 'it stops; one transaction is aborted, and five seconds later another one is committed, and a third one stays open',
      run: async (kafka) => {
        await reader(kafka).control('one', 'stop')
        await kafka.advance(1_000)
        await transaction(kafka, ['x', 'y'], 'abort')
        await kafka.advance(5_000)
        await transaction(kafka, ['d', 'e'], 'commit')
        await kafka.advance(2_000)
        await transaction(kafka, ['f'], null)
        await kafka.advance(5_000)
        expect(await stability(kafka)).toEqual([10, 11])
      },
    },
    {
      does: 'behind are the offsets up to the open transaction; in time the oldest record that is to be read, which is not an aborted one',
      run: async (kafka) => {
        expect(await lag(kafka, 'read_committed')).toEqual({ current_offset: 4, log_end_offset: 10, lag: 6, time_lag_ms: 7_000 })
        expect(await lag(kafka, 'read_uncommitted')).toEqual({ current_offset: 4, log_end_offset: 11, lag: 7, time_lag_ms: 12_000 })
        const { json } = await kafka.v3('GET', '/consumer-groups/g/lag-summary', 200)
        expect(json).toMatchObject({ max_lag: 6, total_lag: 6, max_time_lag_ms: 7_000, max_lag_consumer_id: '' })
      },
    },
    {
      does: 'it starts again and catches up: nothing is left for it, though the open transaction is there',
      run: async (kafka) => {
        await reader(kafka).control('one', 'start')
        await kafka.advance(7_000)
        expect((await reader(kafka).reader('one')).counters['processed']).toBe(5)
        expect(await lag(kafka, 'read_committed')).toEqual({ current_offset: 10, log_end_offset: 10, lag: 0, time_lag_ms: 0 })
        expect(await lag(kafka, 'read_uncommitted')).toMatchObject({ log_end_offset: 11, lag: 1, time_lag_ms: 12_000 })
      },
    },
    {
      does: 'the transaction is committed, and then there is nothing left for anybody',
      run: async (kafka) => {
        await new TransactionalId(kafka).end('commit')
        await kafka.advance(5_000)
        expect((await reader(kafka).reader('one')).counters['processed']).toBe(6)
        for (const isolation of ['read_committed', 'read_uncommitted'] as const) {
          expect(await lag(kafka, isolation)).toEqual({ current_offset: 12, log_end_offset: 12, lag: 0, time_lag_ms: 0 })
        }
        const { json } = await kafka.v3('GET', '/consumer-groups/g/lag-summary', 200)
        expect(json).toMatchObject({ max_lag: 0, total_lag: 0, max_time_lag_ms: 0, max_lag_client_id: 'one' })
      },
    },
  ],
}
