// Kinds of oracle files that play scenarios on one log: offsets by time, retention, compaction, producers, transactions.

import { casesOf, difference, runCase } from '../case-result.ts'
import type { CaseResult, OracleFile, OracleKind } from '../case-result.ts'
import { playLogScenario } from '../log-scenario.ts'
import type { LogScenarioCase } from '../log-scenario.ts'
import { applyLogChange } from '../../../durable/engine/log/log-change.ts'
import { emptyLog } from '../../../durable/engine/log/partition-log.ts'
import type { AbortedTransaction } from '../../../durable/engine/log/producer-state.ts'
import { collectAbortedTransactions } from '../../../durable/engine/log/transactions.ts'

/** The scenarios under one key of a file. */
export function runLogScenarios(content: OracleFile, key: string): CaseResult[] {
  return casesOf(content, key).map((entry) => {
    const scenario = entry as LogScenarioCase
    return runCase(scenario.id, () => playLogScenario(scenario))
  })
}

// These files are made of scenarios all alike, so nothing in the content tells one kind from another.
function scenarioKind(name: string): OracleKind {
  return { name, keys: [], run: (content) => runLogScenarios(content, 'scenarios') }
}

export const listOffsets = scenarioKind('listoffsets')
export const retention = scenarioKind('retention')
export const compaction = scenarioKind('compaction')
export const idempotence = scenarioKind('idempotence')

export const lastStableOffsets: OracleKind = {
  name: 'lso',
  keys: ['transactionIndex'],
  run: (content) => [...runLogScenarios(content, 'scenarios'), ...runTransactionIndex(content['transactionIndex'])],
}

type IndexEntry = [producerId: number, firstOffset: number, lastOffset: number, lastStableOffset: number]
type TransactionIndexCase = {
  readonly index: readonly IndexEntry[]
  readonly collect: readonly { fetchOffset: number; upperBound: number; returns: readonly number[]; complete: boolean }[]
  readonly truncate: {
    readonly index: readonly IndexEntry[]
    readonly truncateTo51: readonly number[]
    readonly thenTruncateTo50: readonly number[]
  }
}

function runTransactionIndex(entry: unknown): CaseResult[] {
  if (entry === undefined) return []
  const { index, collect, truncate } = entry as TransactionIndexCase
  const collected = collect.map(({ fetchOffset, upperBound, returns, complete }) =>
    runCase(`aborted transactions from ${fetchOffset} to ${upperBound}`, () => {
      const found = collectAbortedTransactions(index.map(abortedTransaction), fetchOffset, upperBound)
      return difference(
        { returns, complete },
        { returns: found.transactions.map(({ producerId }) => producerId), complete: found.complete },
      )
    }),
  )
  const truncated = runCase('a truncated transaction index', () => {
    const { index: before, ...expected } = truncate
    return difference(expected, { truncateTo51: idsBelow(before, 51), thenTruncateTo50: idsBelow(before, 50) })
  })
  return [...collected, truncated]
}

function abortedTransaction([producerId, firstOffset, lastOffset, lastStableOffset]: IndexEntry): AbortedTransaction {
  return { producerId, firstOffset, lastOffset, lastStableOffset }
}

/** The entries that a log keeps when it is cut off at an offset. */
function idsBelow(index: readonly IndexEntry[], offset: number): number[] {
  const log = { ...emptyLog(0), logEndOffset: 100, abortedTransactions: index.map(abortedTransaction) }
  const [segment] = log.segments
  if (segment === undefined) throw new Error('a log has a segment')
  applyLogChange(log, { kind: 'log.truncated', offset, segmentCount: 1, segment, endOffset: offset })
  return log.abortedTransactions.map(({ producerId }) => producerId)
}
