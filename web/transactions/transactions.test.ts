import { describe, expect, it } from 'vitest'
import type { ClusterState, TransactionState } from '../data/shapes.ts'
import { madeEvent } from '../sequence/made-event.ts'
import { transactionRuns } from './transaction-runs.ts'
import { stepsOfTransaction } from './transaction-steps.ts'
import { ageMs, heldBackPartitions, isHung, markerProgress } from './transaction-view.ts'

const ID = { transactional_id: 'till-1' }
const PRODUCER_ID = 1000

function prepared(sequence: number, state: string, causedBy: number | null = null, api?: string) {
  const facts = { ...ID, broker_id: 3, transition: { state, producer_id: PRODUCER_ID } }
  return madeEvent(sequence, 'transaction.prepared', facts, {
    caused_by: causedBy,
    trigger: api === undefined ? { kind: 'timer' } : { kind: 'request', api },
  })
}

function moved(sequence: number, state: string) {
  return madeEvent(sequence, 'transaction.moved', { ...ID, state, producer_id: PRODUCER_ID })
}

const marker = { topic: 'payments', partition_index: 1 }

const COMMITTED = [
  prepared(4, 'Ongoing', null, 'AddPartitionsToTxn'),
  moved(5, 'Ongoing'),
  prepared(12, 'PrepareCommit', 11),
  moved(13, 'PrepareCommit'),
  madeEvent(14, 'marker.moved', { ...ID, marker, progress: { phase: 'written' }, is_commit: true }),
  madeEvent(15, 'marker.acknowledged', { ...ID, marker }),
  prepared(16, 'CompleteCommit', 15),
  moved(17, 'CompleteCommit'),
]

function append(sequence: number, producer: Readonly<Record<string, unknown>>) {
  const change = { kind: 'batch.appended', base_offset: sequence, last_offset: sequence, producer: { is_transactional: true, ...producer } }
  return madeEvent(sequence, 'log.changed', { topic: 'payments', partition_index: 1, change })
}

describe('the transactions of an id', () => {
  it('end when their outcome is complete, and the next begins with what is prepared after it', () => {
    const runs = transactionRuns('till-1', [...COMMITTED, prepared(20, 'Ongoing'), moved(21, 'Ongoing')])
    expect(runs.map(({ firstSequence, lastSequence, outcome, ended }) => [firstSequence, lastSequence, outcome, ended?.sequence])).toEqual([
      [4, 17, 'commit', 17],
      [20, 21, null, undefined],
    ])
  })

  it('are not known by a history that begins in the middle of one', () => {
    expect(transactionRuns('till-1', COMMITTED.slice(5, 6))).toEqual([])
    expect(transactionRuns('other', COMMITTED)).toEqual([])
  })
})

describe('the path of a transaction', () => {
  it('goes from the producer over the coordinator to the partitions and back', () => {
    const [run] = transactionRuns('till-1', COMMITTED)
    if (run === undefined) throw new Error('There is one.')
    const ending = { kind: 'request.sent', request_id: 7, api: 'EndTxn', broker_id: 3, ending: { committed: true } }
    const ended = { kind: 'transaction.ended', request_id: 7, committed: true }
    const { lanes, steps } = stepsOfTransaction(
      run,
      [
        append(6, { producer_id: PRODUCER_ID }),
        append(7, { producer_id: 5 }),
        madeEvent(11, 'app.changed', { app_id: 2, change: ending }),
        append(14, { producer_id: PRODUCER_ID, marker: { type: 'COMMIT' } }),
        madeEvent(18, 'app.changed', { app_id: 2, change: ended }),
        append(25, { producer_id: PRODUCER_ID }),
      ],
      { appId: 2, name: 'till' },
    )
    expect(lanes.map(({ label }) => label)).toEqual(['till', 'broker 3', 'payments-1'])
    expect(steps.map(({ from, to, label }) => `${from}>${to} ${label}`)).toEqual([
      'producer>broker:3 AddPartitionsToTxn',
      'broker:3>broker:3 __transaction_state: Ongoing',
      'broker:3>broker:3 Ongoing',
      'producer>payments-1 Produce 6',
      'producer>broker:3 EndTxn commit',
      'broker:3>broker:3 __transaction_state: PrepareCommit',
      'broker:3>broker:3 PrepareCommit',
      'broker:3>payments-1 COMMIT written',
      'payments-1>broker:3 WriteTxnMarkers',
      'broker:3>broker:3 __transaction_state: CompleteCommit',
      'broker:3>broker:3 CompleteCommit',
      'broker:3>producer EndTxn',
    ])
  })
})

function transaction(said: Partial<TransactionState>): TransactionState {
  const none = { transactional_id: 'till-1', state: 'Ongoing', start_timestamp_ms: 1_000, transaction_timeout_ms: 60_000, partitions: [] }
  return { ...none, ...said } as unknown as TransactionState
}

describe('a transaction at a glance', () => {
  it('hangs when it is open beyond its timeout', () => {
    expect(isHung(transaction({}), 61_000)).toBe(false)
    expect(isHung(transaction({}), 61_001)).toBe(true)
    expect(ageMs(transaction({ state: 'CompleteCommit' }), 99_000)).toBeNull()
  })

  it('counts markers once the outcome is decided', () => {
    const place = { topic: 'payments', partition_index: 0 }
    expect(markerProgress(transaction({ partitions: [{ ...place, marker: null }] }))).toBeNull()
    const partitions = [
      { ...place, marker: 'written' as const },
      { ...place, partition_index: 1, marker: 'sent' as const },
    ]
    expect(markerProgress(transaction({ partitions }))).toEqual({ written: 1, all: 2 })
  })

  it('holds back the readers of its partitions, and somebody unknown the others', () => {
    const log = { role: 'leader', last_stable_offset: 4, high_watermark: 6 }
    const partitions = [0, 1].map((index) => ({ partition_index: index, logs: [log] }))
    const state = {
      topics: [{ name: 'payments', partitions }],
      transactions: [transaction({ partitions: [{ topic: 'payments', partition_index: 0, marker: null }] })],
    } as unknown as ClusterState
    expect(heldBackPartitions(state).map(({ partition, holders }) => [partition, holders])).toEqual([
      [0, ['till-1']],
      [1, []],
    ])
  })
})
