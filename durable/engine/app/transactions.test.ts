// The client's side of transactions, with answers of coordinators as the test gives them.
import { describe, expect, it } from 'vitest'
import { answerApp, appOf, auditOfApp, createApp, loseAnswers, plan } from '../../../test/support/apps.ts'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createAssigned } from '../../../test/support/replicas.ts'
import type { AppAnswer } from './app.ts'

const FOUND: AppAnswer = {
  api: 'FindCoordinator',
  response: { coordinators: [{ key: 'tx', error: 'NONE', errorMessage: null, nodeId: 2, host: 'localhost', port: 9092 }] },
}
const IDENTIFIED: AppAnswer = { api: 'InitProducerId', response: { error: 'NONE', producerId: 9, producerEpoch: 0 } }

function ended(error: 'NONE' | 'CONCURRENT_TRANSACTIONS' | 'PRODUCER_FENCED' | 'NOT_COORDINATOR', producerEpoch = 1): AppAnswer {
  return { api: 'EndTxn', response: { error, producerId: 9, producerEpoch } }
}

const STORED: AppAnswer = { api: 'Produce', response: { responses: [{ name: 't', partitionResponses: [produced('NONE', 0)] }] } }
const REFUSED: AppAnswer = {
  api: 'Produce',
  response: { responses: [{ name: 't', partitionResponses: [produced('INVALID_TXN_STATE', -1)] }] },
}

function produced(error: 'NONE' | 'INVALID_TXN_STATE', baseOffset: number) {
  return { index: 0, error, errorMessage: null, baseOffset, logAppendTimeMs: -1, logStartOffset: 0 }
}

/** An application whose brokers never answer by themselves, once it has asked for its coordinator. */
function transactional(workload: Parameters<typeof plan>[0] = {}) {
  const cluster = new MemoryCluster()
  createAssigned(cluster, 't', [[1]])
  loseAnswers(cluster, ['FindCoordinator', 'InitProducerId', 'EndTxn', 'Produce'])
  const configs = { 'enable.idempotence': 'true', 'transactional.id': 'tx' }
  const appId = createApp(cluster, plan({ configs, ...workload, workload: { count: 2, recordsPerTransaction: 2, ...workload.workload } }))
  return { cluster, appId, state: () => appOf(cluster, appId).producer?.transactions }
}

describe('a transactional producer', () => {
  it('[APP14] finds its coordinator, gets its id, and begins', () => {
    const { cluster, appId, state } = transactional()
    expect(appOf(cluster, appId).counters.made).toBe(0)
    answerApp(cluster, appId, FOUND)
    expect(state()).toMatchObject({ coordinatorId: 2, phase: 'uninitialized' })
    answerApp(cluster, appId, IDENTIFIED)
    expect(state()).toMatchObject({ producerId: 9, producerEpoch: 0, phase: 'inTransaction', transactionCount: 1 })
    expect(appOf(cluster, appId).counters.made).toBe(1)
  })

  it('[APP14] flushes before it commits, and goes on with the epoch that the coordinator gives', () => {
    const { cluster, appId, state } = transactional({ workload: { count: 4, recordsPerTransaction: 2 } })
    answerApp(cluster, appId, FOUND)
    answerApp(cluster, appId, IDENTIFIED)
    cluster.advance(100)
    expect(state()?.phase).toBe('committing')
    answerApp(cluster, appId, STORED)
    answerApp(cluster, appId, STORED)
    expect(appOf(cluster, appId).producer?.inFlight).toMatchObject([
      { api: 'EndTxn', brokerId: 2, ending: { committed: true, producerId: 9 } },
    ])
    answerApp(cluster, appId, ended('CONCURRENT_TRANSACTIONS', -1))
    expect(state()?.phase).toBe('committing')
    cluster.advance(100)
    answerApp(cluster, appId, ended('NONE', 1))
    expect(appOf(cluster, appId).counters.transactionsCommitted).toBe(1)
    expect(state()).toMatchObject({ producerEpoch: 1, phase: 'inTransaction', transactionCount: 2, recordCount: 1 })
    expect(state()?.sequences).toMatchObject({ 't-0': { producerEpoch: 1, next: 1 } })
  })

  it('[APP14] aborts what the workload says, and what it cannot commit', () => {
    const { cluster, appId, state } = transactional({ workload: { count: 1, recordsPerTransaction: 1, abortEvery: 1 } })
    answerApp(cluster, appId, FOUND)
    answerApp(cluster, appId, IDENTIFIED)
    expect(state()?.phase).toBe('aborting')

    const other = transactional()
    answerApp(other.cluster, other.appId, FOUND)
    answerApp(other.cluster, other.appId, IDENTIFIED)
    answerApp(other.cluster, other.appId, REFUSED)
    expect(other.state()).toMatchObject({ phase: 'aborting', error: 'INVALID_TXN_STATE' })
    expect(appOf(other.cluster, other.appId).trace).toMatchObject([{ fate: 'failed', error: 'INVALID_TXN_STATE' }])
    expect(appOf(other.cluster, other.appId).producer?.inFlight).toMatchObject([{ api: 'EndTxn', ending: { committed: false } }])
    answerApp(other.cluster, other.appId, ended('NONE'))
    expect(appOf(other.cluster, other.appId).counters).toMatchObject({ transactionsAborted: 1 })
  })

  it('[APP14] looks for its coordinator again when that is another one, and fails when it is fenced', () => {
    const { cluster, appId, state } = transactional({ workload: { count: 1, recordsPerTransaction: 1 } })
    answerApp(cluster, appId, FOUND)
    answerApp(cluster, appId, IDENTIFIED)
    answerApp(cluster, appId, STORED)
    answerApp(cluster, appId, ended('NOT_COORDINATOR', -1))
    expect(state()?.coordinatorId).toBe(-1)
    loseAnswers(cluster, ['FindCoordinator'])
    cluster.advance(100)
    answerApp(cluster, appId, FOUND)
    answerApp(cluster, appId, ended('PRODUCER_FENCED', -1))
    expect(appOf(cluster, appId)).toMatchObject({ phase: 'failed', error: 'PRODUCER_FENCED', producer: null })
  })

  it('[APP14] commits and aborts on a real cluster, and the fates of its records say so', () => {
    const cluster = new MemoryCluster()
    createAssigned(cluster, 't', [[1, 2, 3]])
    const configs = { 'transactional.id': 'tx', 'enable.idempotence': 'true' }
    const workload = { count: 9, recordsPerTransaction: 3, abortEvery: 2 }
    const appId = createApp(cluster, plan({ configs, workload }))
    cluster.advance(60_000)
    expect(appOf(cluster, appId)).toMatchObject({ phase: 'finished', counters: { transactionsCommitted: 2, transactionsAborted: 1 } })
    const { acknowledged, failed } = auditOfApp(cluster, appId)
    const { committed, aborted } = acknowledged
    expect(committed).toBe(6)
    expect(aborted + failed.neverStored + failed.aborted).toBe(3)
  })

  it('[APP14] goes on after a coordinator that died, and is fenced by another one with its transactional id', () => {
    const cluster = new MemoryCluster()
    createAssigned(cluster, 't', [[1, 2, 3]])
    const configs = { 'transactional.id': 'tx', 'enable.idempotence': 'true' }
    const workload = { count: 100, recordsPerTransaction: 5, recordsPerSecond: 2 }
    const appId = createApp(cluster, plan({ configs, workload }))
    cluster.advance(6000)
    const coordinatorId = appOf(cluster, appId).producer?.transactions?.coordinatorId ?? -1
    cluster.node(coordinatorId, 'kill')
    cluster.advance(30_000)
    expect(appOf(cluster, appId).phase).toBe('running')
    expect(appOf(cluster, appId).counters.transactionsCommitted).toBeGreaterThan(4)
    const other = createApp(cluster, plan({ configs, workload: { ...workload, count: 5 } }))
    cluster.advance(60_000)
    expect(appOf(cluster, other).phase).toBe('finished')
    expect(appOf(cluster, appId)).toMatchObject({ phase: 'failed', error: 'PRODUCER_FENCED' })
  })
})
