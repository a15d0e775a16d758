// `npm run bench`: measures Samsa against floors in the same run, on workerd without the dev proxy, and prints what it found. A goal that
// is missed is printed and not hidden, and does not fail the run; only what does not work at all does.

import { existsSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { CHROMIUM } from '../cli/chromium.ts'
import { startServer } from '../test/support/server.ts'
import { contestsAgainst } from './contests/against-commit.ts'
import { allContests, kafkaContests, type Contest } from './contests/all-contests.ts'
import { runContest, type Effort } from './contests/contest.ts'
import { measureEngine } from './engine/measure-engine.ts'
import { measureGroups } from './engine/measure-groups.ts'
import { measureProducers } from './engine/measure-producers.ts'
import { measureSenders } from './engine/measure-senders.ts'
import { measureIdleConsumers } from './footprint/idle-consumers.ts'
import { measureMillionRecords } from './footprint/million-records.ts'
import { measureRowsWritten } from './footprint/rows-written.ts'
import { measureStarts } from './footprint/start-time.ts'
import { measureThousandPartitions } from './footprint/thousand-partitions.ts'
import { measurePage, type PageTimes } from './page/measure-page.ts'
import type { AgainstCommit, Comparison, Findings } from './report/findings.ts'
import { describeMachine } from './report/machine.ts'
import { readBenchOptions, type Part } from './report/options.ts'
import { renderReport } from './report/render.ts'
import { findCommit, startCommit } from './servers/commit-server.ts'
import { kafkaTarget } from './servers/kafka-target.ts'
import { startWorker } from './servers/worker-server.ts'
import { workerdBelow } from './servers/workerd-usage.ts'

const FULL = { rounds: 5, roundMs: 2000, restarts: 5, idleMs: 120_000 }
const QUICK = { rounds: 3, roundMs: 500, restarts: 1, idleMs: 20_000 }
/** The parts that are contests between two servers. */
const COMPARED: ReadonlySet<Part> = new Set(['single', 'json', 'raw', 'read', 'senders', 'groups', 'kafka'])
const SHORT_COMMIT_LETTERS = 7

/** Progress goes to stderr, so that stdout is the report and nothing else. */
function progress(text: string): void {
  console.error(`bench: ${text}`)
}

async function compareAll(parts: readonly Part[], effort: Effort): Promise<Comparison[]> {
  const [floor, server] = await Promise.all([startWorker('floor-worker.ts'), startServer()])
  const found: Comparison[] = []
  try {
    const target = { origin: server.origin, usage: workerdBelow(server.pid) }
    for (const contest of [...allContests(floor, target), ...kafkaContests(floor, kafkaTarget(server))]) {
      if (parts.includes(contest.part)) found.push(...(await compare(contest, effort)))
    }
  } catch (error) {
    // Once it is stopped, it has also said whether workerd had ended by itself.
    await server.stop()
    progress(`what the server has said:\n${server.output()}`)
    throw error
  } finally {
    await Promise.all([floor.stop(), server.stop()])
  }
  return found
}

async function compare({ contenders, goals }: Pick<Contest, 'contenders' | 'goals'>, effort: Effort): Promise<Comparison[]> {
  progress([...new Set(contenders.map(({ name }) => name))].join(' / '))
  const results = await runContest(contenders, effort)
  return goals.map(({ work, floor, ...goal }) => {
    const workResult = results[contenders.indexOf(work)]
    const floorResult = results[contenders.indexOf(floor)]
    if (workResult === undefined || floorResult === undefined) throw new Error('A goal names contenders of its contest.')
    return { work: workResult, floor: floorResult, ...goal }
  })
}

/** Both servers run for the whole time; whose turn it is not has nothing to do. */
async function compareWithCommit(commit: string, effort: Effort): Promise<AgainstCommit> {
  const earlier = await startCommit(commit)
  const comparisons: Comparison[] = []
  try {
    const server = await startServer()
    try {
      for (const contest of contestsAgainst(earlier, { origin: server.origin, usage: workerdBelow(server.pid) })) {
        comparisons.push(...(await compare(contest, effort)))
      }
    } finally {
      await server.stop()
    }
  } finally {
    await earlier.stop()
  }
  return { commit: commit.slice(0, SHORT_COMMIT_LETTERS), comparisons }
}

async function measure(parts: readonly Part[], commit: string | null, effort: typeof FULL): Promise<Findings> {
  // First and alone, while no server shares the cores.
  if (parts.includes('engine')) progress('the engine alone')
  const engine = parts.includes('engine') ? measureEngine(effort) : []
  const producers = parts.includes('engine') ? measureProducers(effort) : null
  const senders = parts.includes('engine') ? measureSenders(effort) : []
  const groups = parts.includes('engine') ? measureGroups(effort) : []
  const isCompared = parts.some((part) => COMPARED.has(part))
  const comparisons = isCompared ? await compareAll(parts, effort) : []
  const against = commit !== null && parts.includes('against') ? await compareWithCommit(commit, effort) : null
  if (parts.includes('rows')) progress('rows written')
  const rows = parts.includes('rows') ? await measureRowsWritten(effort.roundMs) : []
  if (parts.includes('footprint')) progress('memory and cold start')
  const million = parts.includes('footprint') ? await measureMillionRecords(effort.restarts) : null
  const thousand = parts.includes('footprint') ? await measureThousandPartitions() : null
  const startsMs = parts.includes('footprint') ? await measureStarts(effort.restarts) : []
  if (parts.includes('idle')) progress('idle consumers')
  const idle = parts.includes('idle') ? await measureIdleConsumers(effort.idleMs) : []
  const page = parts.includes('page') ? await measureInBrowser(effort.restarts) : null
  return { engine, producers, senders, groups, comparisons, against, rows, million, thousand, startsMs, idle, page }
}

/** Without a browser everything else is measured all the same. */
async function measureInBrowser(rounds: number): Promise<PageTimes | null> {
  progress(existsSync(CHROMIUM) ? 'the page' : `the page is left out: there is no ${CHROMIUM}`)
  return existsSync(CHROMIUM) ? measurePage(rounds) : null
}

const options = readBenchOptions(process.argv.slice(2))
if ('error' in options) {
  console.error(options.error)
  process.exit(2)
}
const commit = options.against === null ? null : findCommit(options.against)
if (options.against !== null && commit === null) {
  console.error(`There is no commit "${options.against}" in this repository.`)
  process.exit(2)
}
// Only a process that ends by itself removes what it has made for a time.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(128 + constants.signals[signal]))
const effort = options.quick ? QUICK : FULL
const machine = describeMachine()
const how =
  `Floors and works in turn, ${effort.rounds} rounds of ${effort.roundMs / 1000} s each after one to warm up; a rate is the median of its ` +
  'rounds. Every round has a new object.'
const report = renderReport({ date: new Date().toISOString().slice(0, 10), machine, how }, await measure(options.parts, commit, effort))
console.log(report)
if (options.write) writeFileSync(join(import.meta.dirname, 'RESULTS.md'), report)
