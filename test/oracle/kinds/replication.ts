// replication.json: leader epochs, where logs part and how a follower gets back in line, elections, log scenarios with truncation.
// Its hwIsrCases tell in sentences what a test of Kafka does, so nothing here can run them.

import { AppendPlan } from '../../../durable/engine/log/append.ts'
import {
  assignEpoch,
  divergingEpoch,
  endOffsetForEpoch,
  epochForOffset,
  truncateEpochsFromEnd,
  truncateEpochsFromStart,
  truncationOffset,
} from '../../../durable/engine/log/leader-epochs.ts'
import { applyLogChange } from '../../../durable/engine/log/log-change.ts'
import { emptyLog } from '../../../durable/engine/log/partition-log.ts'
import type { LeaderEpoch, PartitionLog } from '../../../durable/engine/log/partition-log.ts'
import { readLog } from '../../../durable/engine/log/read.ts'
import { truncateLog } from '../../../durable/engine/log/truncate.ts'
import { RecordBatchBuilder } from '../../../schema/kafka/batch-builder.ts'
import { decodeBatchHeader, splitBatches, stampBatch } from '../../../schema/kafka/record-batch.ts'
import { decodeRecords } from '../../../schema/kafka/record-cursor.ts'
import { checkTopicConfigs } from '../../../schema/kafka/topic-configs.ts'
import { MemoryStore } from '../../support/memory-store.ts'
import { casesOf, difference, runCase } from '../case-result.ts'
import type { CaseResult, OracleFile, OracleKind } from '../case-result.ts'
import { runElections } from './elections.ts'
import { runLogScenarios } from './log-scenarios.ts'

export const replication: OracleKind = {
  name: 'replication',
  keys: ['epochCache'],
  run: (content) => [
    ...casesOf(content, 'epochCache').map((entry) => runEpochCache(entry as EpochCacheCase)),
    ...runDivergingEpochs(content),
    ...casesOf(content, 'fetcher').flatMap((entry) => runFetcher(entry as FetcherCase)),
    ...runElections(content),
    ...runLogScenarios(content, 'logScenarios'),
  ],
}

type EpochStep = {
  readonly op: string
  readonly epoch?: number
  readonly startOffset?: number
  readonly offset?: number
  readonly logEndOffset?: number
  readonly expected: unknown
}
type EpochCacheCase = { readonly id: string; readonly steps: readonly EpochStep[] }

function runEpochCache({ id, steps }: EpochCacheCase): CaseResult {
  return runCase(id, () => {
    let epochs: LeaderEpoch[] = []
    for (const [index, step] of steps.entries()) {
      epochs = epochsAfter(epochs, step)
      const entries = epochs.map(({ epoch, startOffset }) => [epoch, startOffset])
      const found = difference(step.expected, { ...answerOf(epochs, step), entries })
      if (found !== null) return `step ${index} (${step.op}): ${found}`
    }
    return null
  })
}

function epochsAfter(epochs: LeaderEpoch[], { op, epoch = -1, startOffset = -1, offset = -1 }: EpochStep): LeaderEpoch[] {
  if (op === 'assign') return assignEpoch(epochs, epoch, startOffset)
  if (op === 'truncateFromEnd') return truncateEpochsFromEnd(epochs, offset)
  if (op === 'truncateFromStart') return truncateEpochsFromStart(epochs, offset)
  return epochs
}

function answerOf(leaderEpochs: LeaderEpoch[], { op, epoch = -1, offset = -1, logEndOffset = 0 }: EpochStep): object {
  switch (op) {
    case 'assign':
    case 'truncateFromEnd':
    case 'truncateFromStart':
      return {}
    case 'endOffsetFor':
      return endOffsetForEpoch({ leaderEpochs, logEndOffset }, epoch)
    case 'latestEpoch':
      return { latestEpoch: leaderEpochs.at(-1)?.epoch ?? null }
    case 'epochForOffset':
      return { epoch: epochForOffset(leaderEpochs, offset) }
    default:
      return { notPlayed: op }
  }
}

type DivergingCase = {
  readonly lastFetchedEpoch: number
  readonly fetchOffset: number
  readonly diverging?: readonly [number, number] | null
  readonly error?: string
}
type DivergingCases = {
  readonly leaderLog: readonly { readonly epoch: number; readonly records: number; readonly base: number }[]
  readonly currentLeaderEpoch: number
  readonly logEndOffset: number
} & Readonly<Record<string, unknown>>

const LOG_START = /^afterLogStartOffset(\d+)$/

/** The cases for a whole log, and those for one that was cut at its start, which are listed under the offset where it then starts. */
function runDivergingEpochs(content: OracleFile): CaseResult[] {
  const cases = content['divergingEpoch'] as DivergingCases | undefined
  if (cases === undefined) return []
  return Object.entries(cases).flatMap(([key, list]) => {
    const logStartOffset = key === 'cases' ? 0 : Number(LOG_START.exec(key)?.[1] ?? -1)
    return logStartOffset < 0 ? [] : (list as DivergingCase[]).map((entry) => runDivergingEpoch(cases, logStartOffset, entry))
  })
}

function runDivergingEpoch(cases: DivergingCases, logStartOffset: number, entry: DivergingCase): CaseResult {
  const { lastFetchedEpoch, fetchOffset } = entry
  return runCase(`diverging epoch ${lastFetchedEpoch} at ${fetchOffset}, log start ${logStartOffset}`, () => {
    const { logEndOffset, currentLeaderEpoch } = cases
    let leaderEpochs: LeaderEpoch[] = []
    for (const { epoch, base } of cases.leaderLog) leaderEpochs = assignEpoch(leaderEpochs, epoch, base)
    leaderEpochs = assignEpoch(leaderEpochs, currentLeaderEpoch, logEndOffset)
    if (logStartOffset > 0) leaderEpochs = truncateEpochsFromStart(leaderEpochs, logStartOffset)
    const answer = divergingEpoch({ leaderEpochs, logEndOffset, logStartOffset }, { fetchOffset, lastFetchedEpoch })
    const shown =
      answer === null
        ? { diverging: null }
        : answer === 'OFFSET_OUT_OF_RANGE'
          ? { error: answer }
          : { diverging: [answer.epoch, answer.endOffset] }
    return difference(entry.error === undefined ? { diverging: entry.diverging } : { error: entry.error }, shown)
  })
}

type FetcherRecord = readonly [offset: number, epoch: number, value: string]
type FetcherCase = {
  readonly source: string
  readonly follower?: readonly FetcherRecord[]
  readonly leader?: readonly FetcherRecord[]
  readonly currentEpoch?: number
}

/** Only cases that give both logs can be run; what they expect is always that the follower ends up with the leader's log. */
function runFetcher({ source, follower, leader, currentEpoch = 0 }: FetcherCase): CaseResult[] {
  if (follower === undefined || leader === undefined) return []
  return [
    runCase(source, () => {
      const store = new MemoryStore()
      const writer = new LogWriter(store)
      const leaderLog = writer.logOf(leader)
      applyLogChange(leaderLog, { kind: 'epoch.started', epoch: currentEpoch, startOffset: leaderLog.logEndOffset })
      const followerLog = writer.logOf(follower)
      let rounds = 0
      while (writer.fetchOnce(leaderLog, followerLog)) if (++rounds > 100) return 'the follower never gets in line'
      return difference(leader, writer.recordsOf(followerLog))
    }),
  ]
}

/** Writes logs of one record a batch, and follows one log with another. */
class LogWriter {
  readonly #store: MemoryStore
  #nextExtentId = 0

  constructor(store: MemoryStore) {
    this.#store = store
  }

  logOf(records: readonly FetcherRecord[]): PartitionLog {
    const log = emptyLog(0)
    for (const record of records) this.#append(log, record)
    return log
  }

  /** One fetch of the follower, with what follows from the answer. False when there is nothing left to do. */
  fetchOnce(leader: PartitionLog, follower: PartitionLog): boolean {
    const position = { fetchOffset: follower.logEndOffset, lastFetchedEpoch: follower.leaderEpochs.at(-1)?.epoch ?? -1 }
    const diverging = position.lastFetchedEpoch === -1 ? null : divergingEpoch(leader, position)
    if (diverging === 'OFFSET_OUT_OF_RANGE') throw new Error('the follower asks for what the leader never had')
    if (diverging !== null) {
      const { offset } = truncationOffset(follower, diverging)
      for (const change of truncateLog(follower, this.#store, offset)) applyLogChange(follower, change)
      return true
    }
    const next = this.recordsOf(leader).find(([offset]) => offset >= follower.logEndOffset)
    if (next !== undefined) this.#append(follower, next)
    return next !== undefined
  }

  recordsOf(log: PartitionLog): FetcherRecord[] {
    const split = splitBatches(readLog(log, this.#store, 0, log.logEndOffset, Infinity, true))
    if (!split.ok) throw new Error(split.message)
    return split.batches.flatMap((batch) => {
      const decoded = decodeRecords(batch, 1_000_000)
      if (!decoded.ok) throw new Error(decoded.message)
      return decoded.records.map(({ offset, value }): FetcherRecord => [
        offset,
        decodeBatchHeader(batch).partitionLeaderEpoch,
        new TextDecoder().decode(value!),
      ])
    })
  }

  #append(log: PartitionLog, [offset, epoch, value]: FetcherRecord): void {
    const builder = new RecordBatchBuilder()
    builder.append(0, null, new TextEncoder().encode(value), [])
    const bytes = builder.build()
    const configs = checkTopicConfigs(new Map())
    if (!configs.ok) throw new Error(configs.message)
    const settings = { configs: configs.effective, nowMs: 0, nextExtentId: () => this.#nextExtentId++, nextRollJitterMs: () => 0 }
    const plan = new AppendPlan(log, settings)
    const { place } = plan.append({ sizeBytes: bytes.length, lastOffsetDelta: 0, maxTimestamp: 0, leaderEpoch: epoch, baseOffset: offset })
    stampBatch(bytes, offset, epoch)
    this.#store.write({ ...place, maxTimestamp: 0, bytes })
    for (const change of plan.changes) applyLogChange(log, change)
  }
}
