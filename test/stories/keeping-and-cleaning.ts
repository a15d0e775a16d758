// What time does to a log: retention and compaction, with the clock held.
import { expect } from 'vitest'
import type { Story } from './story.ts'

export const retentionByTime: Story = {
  title: 'retention by time deletes what is old, and offsets go on',
  steps: [
    {
      does: 'a record that may live for a minute',
      run: async (kafka) => {
        await kafka.createTopic([1, 2], { 'retention.ms': '60000' })
        await kafka.store('old', 0)
      },
    },
    {
      does: 'it is there until the check comes round',
      run: async (kafka) => {
        await kafka.advance(299_000)
        expect(await kafka.records()).toEqual([[0, 'old']])
      },
    },
    {
      does: 'then it is gone from every replica',
      run: async (kafka) => {
        await kafka.advance(1_000)
        expect(await kafka.records()).toEqual([])
        expect((await kafka.partition()).logs.map(({ log_start_offset, log_end_offset }) => [log_start_offset, log_end_offset])).toEqual([
          [1, 1],
          [1, 1],
        ])
      },
    },
    {
      does: 'the next record gets the next offset',
      run: async (kafka) => {
        await kafka.store('new', 1)
        expect(await kafka.records()).toEqual([[1, 'new']])
      },
    },
  ],
}

export const compaction: Story = {
  title: 'compaction keeps the last value of each key and drops an old tombstone',
  steps: [
    {
      does: 'four writes to two keys',
      run: async (kafka) => {
        const configs = {
          'cleanup.policy': 'compact',
          'segment.ms': '1000',
          'min.cleanable.dirty.ratio': '0.01',
          'delete.retention.ms': '20000',
        }
        await kafka.createTopic([1, 2], configs)
        await kafka.store('a1', 0, 'acks=all', 'a')
        await kafka.store('b1', 1, 'acks=all', 'b')
        await kafka.store('a2', 2, 'acks=all', 'a')
        await kafka.produceTombstone('b')
      },
    },
    {
      does: 'the cleaner keeps the last of each, the tombstone too',
      run: async (kafka) => {
        await kafka.advance(1_001)
        await kafka.store('c1', 4, 'acks=all', 'c')
        await kafka.advance(15_000)
        expect(await kafka.records()).toEqual([
          [2, 'a2'],
          [3, null],
          [4, 'c1'],
        ])
      },
    },
    {
      does: 'after delete.retention.ms the tombstone goes as well',
      run: async (kafka) => {
        await kafka.advance(30_000)
        await kafka.store('d1', 5, 'acks=all', 'd')
        await kafka.advance(15_000)
        expect(await kafka.records()).toEqual([
          [2, 'a2'],
          [4, 'c1'],
          [5, 'd1'],
        ])
      },
    },
  ],
}
