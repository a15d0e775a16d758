// Who is in sync: lag, min ISR, preferred leaders, reassignment.
import { expect } from 'vitest'
import type { Story } from './story.ts'

export const isrShrinksAndReturns: Story = {
  title: 'a follower that lags leaves the ISR and returns when it has caught up',
  steps: [
    {
      does: 'a follower stands still',
      run: async (kafka) => {
        await kafka.createTopic([1, 2, 3])
        await kafka.store('a', 0)
        await kafka.fault({ kind: 'pause_replication', broker: 3 })
        await kafka.store('b', 1, 'acks=1')
        expect(await kafka.reach(1)).toEqual([2, 1])
      },
    },
    {
      does: 'for 30 s it counts as in sync',
      run: async (kafka) => {
        await kafka.advance(30_000)
        expect((await kafka.partition()).isr).toEqual([1, 2, 3])
      },
    },
    {
      does: 'then it does not, and the high watermark moves without it',
      run: async (kafka) => {
        await kafka.advance(1)
        expect((await kafka.partition()).isr).toEqual([1, 2])
        expect(await kafka.reach(1)).toEqual([2, 2])
        expect((await kafka.sentences('partition.changed')).at(-1)).toContain('3')
      },
    },
    {
      does: 'it catches up and is in sync again',
      run: async (kafka) => {
        await kafka.heal()
        expect((await kafka.partition()).isr).toEqual([1, 2, 3])
        expect(await kafka.reach(3)).toEqual([2, 2])
      },
    },
  ],
}

export const minIsrRefuses: Story = {
  title: 'below min ISR acks=all is refused and acks=1 is taken but not shown',
  steps: [
    {
      does: 'two of three brokers die',
      run: async (kafka) => {
        await kafka.createTopic([1, 2, 3], { 'min.insync.replicas': '2' })
        await kafka.store('a', 0)
        for (const broker of [2, 3]) await kafka.node(broker, 'kill')
        await kafka.advance(9_000)
        expect((await kafka.partition()).isr).toEqual([1])
      },
    },
    {
      does: 'acks=all is refused before anything is written',
      run: async (kafka) => {
        const { message, offset } = await kafka.produce('refused')
        expect(offset).toBeNull()
        expect(message).toContain('min.insync.replicas')
        expect(await kafka.reach(1)).toEqual([1, 1])
      },
    },
    {
      does: 'acks=1 is taken, and nobody can read it',
      run: async (kafka) => {
        await kafka.store('hidden', 1, 'acks=1')
        expect(await kafka.records()).toEqual([[0, 'a']])
      },
    },
    {
      does: 'with a second broker it is committed',
      run: async (kafka) => {
        await kafka.node(2, 'start')
        expect(await kafka.records()).toEqual([
          [0, 'a'],
          [1, 'hidden'],
        ])
        await kafka.store('b', 2)
      },
    },
  ],
}

export const preferredLeaderReturns: Story = {
  title: 'the preferred leader comes home',
  steps: [
    {
      does: 'the leader stops in order and starts again',
      run: async (kafka) => {
        await kafka.createTopic([1, 2, 3])
        await kafka.store('a', 0)
        await kafka.node(1, 'stop')
        expect(await kafka.partition()).toMatchObject({ leader: 2, leader_epoch: 1 })
        await kafka.node(1, 'start')
        expect(await kafka.partition()).toMatchObject({ leader: 2, isr: [2, 3, 1] })
      },
    },
    {
      does: 'at the next round of the controller it leads again',
      run: async (kafka) => {
        await kafka.advance(300_000)
        expect(await kafka.partition()).toMatchObject({ leader: 1, leader_epoch: 2, isr: [2, 3, 1] })
        await kafka.store('b', 1)
        expect(await kafka.records()).toEqual([
          [0, 'a'],
          [1, 'b'],
        ])
      },
    },
    {
      does: 'and when somebody asks, at once',
      run: async (kafka) => {
        await kafka.node(1, 'stop')
        await kafka.node(1, 'start')
        await kafka.v3('POST', '/topics/-/partitions/-/leader:elect', 200, { election_type: 'preferred' })
        expect(await kafka.partition()).toMatchObject({ leader: 1, leader_epoch: 4 })
      },
    },
  ],
}

export const reassignmentUnderLoad: Story = {
  title: 'a partition moves to other brokers while records keep coming',
  sandbox: { brokers: 5 },
  steps: [
    {
      does: 'records on brokers 1, 2, 3',
      run: async (kafka) => {
        await kafka.createTopic([1, 2, 3])
        for (let offset = 0; offset < 5; offset++) await kafka.store(`before ${offset}`, offset)
      },
    },
    {
      does: 'the new replicas are kept from catching up, and records keep coming',
      run: async (kafka) => {
        for (const broker of [4, 5]) await kafka.fault({ kind: 'pause_replication', broker })
        await kafka.v3('POST', '/topics/t/partitions/0/reassignment', 200, { replicas: [4, 5] })
        for (let offset = 5; offset < 8; offset++) await kafka.store(`during ${offset}`, offset, 'acks=1')
        expect((await kafka.partition()).replicas).toEqual([4, 5, 1, 2, 3])
      },
    },
    {
      does: 'they catch up: the old replicas go',
      run: async (kafka) => {
        await kafka.heal()
        const { replicas, isr, leader, logs } = await kafka.partition()
        expect([replicas, [...isr].sort(), leader]).toEqual([[4, 5], [4, 5], 4])
        expect(logs.map(({ broker_id, log_end_offset }) => [broker_id, log_end_offset])).toEqual([
          [4, 8],
          [5, 8],
        ])
      },
    },
    {
      does: 'nothing was lost',
      run: async (kafka) => {
        await kafka.store('after', 8)
        expect((await kafka.records()).map(([offset]) => offset)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
      },
    },
  ],
}
