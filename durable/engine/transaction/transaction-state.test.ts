import { describe, expect, it } from 'vitest'
import { TRANSACTION_STATE_IDS } from '../../../schema/kafka/coordinator/transaction-log.ts'
import { isExpirationAllowed, isIdle, isPrepared, isValidTransition } from './transaction-state.ts'
import type { TransactionState } from './transaction-state.ts'

const STATES = Object.keys(TRANSACTION_STATE_IDS) as TransactionState[]

/** From each state to those that may follow. */
const NEXT: { readonly [State in TransactionState]: readonly TransactionState[] } = {
  Empty: ['Empty', 'Ongoing', 'PrepareAbort', 'Dead'],
  Ongoing: ['Ongoing', 'PrepareCommit', 'PrepareAbort', 'PrepareEpochFence'],
  PrepareCommit: ['CompleteCommit'],
  PrepareAbort: ['CompleteAbort'],
  CompleteCommit: ['Empty', 'Ongoing', 'PrepareAbort', 'Dead'],
  CompleteAbort: ['Empty', 'Ongoing', 'PrepareAbort', 'Dead'],
  Dead: [],
  PrepareEpochFence: ['PrepareAbort'],
}

describe('the states of a transaction', () => {
  it('[TXN1] follow on each other as the table says, and in no other way', () => {
    for (const from of STATES) expect([from, STATES.filter((to) => isValidTransition(from, to))]).toEqual([from, NEXT[from]])
  })

  it('[TXN12] let an id expire only where no transaction has to end first', () => {
    expect(STATES.filter(isExpirationAllowed)).toEqual(['Empty', 'CompleteCommit', 'CompleteAbort'])
    expect(STATES.filter(isIdle)).toEqual(['Empty', 'CompleteCommit', 'CompleteAbort'])
    expect(STATES.filter(isPrepared)).toEqual(['PrepareCommit', 'PrepareAbort'])
  })
})
