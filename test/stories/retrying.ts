// What a producer does that did not hear an answer: send again, and what becomes of the record then.
import { expect } from 'vitest'
import type { Answer } from '../support/api-client.ts'
import type { Story, StorySandbox } from './story.ts'
import { committed, producerHeaders, stability, TransactionalId } from './transactional-id.ts'

/** The first producer id of a sandbox, and the only one of these stories. */
const PRODUCER = { producerId: 0, producerEpoch: 0 }

async function loseAnswer(kafka: StorySandbox, api: string): Promise<void> {
  await kafka.fault({ kind: 'drop_response', api, count: 1 })
}

function send(kafka: StorySandbox, value: string, headers: Readonly<Record<string, string>>, status: number): Promise<Answer> {
  return kafka.v3('POST', '/topics/t/records', status, { value: { type: 'STRING', data: value } }, headers)
}

/** The first record of the producer in its transaction. */
function sendInTransaction(kafka: StorySandbox, status: number): Promise<Answer> {
  const record = { topic_name: 't', partition_id: 0, value: { type: 'STRING', data: 'a' } }
  return kafka.v3('POST', '/transactions/payments/records', status, record, producerHeaders(PRODUCER, 0))
}

export const retryAfterLostAnswer: Story = {
  title: 'a record whose answer was lost is sent again: with a sequence number it is found, without one it is there twice',
  steps: [
    {
      does: 'a producer gets an id, and the answer to its first record never comes',
      run: async (kafka) => {
        await kafka.createTopic([1, 2, 3])
        const { json } = await kafka.v3('POST', '/producers', 200)
        expect(json).toEqual({ producer_id: 0, producer_epoch: 0 })
        await loseAnswer(kafka, 'Produce')
        await send(kafka, 'counted', producerHeaders(PRODUCER, 0), 503)
        expect(await kafka.reach(1)).toEqual([1, 1])
      },
    },
    {
      does: 'the leader knows the sequence number: nothing is written, and the answer is the one that was lost',
      run: async (kafka) => {
        const { headers, json } = await send(kafka, 'counted', producerHeaders(PRODUCER, 0), 200)
        expect([headers.get('Producer-Duplicate'), json['offset'], json['duplicate']]).toEqual(['true', 0, true])
        expect(await kafka.reach(1)).toEqual([1, 1])
      },
    },
    {
      does: 'another leader knows it too',
      run: async (kafka) => {
        await kafka.node(1, 'kill')
        await kafka.advance(9_000)
        expect((await kafka.partition()).leader).toBe(2)
        const { headers } = await send(kafka, 'counted', producerHeaders(PRODUCER, 0), 200)
        expect(headers.get('Producer-Duplicate')).toBe('true')
        expect(await kafka.reach(2)).toEqual([1, 1])
      },
    },
    {
      does: 'a record that nobody counted is written a second time',
      run: async (kafka) => {
        await loseAnswer(kafka, 'Produce')
        expect(await kafka.produce('uncounted')).toMatchObject({ offset: null })
        await kafka.store('uncounted', 2)
        expect(await kafka.records()).toEqual([
          [0, 'counted'],
          [1, 'uncounted'],
          [2, 'uncounted'],
        ])
      },
    },
    {
      does: 'under an idempotency key it is not',
      run: async (kafka) => {
        await loseAnswer(kafka, 'Produce')
        await send(kafka, 'keyed', { 'Idempotency-Key': 'a' }, 503)
        const { headers, json } = await send(kafka, 'keyed', { 'Idempotency-Key': 'a' }, 200)
        expect([headers.get('Idempotency-Replayed'), json['offset']]).toEqual(['true', 3])
        expect(await kafka.reach(2)).toEqual([4, 4])
        expect((await kafka.sentences('fault.ended')).length).toBe(3)
      },
    },
    {
      does: 'nor later, when all that was known has been read from the disk again',
      run: async (kafka) => {
        const { headers } = await send(kafka, 'keyed', { 'Idempotency-Key': 'a' }, 200)
        expect(headers.get('Idempotency-Replayed')).toBe('true')
        expect((await send(kafka, 'next', producerHeaders(PRODUCER, 1), 200)).json['offset']).toBe(4)
        await send(kafka, 'too far', producerHeaders(PRODUCER, 3), 409)
        expect(await kafka.reach(2)).toEqual([5, 5])
      },
    },
  ],
}

export const retriedTransaction: Story = {
  title: 'a transaction of which every answer is lost the first time happens once',
  steps: [
    {
      does: 'a transaction with a record whose answer never comes',
      run: async (kafka) => {
        await kafka.createTopic([1, 2, 3])
        expect(await new TransactionalId(kafka).begin()).toEqual(PRODUCER)
        await loseAnswer(kafka, 'Produce')
        await sendInTransaction(kafka, 503)
        expect(await stability(kafka)).toEqual([0, 1])
      },
    },
    {
      does: 'sent again it is found, in the transaction that it opened',
      run: async (kafka) => {
        const { headers, json } = await sendInTransaction(kafka, 200)
        expect([headers.get('Producer-Duplicate'), json['offset']]).toEqual(['true', 0])
        expect(await stability(kafka)).toEqual([0, 1])
      },
    },
    {
      does: 'it is committed, and nobody hears of it',
      run: async (kafka) => {
        const payments = new TransactionalId(kafka)
        await loseAnswer(kafka, 'EndTxn')
        await payments.end('commit', PRODUCER, [503, 'NETWORK_EXCEPTION'])
        expect(await payments.state()).toMatchObject({ state: 'CompleteCommit', producer_epoch: 1 })
      },
    },
    {
      does: 'asked again the coordinator answers the epoch to go on with, and writes no second marker',
      run: async (kafka) => {
        const payments = new TransactionalId(kafka)
        expect(await payments.end('commit', PRODUCER)).toEqual({ producerId: 0, producerEpoch: 1 })
        expect(await stability(kafka)).toEqual([2, 2])
      },
    },
    {
      does: 'an abort comes too late, and the next transaction begins',
      run: async (kafka) => {
        const payments = new TransactionalId(kafka)
        await payments.end('abort', PRODUCER, [409, 'INVALID_TXN_STATE'])
        await payments.write('b', { producerId: 0, producerEpoch: 1 })
        await payments.end('commit')
        expect(await committed(kafka)).toEqual([
          [0, 'a'],
          [2, 'b'],
        ])
      },
    },
  ],
}
