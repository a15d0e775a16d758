import { describe, expect, it } from 'vitest'
import { MAX_TRANSACTION_TRIES, TRANSACTION_RETRY_BACKOFF_MS } from '../limits.ts'
import type { KafkaErrorName } from './errors.ts'
import { TransactionClient } from './transaction-client.ts'
import type { AskKafka } from './transaction-client.ts'

type Asked = { readonly api: string; readonly request: unknown }

/** A cluster that answers from a list by API, the last answer again and again, and remembers what it was asked. */
class ScriptedCluster {
  readonly asked: Asked[] = []
  readonly pauses: number[] = []
  readonly #answers: Readonly<Record<string, unknown[]>>

  constructor(answers: Readonly<Record<string, unknown[]>>) {
    this.#answers = answers
  }

  get client(): TransactionClient {
    const ask = (asked: Asked) => {
      this.asked.push(asked)
      const left = this.#answers[asked.api] ?? []
      const response = left.length > 1 ? left.shift() : left[0]
      if (response === undefined) throw new Error(`nobody expected ${asked.api}`)
      return Promise.resolve({ response, sequence: this.asked.length })
    }
    return new TransactionClient(ask as AskKafka, (milliseconds) => {
      this.pauses.push(milliseconds)
      return Promise.resolve()
    })
  }

  requestsOf(api: string): unknown[] {
    return this.asked.filter((asked) => asked.api === api).map(({ request }) => request)
  }
}

const coordinator = (error: KafkaErrorName = 'NONE') => ({
  coordinators: [{ key: 'id', error, errorMessage: null, nodeId: error === 'NONE' ? 2 : -1, host: '', port: -1 }],
})
const identity = (error: KafkaErrorName = 'NONE') => ({
  error,
  producerId: error === 'NONE' ? 7 : -1,
  producerEpoch: error === 'NONE' ? 3 : -1,
})
const HOLDER = { transactionalId: 'id', producerId: 7, producerEpoch: 3 }

describe('beginning', () => {
  it('finds the coordinator first, and then asks for the id', async () => {
    const cluster = new ScriptedCluster({ FindCoordinator: [coordinator()], InitProducerId: [identity()] })
    expect(await cluster.client.begin('id', 5_000)).toEqual({ ok: true, value: { ...HOLDER, coordinatorId: 2 }, sequence: 2 })
    expect(cluster.asked).toEqual([
      { api: 'FindCoordinator', request: { keyType: 'TRANSACTION', coordinatorKeys: ['id'] } },
      { api: 'InitProducerId', request: { transactionalId: 'id', transactionTimeoutMs: 5_000 } },
    ])
  })

  it('waits a little for a coordinator and for the end of the last transaction', async () => {
    const cluster = new ScriptedCluster({
      FindCoordinator: [coordinator('COORDINATOR_NOT_AVAILABLE'), coordinator()],
      InitProducerId: [identity('CONCURRENT_TRANSACTIONS'), identity('NOT_COORDINATOR'), identity()],
    })
    expect(await cluster.client.begin('id', 5_000)).toMatchObject({ ok: true, value: HOLDER })
    expect(cluster.pauses).toEqual([TRANSACTION_RETRY_BACKOFF_MS, TRANSACTION_RETRY_BACKOFF_MS, TRANSACTION_RETRY_BACKOFF_MS])
  })

  it('gives up after some tries, and says why', async () => {
    const cluster = new ScriptedCluster({ FindCoordinator: [coordinator()], InitProducerId: [identity('CONCURRENT_TRANSACTIONS')] })
    expect(await cluster.client.begin('id', 5_000)).toEqual({ ok: false, error: 'CONCURRENT_TRANSACTIONS', message: null })
    expect(cluster.requestsOf('InitProducerId')).toHaveLength(MAX_TRANSACTION_TRIES)
    expect(cluster.pauses).toHaveLength(MAX_TRANSACTION_TRIES - 1)
  })

  it('does not try again what will not get better', async () => {
    const cluster = new ScriptedCluster({ FindCoordinator: [coordinator()], InitProducerId: [identity('INVALID_TRANSACTION_TIMEOUT')] })
    expect(await cluster.client.begin('id', 9e8)).toMatchObject({ ok: false, error: 'INVALID_TRANSACTION_TIMEOUT' })
    expect(cluster.pauses).toEqual([])
  })

  it('to fence asks for the shortest timeout, since nobody will write', async () => {
    const cluster = new ScriptedCluster({ FindCoordinator: [coordinator()], InitProducerId: [identity()] })
    await cluster.client.fence('id')
    expect(cluster.requestsOf('InitProducerId')).toEqual([{ transactionalId: 'id', transactionTimeoutMs: 1 }])
  })

  it('without a transactional id needs no coordinator', async () => {
    const cluster = new ScriptedCluster({ InitProducerId: [identity()] })
    expect(await cluster.client.initIdempotent()).toMatchObject({ ok: true, value: { producerId: 7, producerEpoch: 3 } })
  })
})

describe('ending', () => {
  const ended = (error: KafkaErrorName, producerId = -1, producerEpoch = -1) => ({ error, producerId, producerEpoch })

  it('answers who goes on, with the epoch that the coordinator raised', async () => {
    const cluster = new ScriptedCluster({ EndTxn: [ended('CONCURRENT_TRANSACTIONS'), ended('NONE', 7, 4)] })
    expect(await cluster.client.end(HOLDER, true)).toMatchObject({ ok: true, value: { ...HOLDER, producerEpoch: 4 } })
    expect(cluster.requestsOf('EndTxn')).toEqual([
      { apiVersion: 5, ...HOLDER, committed: true },
      { apiVersion: 5, ...HOLDER, committed: true },
    ])
  })

  it('leaves the holder as it is when nothing was raised, and refuses one that was fenced', async () => {
    expect(await new ScriptedCluster({ EndTxn: [ended('NONE')] }).client.end(HOLDER, false)).toMatchObject({ value: HOLDER })
    const fenced = new ScriptedCluster({ EndTxn: [ended('PRODUCER_FENCED')] })
    expect(await fenced.client.end(HOLDER, false)).toMatchObject({ ok: false, error: 'PRODUCER_FENCED' })
  })
})

describe('the holder of an id', () => {
  it('is whom the coordinator describes', async () => {
    const state = { error: 'NONE', transactionalId: 'id', transactionState: 'Ongoing', producerId: 7, producerEpoch: 3, topics: [] }
    const known = new ScriptedCluster({ DescribeTransactions: [{ transactionStates: [state] }] })
    expect(await known.client.holderOf('id')).toMatchObject({ ok: true, value: HOLDER })
    const unknown = new ScriptedCluster({
      DescribeTransactions: [{ transactionStates: [{ ...state, error: 'TRANSACTIONAL_ID_NOT_FOUND' }] }],
    })
    expect(await unknown.client.holderOf('id')).toMatchObject({ ok: false, error: 'TRANSACTIONAL_ID_NOT_FOUND' })
  })
})

describe('offsets', () => {
  const answer = (...errors: KafkaErrorName[]) => ({
    topics: [{ name: 't', partitions: errors.map((error, partitionIndex) => ({ partitionIndex, error })) }],
  })
  const offsets = { groupId: 'g', generationId: -1, memberId: '', groupInstanceId: null, topics: [] }

  it('go to the coordinator of the group, in the name of the holder', async () => {
    const cluster = new ScriptedCluster({ FindCoordinator: [coordinator()], TxnOffsetCommit: [answer('NONE', 'NONE')] })
    expect(await cluster.client.commitOffsets(HOLDER, offsets)).toMatchObject({ ok: true, value: answer('NONE', 'NONE') })
    expect(cluster.asked).toEqual([
      { api: 'FindCoordinator', request: { keyType: 'GROUP', coordinatorKeys: ['g'] } },
      { api: 'TxnOffsetCommit', request: { apiVersion: 5, ...HOLDER, ...offsets } },
    ])
  })

  it('are refused as a whole where every partition says the same, else one by one', async () => {
    const commit = (...errors: KafkaErrorName[]) => {
      return new ScriptedCluster({ FindCoordinator: [coordinator()], TxnOffsetCommit: [answer(...errors)] }).client.commitOffsets(
        HOLDER,
        offsets,
      )
    }
    expect(await commit('PRODUCER_FENCED', 'PRODUCER_FENCED')).toMatchObject({ ok: false, error: 'PRODUCER_FENCED' })
    expect(await commit('NONE', 'UNKNOWN_TOPIC_OR_PARTITION')).toMatchObject({ ok: true })
  })
})
