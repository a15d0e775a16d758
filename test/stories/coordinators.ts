// What becomes of a transaction when its coordinator goes: another one finishes it, or nobody does until an administrator comes.
import { expect } from 'vitest'
import { kafkaError } from '../../schema/kafka/errors.ts'
import type { Story, StorySandbox } from './story.ts'
import { committed, producerOf, stability, TransactionalId } from './transactional-id.ts'

/** broker.session.timeout.ms: so long nobody notices. */
const SESSION_MS = 9_000

const PRODUCER = { producerId: 0, producerEpoch: 0 }
const PRODUCERS = '/topics/t/partitions/0/producers'

/** The brokers that have nothing of the coordinator's log. */
async function outsiders(kafka: StorySandbox): Promise<number[]> {
  const { replicas } = await kafka.partition('__transaction_state')
  return [1, 2, 3, 4, 5].filter((brokerId) => !replicas.includes(brokerId))
}

export const coordinatorDies: Story = {
  title: 'a coordinator dies between the outcome of a transaction and its markers, and the next one writes them',
  sandbox: { brokers: 5, configs: { 'transaction.state.log.num.partitions': 1 } },
  steps: [
    {
      does: 'a transaction, in a topic on brokers that are not those of its coordinator',
      run: async (kafka) => {
        const payments = new TransactionalId(kafka)
        expect(await payments.begin()).toEqual(PRODUCER)
        await kafka.createTopic(await outsiders(kafka))
        await payments.write('a', PRODUCER)
        expect(await stability(kafka)).toEqual([0, 1])
      },
    },
    {
      does: 'the coordinator cannot reach the leader any more: the commit is decided and answered, and the marker waits',
      run: async (kafka) => {
        const payments = new TransactionalId(kafka)
        const { coordinator } = await payments.state()
        const { leader } = await kafka.partition()
        await kafka.fault({ kind: 'link', from: coordinator, to: leader, cut: true })
        expect(await payments.end('commit', PRODUCER)).toEqual({ producerId: 0, producerEpoch: 1 })
        expect(await payments.state()).toMatchObject({
          state: 'PrepareCommit',
          pending_state: 'CompleteCommit',
          partitions: [{ topic: 't', marker: 'waiting' }],
        })
        expect(await stability(kafka)).toEqual([0, 1])
        expect(await committed(kafka)).toEqual([])
      },
    },
    {
      does: 'nothing else can be begun meanwhile',
      run: async (kafka) => {
        const { json } = await kafka.v3('POST', '/transactions', 409, { transactional_id: 'payments' })
        expect(json['message']).toBe(kafkaError('CONCURRENT_TRANSACTIONS').message)
      },
    },
    {
      does: 'the coordinator dies, and until that is noticed nobody answers for the id',
      run: async (kafka) => {
        await kafka.node((await new TransactionalId(kafka).state()).coordinator, 'kill')
        await kafka.v3('POST', '/transactions/payments:commit', 503)
        expect(await stability(kafka)).toEqual([0, 1])
      },
    },
    {
      does: 'the next one reads the outcome from the log and writes the marker',
      run: async (kafka) => {
        const [dead] = (await kafka.partition('__transaction_state')).replicas
        await kafka.advance(SESSION_MS)
        const { coordinator, state, partitions } = await new TransactionalId(kafka).state()
        expect(coordinator).not.toBe(dead)
        expect([state, partitions]).toEqual(['CompleteCommit', []])
        expect(await stability(kafka)).toEqual([2, 2])
        expect(await committed(kafka)).toEqual([[0, 'a']])
        expect((await kafka.sentences('transactions.loaded')).at(-1)).toContain(`Broker ${coordinator} coordinates`)
        expect(await kafka.sentences('marker.acknowledged')).toHaveLength(1)
      },
    },
    {
      does: 'the dead one comes back as a follower, and the producer goes on with the epoch it was told',
      run: async (kafka) => {
        const payments = new TransactionalId(kafka)
        const { leader, replicas } = await kafka.partition('__transaction_state')
        await kafka.node(replicas[0] ?? -1, 'start')
        await kafka.heal()
        expect((await kafka.partition('__transaction_state')).isr).toHaveLength(3)
        expect((await payments.state()).coordinator).toBe(leader)
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

export const hangingTransaction: Story = {
  title: 'a transaction that no coordinator knows of hangs until an administrator aborts it',
  steps: [
    {
      does: 'a transaction is open, and somebody deletes the topic of the coordinators',
      run: async (kafka) => {
        await kafka.createTopic([1, 2, 3])
        const payments = new TransactionalId(kafka)
        await payments.begin()
        await payments.write('hanging', PRODUCER)
        await kafka.store('behind it', 1)
        await kafka.v3('DELETE', '/topics/__transaction_state', 204)
        await kafka.v3('GET', '/transactions/payments', 404)
      },
    },
    {
      does: 'no timeout ends it: whoever reads what is committed waits',
      run: async (kafka) => {
        await kafka.advance(900_000)
        expect(await stability(kafka)).toEqual([0, 2])
        expect(await committed(kafka)).toEqual([])
      },
    },
    {
      does: 'the leader shows whose it is, and takes a marker from an administrator',
      run: async (kafka) => {
        const { data } = (await kafka.v3('GET', PRODUCERS, 200)).json as { data: Record<string, unknown>[] }
        expect(data).toMatchObject([{ producer_id: 0, producer_epoch: 0, last_sequence: 0, current_transaction_start_offset: 0 }])
        const { json } = await kafka.v3('POST', `${PRODUCERS}/0:abort`, 200)
        expect([producerOf(json), json['start_offset']]).toEqual([PRODUCER, 0])
        expect(await stability(kafka)).toEqual([3, 3])
        expect(await committed(kafka)).toEqual([[1, 'behind it']])
      },
    },
    {
      does: 'there is nothing more to abort, and the id begins with a new producer',
      run: async (kafka) => {
        await kafka.v3('POST', `${PRODUCERS}/0:abort`, 409)
        const payments = new TransactionalId(kafka)
        const { producerId, producerEpoch } = await payments.begin()
        expect([producerId > 0, producerEpoch]).toEqual([true, 0])
        await payments.write('again')
        await payments.end('commit')
        expect(await committed(kafka)).toEqual([
          [1, 'behind it'],
          [3, 'again'],
        ])
      },
    },
  ],
}
