// The report, in Markdown: printed by every run, and kept as bench/RESULTS.md by those with --write.

import type { Result } from '../contests/contest.ts'
import type { EngineCost } from '../engine/measure-engine.ts'
import type { GroupCost } from '../engine/measure-groups.ts'
import type { ProducerCost } from '../engine/measure-producers.ts'
import type { SenderCost } from '../engine/measure-senders.ts'
import { RECORDS } from '../engine/sender-loop.ts'
import type { IdleConsumer } from '../footprint/idle-consumers.ts'
import type { MillionRecords } from '../footprint/million-records.ts'
import type { RowsPerBatch } from '../footprint/rows-written.ts'
import type { ThousandPartitions } from '../footprint/thousand-partitions.ts'
import { median } from '../load/statistics.ts'
import {
  COLD_ANSWER_GOAL_MS,
  IDLE_AWAKE_GOAL,
  PRODUCERS_GOAL_BYTES,
  PRODUCERS_GOAL_MS,
  REBALANCE_GOAL_MS,
  ROWS_PER_BATCH_GOAL,
  START_GOAL_MS,
} from './findings.ts'
import type { AgainstCommit, Comparison, Findings } from './findings.ts'
import { count, metOrNot, milliseconds, table } from './cells.ts'
import { pageTimes } from './render-page.ts'

const MIB = 1024 ** 2
const NOT_KNOWN = 'not known on this system'
const ONE = { requests: 'a request', records: 'a record', batches: 'a batch', offsets: 'an offset' } as const satisfies Record<
  Result['unit'],
  string
>

export type Heading = { readonly date: string; readonly machine: readonly string[]; readonly how: string }

export function renderReport(heading: Heading, findings: Findings): string {
  const { engine, producers, senders, groups, comparisons, against, rows, million, thousand, startsMs, idle, page } = findings
  const sections = [
    ['# Benchmark results', `${heading.date}. Made by \`npm run bench -- --write\`; do not edit.`, bullets(heading.machine), heading.how],
    comparisons.length === 0 ? [] : ratios(comparisons),
    comparisons.length === 0 ? [] : latencies(comparisons),
    against === null ? [] : againstCommit(against),
    engine.length === 0 ? [] : engineCosts(engine),
    producers === null ? [] : producerCost(producers),
    senders.length === 0 ? [] : senderCosts(senders),
    groups.flatMap(groupCost),
    rows.length === 0 ? [] : rowsWritten(rows),
    million === null || thousand === null ? [] : footprint(million, thousand),
    startsMs.length === 0 ? [] : starting(startsMs),
    idle.length === 0 ? [] : idling(idle),
    page === null ? [] : pageTimes(page),
  ]
  return `${sections.flat().join('\n\n')}\n`
}

function ratios(comparisons: readonly Comparison[]): string[] {
  const lines = comparisons.map(({ work, floor, goal, by }) => {
    const ratio = by === 'p50' ? floor.p50Ms / work.p50Ms : work.rate / floor.rate
    const reached = (result: Result): string => (by === 'p50' ? `${milliseconds(result.p50Ms)} at p50` : rateOf(result))
    return [work.name, reached(work), floor.name, reached(floor), roundedDown(ratio), ...atLeast(ratio, goal)]
  })
  return ['## Ratios', table(['work', 'reached', 'floor', 'reached', 'ratio', 'goal', 'met'], lines)]
}

function latencies(comparisons: readonly Comparison[]): string[] {
  const results = new Map(comparisons.flatMap(({ work, floor }) => [floor, work]).map((result) => [result.name, result]))
  const lines = [...results.values()].map((result) => {
    const range = `${count(result.slowestRate)} to ${count(result.fastestRate)}`
    const { name, latencyOf, p50Ms, p99Ms } = result
    return [name, range, processorTime(result), latencyOf, milliseconds(p50Ms), milliseconds(p99Ms)]
  })
  return [
    '## Rounds and latencies',
    table(['what', 'slowest to fastest round, /s', 'processor time of workerd', 'time of', 'p50', 'p99'], lines),
  ]
}

function againstCommit({ commit, comparisons }: AgainstCommit): string[] {
  const lines = comparisons.map(({ work, floor, goal }) => {
    const ratio = work.rate / floor.rate
    const used = [processorTime(work), processorTime(floor), processorRatio(work, floor)]
    return [work.name, rateOf(work), rateOf(floor), roundedDown(ratio), ...atLeast(ratio, goal), ...used]
  })
  const how =
    `This commit and commit ${commit} in turn, both as \`npm start\` serves them, with the same packages, acks=all. ` +
    'A ratio of processor time above 1 means that a record costs more than it did.'
  const columns = ['work', 'now', 'then', 'ratio', 'goal', 'met', 'processor time of workerd now', 'then', 'ratio']
  return [`## Against commit ${commit}`, how, table(columns, lines)]
}

function processorRatio(work: Result, floor: Result): string {
  const [now, then] = [work.processorMicrosecondsPerUnit, floor.processorMicrosecondsPerUnit]
  return now === null || then === null ? NOT_KNOWN : roundedUp(now / then, 2)
}

function engineCosts(costs: readonly EngineCost[]): string[] {
  const lines = costs.map((cost) => [
    nameOf(cost.shape),
    `${roundedUp(cost.produceMicroseconds / 1000, 3)} ms`,
    `${(cost.cheapestMicroseconds / 1000).toFixed(3)} to ${(cost.dearestMicroseconds / 1000).toFixed(3)} ms`,
    `${(cost.journalMicroseconds / 1000).toFixed(4)} ms`,
    `${count(cost.journalBytes)} B`,
    cost.goalMs === null ? '' : `at most ${cost.goalMs} ms`,
    cost.goalMs === null ? '' : metOrNot(cost.produceMicroseconds <= cost.goalMs * 1000),
  ])
  const how =
    'Processor time of one produce of one record of 100 B with acks=all in the pure engine, all partitions in turn, with a store that keeps nothing; ' +
    'writing its journal entry as text comes on top.'
  const columns = ['cluster', 'a produce', 'cheapest to dearest round', 'its journal text', 'its length', 'goal', 'met']
  return ['## The engine alone', how, table(columns, lines)]
}

function nameOf({ brokers, partitions, replicationFactor, hasDeadBroker }: EngineCost['shape']): string {
  const partitionCount = partitions === 1 ? '1 partition' : `${partitions} partitions`
  return `${brokers} brokers, ${partitionCount}, replication factor ${replicationFactor}${hasDeadBroker ? ', one broker dead' : ''}`
}

function producerCost({ producers, batches, heapBytes, rebuildMs }: ProducerCost): string[] {
  const lines = [
    [
      'memory of what is known of them',
      `${roundedUp(heapBytes / MIB, 2)} MiB`,
      `at most ${PRODUCERS_GOAL_BYTES / MIB} MiB`,
      metOrNot(heapBytes <= PRODUCERS_GOAL_BYTES),
    ],
    [
      `finding it out again from the headers of ${count(batches)} batches`,
      milliseconds(rebuildMs),
      `at most ${PRODUCERS_GOAL_MS} ms`,
      metOrNot(rebuildMs <= PRODUCERS_GOAL_MS),
    ],
  ]
  return [`## ${count(producers)} producers in one partition`, table(['what', 'reached', 'goal', 'met'], lines)]
}

function senderCosts(costs: readonly SenderCost[]): string[] {
  const lines = costs.map(({ produces, plainMicroseconds: plain, idempotentMicroseconds, transactionalMicroseconds }) => {
    const ofKinds = [idempotentMicroseconds, transactionalMicroseconds].flatMap((used) => [
      `${used.toFixed(0)} µs`,
      roundedUp(used / plain, 2),
    ])
    return [producesOf(produces), `${plain.toFixed(0)} µs`, ...ofKinds]
  })
  const how =
    `Processor time of ${RECORDS} records of 100 B with acks=all in the pure engine, from one sender to one partition with replication factor 3. A ratio above 1 is ` +
    'what the sender costs more than one without a producer id. In a transaction: the first produce adds the partition, and a commit follows with its marker. ' +
    'The goals are set for whole requests, over HTTP.'
  return [
    '## Known senders in the engine alone',
    how,
    table(['records', 'nobody', 'idempotent', 'ratio', 'in a transaction', 'ratio'], lines),
  ]
}

function producesOf(produces: number): string {
  const each = RECORDS / produces
  return `${produces} ${produces === 1 ? 'produce' : 'produces'} of ${each} ${each === 1 ? 'record' : 'records'}`
}

const HOW_TOGETHER = {
  classic: 'Everybody joins again, and is given a partition.',
  consumer: 'Everybody joins a group that was not there, until each has a partition.',
} as const satisfies Record<GroupCost['protocol'], string>

function groupCost({ protocol, members, rebalanceMs, heartbeatMicroseconds, heartbeatJournalEntries }: GroupCost): string[] {
  const lines = [
    ['a rebalance of all', milliseconds(rebalanceMs), `at most ${count(REBALANCE_GOAL_MS)} ms`, metOrNot(rebalanceMs <= REBALANCE_GOAL_MS)],
    ['a heartbeat', `${heartbeatMicroseconds.toFixed(0)} µs`, '', ''],
    ['journal entries of all heartbeats', count(heartbeatJournalEntries), 'none', metOrNot(heartbeatJournalEntries === 0)],
  ]
  const how = `Processor time in the pure engine, with the text of the journal. ${HOW_TOGETHER[protocol]}`
  return [`## A group of ${count(members)} members, ${protocol} protocol`, how, table(['what', 'reached', 'goal', 'met'], lines)]
}

function rowsWritten(rows: readonly RowsPerBatch[]): string[] {
  const lines = rows.map((row) => [
    row.name,
    count(row.batches),
    count(row.commits),
    `${count(row.rowsWritten)}, of checkpoints ${count(row.checkpointRows)}`,
    row.rowsPerBatch.toFixed(3),
    `at most ${ROWS_PER_BATCH_GOAL}`,
    metOrNot(row.rowsPerBatch <= ROWS_PER_BATCH_GOAL),
  ])
  const how =
    'Counted by `cursor.rowsWritten` of every statement of the real object, which is what Cloudflare bills. ' +
    'The ratio leaves out one row a commit, as the goal does.'
  return ['## Rows written', how, table(['work', 'batches', 'commits', 'rows', 'rows a batch', 'goal', 'met'], lines)]
}

function footprint(million: MillionRecords, thousand: ThousandPartitions): string[] {
  const coldMs = median(million.coldAnswersMs)
  const all = million.coldAnswersMs.map(milliseconds).join(', ')
  return [
    '## Memory and cold start',
    table(
      ['memory of the workerd process', 'resident'],
      [
        ['ready, one empty sandbox', mebibytes(million.bytesBefore)],
        [
          `${count(million.records)} records of 100 B in ${million.partitions} partitions, just written`,
          mebibytes(million.bytesWithRecords),
        ],
        ['the same after a restart, the object loaded and read', mebibytes(million.bytesAfterRestart)],
        [
          `${count(thousand.partitions)} partitions with a record each (${mebibytes(thousand.bytesBefore)} before)`,
          mebibytes(thousand.bytesWithPartitions),
        ],
      ],
    ),
    table(
      ['cold start', 'median', 'goal', 'met'],
      [
        [
          `from the first request after a restart to the last record of each partition, ${count(million.records)} records (${all})`,
          milliseconds(coldMs),
          `at most ${COLD_ANSWER_GOAL_MS} ms`,
          metOrNot(coldMs <= COLD_ANSWER_GOAL_MS),
        ],
      ],
    ),
  ]
}

function starting(startsMs: readonly number[]): string[] {
  const startMs = median(startsMs)
  const what = `from \`npm start\` on a new directory to the first answer by TCP (${startsMs.map(milliseconds).join(', ')})`
  const line = [what, milliseconds(startMs), `at most ${count(START_GOAL_MS)} ms`, metOrNot(startMs <= START_GOAL_MS)]
  return ['## Starting', table(['what', 'median', 'goal', 'met'], [line])]
}

function idling(consumers: readonly IdleConsumer[]): string[] {
  const lines = consumers.map(({ name, seconds, awakeSeconds, arrivals }) => {
    const reached = [...arrivals].map(([what, times]) => `${what} ${count(times)}`).join(', ')
    const met = metOrNot(awakeSeconds / seconds <= IDLE_AWAKE_GOAL)
    return [
      name,
      `${roundedUp(seconds, 0)} s`,
      reached || 'nothing',
      `${roundedUp(awakeSeconds, 1)} s`,
      `at most ${IDLE_AWAKE_GOAL * 100}%`,
      met,
    ]
  })
  return [
    '## Idle consumers',
    'Connected, members of a group, with nothing to read. An object stays awake ten seconds after the last thing that reached it.',
    table(['client', 'for', 'reached the object', 'awake', 'goal', 'met'], lines),
  ]
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n')
}

/** A ratio just below its goal must not look as if it had reached it. */
function roundedDown(ratio: number): string {
  return (Math.floor(ratio * 100) / 100).toFixed(2)
}

/** The same for what should be small. */
function roundedUp(value: number, digits: number): string {
  const scale = 10 ** digits
  return (Math.ceil(value * scale) / scale).toFixed(digits)
}

/** A goal and whether it is met, or neither. */
function atLeast(ratio: number, goal: number | null): string[] {
  return goal === null ? ['', ''] : [`at least ${Number(goal.toFixed(2))}`, metOrNot(ratio >= goal)]
}

function rateOf({ rate, unit }: Result): string {
  return `${count(rate)} ${unit}/s`
}

function processorTime({ processorMicrosecondsPerUnit: time, unit }: Result): string {
  return time === null ? NOT_KNOWN : `${time.toFixed(time < 10 ? 2 : 0)} µs ${ONE[unit]}`
}

function mebibytes(bytes: number | null): string {
  return bytes === null ? NOT_KNOWN : `${(bytes / MIB).toFixed(0)} MiB`
}
