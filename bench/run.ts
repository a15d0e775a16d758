// `npm run bench`: measures Samsa against floors in the same run, on workerd without the dev proxy, and prints what it found. A goal that
// is missed is printed and not hidden, and does not fail the run; only what does not work at all does.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startServer } from '../test/support/server.ts'
import { allContests, type Contest } from './contests/all-contests.ts'
import { runContest, type Effort } from './contests/contest.ts'
import { measureMillionRecords } from './footprint/million-records.ts'
import { measureRowsWritten } from './footprint/rows-written.ts'
import { measureThousandPartitions } from './footprint/thousand-partitions.ts'
import type { Comparison, Findings } from './report/findings.ts'
import { describeMachine } from './report/machine.ts'
import { readBenchOptions, type Part } from './report/options.ts'
import { renderReport } from './report/render.ts'
import { startWorker } from './servers/worker-server.ts'
import { workerdBelow } from './servers/workerd-usage.ts'

const FULL = { rounds: 5, roundMs: 2000, restarts: 5 }
const QUICK = { rounds: 3, roundMs: 500, restarts: 1 }

/** Progress goes to stderr, so that stdout is the report and nothing else. */
function progress(text: string): void {
  console.error(`bench: ${text}`)
}

async function compareAll(parts: readonly Part[], effort: Effort): Promise<Comparison[]> {
  const [floor, server] = await Promise.all([startWorker('floor-worker.ts'), startServer()])
  const found: Comparison[] = []
  try {
    for (const contest of allContests(floor, { origin: server.origin, usage: workerdBelow(server.pid) })) {
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

async function compare({ contenders, goals }: Contest, effort: Effort): Promise<Comparison[]> {
  progress(contenders.map(({ name }) => name).join(' / '))
  const results = await runContest(contenders, effort)
  return goals.map(({ work, floor, goal }) => {
    const workResult = results[contenders.indexOf(work)]
    const floorResult = results[contenders.indexOf(floor)]
    if (workResult === undefined || floorResult === undefined) throw new Error('A goal names contenders of its contest.')
    return { work: workResult, floor: floorResult, goal }
  })
}

async function measure(parts: readonly Part[], effort: typeof FULL): Promise<Findings> {
  const isCompared = parts.some((part) => part !== 'rows' && part !== 'footprint')
  const comparisons = isCompared ? await compareAll(parts, effort) : []
  if (parts.includes('rows')) progress('rows written')
  const rows = parts.includes('rows') ? await measureRowsWritten(effort.roundMs) : []
  if (parts.includes('footprint')) progress('memory and cold start')
  const million = parts.includes('footprint') ? await measureMillionRecords(effort.restarts) : null
  const thousand = parts.includes('footprint') ? await measureThousandPartitions() : null
  return { comparisons, rows, million, thousand }
}

const options = readBenchOptions(process.argv.slice(2))
if ('error' in options) {
  console.error(options.error)
  process.exit(2)
}
const effort = options.quick ? QUICK : FULL
const machine = describeMachine()
const how =
  `Floors and works in turn, ${effort.rounds} rounds of ${effort.roundMs / 1000} s each after one to warm up; a rate is the median of its ` +
  'rounds. Every round has a new object.'
const report = renderReport({ date: new Date().toISOString().slice(0, 10), machine, how }, await measure(options.parts, effort))
console.log(report)
if (options.write) writeFileSync(join(import.meta.dirname, 'RESULTS.md'), report)
