// Producers that are not wanted any more: one that was overtaken by another with its transactional id, and one that took too long.
import { expect } from 'vitest'
import type { Story } from './story.ts'
import { committed, stability, TransactionalId } from './transactional-id.ts'

/** The first holder of the id, and who holds it after the first one's transaction was aborted over its head. */
const FIRST = { producerId: 0, producerEpoch: 0 }
const SECOND = { producerId: 0, producerEpoch: 2 }

/** transaction.abort.timed.out.transaction.cleanup.interval.ms: how often a coordinator looks for what has timed out. */
const ROUND_MS = 10_000

export const zombieIsFenced: Story = {
  title: 'a producer that comes back from the dead finds its transactional id taken',
  steps: [
    {
      does: 'a producer writes in a transaction and goes silent',
      run: async (kafka) => {
        await kafka.createTopic([1, 2, 3])
        await kafka.createTopic([2, 3, 1], {}, 'other')
        const payments = new TransactionalId(kafka)
        expect(await payments.begin()).toEqual(FIRST)
        await payments.write('from the first', FIRST)
        expect(await stability(kafka)).toEqual([0, 1])
        expect(await committed(kafka)).toEqual([])
      },
    },
    {
      does: 'another one begins with its id: what was open is aborted, under an epoch in between',
      run: async (kafka) => {
        const payments = new TransactionalId(kafka)
        expect(await payments.begin()).toEqual(SECOND)
        expect(await payments.state()).toMatchObject({ state: 'Empty', producer_epoch: 2, partitions: [] })
        expect(await stability(kafka)).toEqual([2, 2])
        expect((await kafka.sentences('transaction.moved')).map((why) => /from (\w+ to \w+).*epoch (\d+)/.exec(why)?.slice(1))).toEqual([
          ['Empty to Empty', '0'],
          ['Empty to Ongoing', '0'],
          ['Ongoing to PrepareAbort', '1'],
          ['PrepareAbort to CompleteAbort', '1'],
          ['CompleteAbort to Empty', '2'],
        ])
      },
    },
    {
      does: 'the first one wakes up: the leaders refuse it, and so do both coordinators',
      run: async (kafka) => {
        const payments = new TransactionalId(kafka)
        await payments.write('too late', FIRST, [403, 'INVALID_PRODUCER_EPOCH'])
        await payments.write('too late', FIRST, [403, 'INVALID_PRODUCER_EPOCH'], 'other')
        await payments.sendOffset('g', 'other', 1, FIRST, [403, 'INVALID_PRODUCER_EPOCH'])
        await payments.end('commit', FIRST, [403, 'PRODUCER_FENCED'])
        await payments.end('abort', FIRST, [403, 'PRODUCER_FENCED'])
        expect(await stability(kafka)).toEqual([2, 2])
      },
    },
    {
      does: 'the second one commits, and nothing of the first is seen by whoever reads what is committed',
      run: async (kafka) => {
        const payments = new TransactionalId(kafka)
        await payments.write('from the second', SECOND)
        expect(await payments.end('commit', SECOND)).toEqual({ producerId: 0, producerEpoch: 3 })
        expect(await committed(kafka)).toEqual([[2, 'from the second']])
        expect(await kafka.records()).toEqual([
          [0, 'from the first'],
          [2, 'from the second'],
        ])
        expect(await stability(kafka)).toEqual([4, 4])
        expect(await stability(kafka, 'other')).toEqual([0, 0])
      },
    },
  ],
}

export const timedOut: Story = {
  title: 'a transaction that nobody ends holds up its readers until it has timed out',
  steps: [
    {
      does: 'a record in a transaction, and one behind it that is in none',
      run: async (kafka) => {
        await kafka.createTopic([1, 2, 3])
        const payments = new TransactionalId(kafka)
        expect(await payments.begin(60_000)).toEqual(FIRST)
        await payments.write('open', FIRST)
        await kafka.store('behind it', 1)
        expect(await stability(kafka)).toEqual([0, 2])
        expect(await committed(kafka)).toEqual([])
      },
    },
    {
      does: 'the clock is held: nothing happens',
      run: async (kafka) => {
        expect(await new TransactionalId(kafka).state()).toMatchObject({ state: 'Ongoing', producer_epoch: 0 })
        expect(await stability(kafka)).toEqual([0, 2])
        expect(await kafka.records()).toHaveLength(2)
      },
    },
    {
      does: 'its timeout is over, but the coordinator looks only every ten seconds',
      run: async (kafka) => {
        await kafka.advance(60_000 + ROUND_MS - 1)
        expect(await new TransactionalId(kafka).state()).toMatchObject({ state: 'Ongoing', producer_epoch: 0 })
        expect(await committed(kafka)).toEqual([])
      },
    },
    {
      does: 'then it is aborted, and the readers go on',
      run: async (kafka) => {
        await kafka.advance(1)
        expect(await new TransactionalId(kafka).state()).toMatchObject({ state: 'CompleteAbort', producer_epoch: 1 })
        expect(await stability(kafka)).toEqual([3, 3])
        expect(await committed(kafka)).toEqual([[1, 'behind it']])
        expect((await kafka.sentences('transaction.prepared')).join()).toContain('open for longer than 60000 ms')
      },
    },
    {
      does: 'its producer, which was only slow, is refused and has to begin again',
      run: async (kafka) => {
        const payments = new TransactionalId(kafka)
        await payments.write('late', FIRST, [403, 'INVALID_PRODUCER_EPOCH'])
        await payments.end('commit', FIRST, [409, 'INVALID_TXN_STATE'])
        expect(await payments.begin()).toEqual(SECOND)
        await payments.write('again', SECOND)
        await payments.end('commit', SECOND)
        expect(await committed(kafka)).toEqual([
          [1, 'behind it'],
          [3, 'again'],
        ])
      },
    },
  ],
}
