// What a dying leader takes with it, and what stays: acks, epochs, unclean elections, crashes.
import { expect } from 'vitest'
import type { Story, StorySandbox } from './story.ts'

/** broker.session.timeout.ms: so long nobody notices. */
const SESSION_MS = 9_000

async function slowLinks(kafka: StorySandbox, links: readonly (readonly [number, number])[]): Promise<void> {
  for (const [from, to] of links) await kafka.fault({ kind: 'link', from, to, latency_ms: 100 })
}

export const acksOneLost: Story = {
  title: 'an acks=1 write is lost when its leader dies before the followers have it',
  steps: [
    {
      does: 'a first record reaches everybody',
      run: async (kafka) => {
        await kafka.createTopic([1, 2, 3])
        await kafka.store('kept', 0)
      },
    },
    {
      does: 'the followers stand still while the leader acknowledges',
      run: async (kafka) => {
        for (const broker of [2, 3]) await kafka.fault({ kind: 'pause_replication', broker })
        await kafka.store('lost', 1, 'acks=1')
        expect(await kafka.reach(1)).toEqual([2, 1])
      },
    },
    {
      does: 'the leader dies and the followers go on',
      run: async (kafka) => {
        await kafka.node(1, 'kill')
        await kafka.heal()
        await kafka.advance(SESSION_MS)
        expect(await kafka.partition()).toMatchObject({ leader: 2, leader_epoch: 1, isr: [2, 3] })
      },
    },
    { does: 'another record takes its offset', run: async (kafka) => kafka.store('instead', 1) },
    {
      does: 'the old leader returns and cuts off what only it had',
      run: async (kafka) => {
        await kafka.node(1, 'start')
        expect(await kafka.records()).toEqual([
          [0, 'kept'],
          [1, 'instead'],
        ])
        const { isr, logs } = await kafka.partition()
        expect(isr).toEqual([2, 3, 1])
        for (const { leader_epochs, log_end_offset, high_watermark } of logs) {
          expect([log_end_offset, high_watermark]).toEqual([2, 2])
          expect(leader_epochs).toEqual([
            { epoch: 0, start_offset: 0 },
            { epoch: 1, start_offset: 1 },
          ])
        }
      },
    },
  ],
}

export const acksAllKept: Story = {
  title: 'an acks=all write survives its leader',
  steps: [
    {
      does: 'everybody in sync has the record',
      run: async (kafka) => {
        await kafka.createTopic([1, 2, 3], { 'min.insync.replicas': '2' })
        await kafka.store('kept', 0)
      },
    },
    {
      does: 'the leader dies: nobody answers at its address',
      run: async (kafka) => {
        await kafka.node(1, 'kill')
        expect(await kafka.produce('refused')).toMatchObject({ offset: null })
      },
    },
    {
      does: 'the controller notices',
      run: async (kafka) => {
        await kafka.advance(SESSION_MS)
        expect(await kafka.partition()).toMatchObject({ leader: 2, leader_epoch: 1, isr: [2, 3] })
        expect(await kafka.records()).toEqual([[0, 'kept']])
      },
    },
    {
      does: 'the cluster goes on, and the old leader follows',
      run: async (kafka) => {
        await kafka.store('next', 1)
        await kafka.node(1, 'start')
        expect(await kafka.partition()).toMatchObject({ leader: 2, isr: [2, 3, 1] })
        expect(await kafka.reach(1)).toEqual([2, 2])
      },
    },
  ],
}

/** KIP-101: brokers 2 and 3 have a committed record and do not know yet that it is committed, when two leaders die one after the other. */
function twoLeadersDie(rule: string, isByEpoch: boolean, left: readonly (readonly [number, string])[]): Story {
  return {
    title: `two leaders die one after the other: ${rule}`,
    sandbox: { configs: { 'samsa.leader.epoch.truncation.enable': isByEpoch } },
    steps: [
      {
        does: 'a committed record of which the followers do not know that it is',
        run: async (kafka) => {
          await kafka.createTopic([1, 2, 3])
          await kafka.store('m1', 0)
          await slowLinks(kafka, [
            [1, 2],
            [1, 3],
            [2, 3],
          ])
          const answering = kafka.produce('m2')
          await moveUntilAnswered(kafka, answering)
          expect(await answering).toMatchObject({ offset: 1 })
          expect([await kafka.reach(1), await kafka.reach(2), await kafka.reach(3)]).toEqual([
            [2, 2],
            [2, 1],
            [2, 1],
          ])
        },
      },
      {
        does: 'the leader dies before it can tell',
        run: async (kafka) => {
          await kafka.node(1, 'kill')
          await kafka.advance(SESSION_MS)
          expect(await kafka.partition()).toMatchObject({ leader: 2, isr: [2, 3] })
        },
      },
      {
        does: 'the next leader dies before the last broker has fetched from it',
        run: async (kafka) => {
          await kafka.node(2, 'kill')
          await kafka.advance(SESSION_MS)
          expect(await kafka.partition()).toMatchObject({ leader: 3, isr: [3] })
          expect(await kafka.records()).toEqual(left)
        },
      },
    ],
  }
}

/** A produce waits on the held clock: somebody has to move it, once the request has arrived. */
async function moveUntilAnswered(kafka: StorySandbox, answering: Promise<unknown>): Promise<void> {
  let isAnswered = false
  void answering.then(() => (isAnswered = true))
  for (;;) {
    const [logEndOffset] = await kafka.reach(1)
    if (logEndOffset === 2) break
  }
  await kafka.advance(100)
  await answering
  expect(isAnswered).toBe(true)
}

export const highWatermarkTruncation = twoLeadersDie('truncation to the high watermark loses what was committed', false, [[0, 'm1']])
export const leaderEpochTruncation = twoLeadersDie('leader epochs keep it (KIP-101)', true, [
  [0, 'm1'],
  [1, 'm2'],
])

export const uncleanElection: Story = {
  title: 'an unclean election loses committed records, and the old leader truncates on return',
  sandbox: { configs: { 'eligible.leader.replicas.version': '0' } },
  steps: [
    {
      does: 'the leader is the last one in sync',
      run: async (kafka) => {
        await kafka.createTopic([1, 2, 3])
        await kafka.store('everywhere', 0)
        for (const broker of [2, 3]) await kafka.node(broker, 'kill')
        await kafka.advance(SESSION_MS)
        await kafka.store('only on 1', 1)
        expect(await kafka.partition()).toMatchObject({ leader: 1, isr: [1] })
      },
    },
    {
      does: 'it dies, and nobody else may lead',
      run: async (kafka) => {
        await kafka.node(1, 'kill')
        await kafka.advance(SESSION_MS)
        await kafka.node(2, 'start')
        expect(await kafka.partition()).toMatchObject({ leader: -1, isr: [1] })
      },
    },
    {
      does: 'the topic prefers to go on',
      run: async (kafka) => {
        await kafka.v3('PUT', '/topics/t/configs/unclean.leader.election.enable', 204, { value: 'true' })
        expect(await kafka.partition()).toMatchObject({ leader: 2, isr: [2] })
        expect(await kafka.records()).toEqual([[0, 'everywhere']])
        await kafka.store('instead', 1)
      },
    },
    {
      does: 'the old leader comes back and cuts its record off',
      run: async (kafka) => {
        await kafka.node(1, 'start')
        expect(await kafka.records()).toEqual([
          [0, 'everywhere'],
          [1, 'instead'],
        ])
        expect(await kafka.partition()).toMatchObject({ leader: 2, isr: [2, 1] })
        expect((await kafka.sentences('log.changed')).some((why) => why.includes('epoch'))).toBe(true)
      },
    },
  ],
}

export const crashBeforeFlush: Story = {
  title: 'a crash before the flush loses what was only in the page cache',
  steps: [
    {
      does: 'one replica, forced to the disk every two records',
      run: async (kafka) => {
        await kafka.createTopic([1], { 'flush.messages': '2' })
        for (const [offset, value] of ['a', 'b', 'c'].entries()) await kafka.store(value, offset)
      },
    },
    {
      does: 'the machine goes down',
      run: async (kafka) => {
        await kafka.node(1, 'crash-unflushed')
        await kafka.advance(SESSION_MS)
      },
    },
    {
      does: 'the third record is gone, though it was acknowledged',
      run: async (kafka) => {
        await kafka.node(1, 'start')
        expect(await kafka.records()).toEqual([
          [0, 'a'],
          [1, 'b'],
        ])
        await kafka.store('again', 2)
      },
    },
  ],
}
