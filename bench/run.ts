// `npm run bench`: measures Samsa against floors in the same run, on workerd without the dev proxy, and prints what it found. A goal that
// is missed is printed and not hidden, and does not fail the run; only what does not work at all does.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startServer } from '../test/support/server.ts'
import { runContest, type Contender, type Effort, type Result } from './contests/contest.ts'
import { jsonBatches, parseJsonAndStoreOneBlob } from './contests/json-batches.ts'
import { insertBlobsInALoop, rawBatches } from './contests/raw-batches.ts'
import { produceThenRead } from './contests/reading.ts'
import { noOpCalls, noOpRequests, recordsOverSocket, singleRecordsOverHttp } from './contests/single-records.ts'
import { measureMillionRecords } from './footprint/million-records.ts'
import { measureRowsWritten } from './footprint/rows-written.ts'
import { measureThousandPartitions } from './footprint/thousand-partitions.ts'
import type { Comparison, Findings } from './report/findings.ts'
import { describeMachine } from './report/machine.ts'
import { readBenchOptions, type BenchOptions } from './report/options.ts'
import { renderReport } from './report/render.ts'
import { startWorker } from './servers/worker-server.ts'

const FULL: Effort = { rounds: 5, roundMs: 2000 }
const QUICK: Effort = { rounds: 3, roundMs: 500 }

function progress(text: string): void {
  console.error(`bench: ${text}`)
}

async function compare(options: BenchOptions, effort: Effort): Promise<Comparison[]> {
  const [floor, server] = await Promise.all([startWorker('floor-worker.ts'), startServer()])
  const contest = async (contenders: readonly Contender[]): Promise<Result[]> => {
    progress(contenders.map(({ name }) => name).join(' / '))
    return runContest(contenders, effort)
  }
  const found: Comparison[] = []
  const against = (floorResult: Result | undefined, work: Result | undefined, goal: number): void => {
    if (floorResult !== undefined && work !== undefined) found.push({ floor: floorResult, work, goal })
  }
  try {
    if (options.parts.includes('single')) {
      const floors = [noOpRequests(floor.origin), noOpCalls(floor.origin)]
      const [noOp, noOpCall, overHttp, overSocket] = await contest([
        ...floors,
        singleRecordsOverHttp(server.origin),
        recordsOverSocket(server.origin),
      ])
      against(noOp, overHttp, 0.6)
      against(noOpCall, overHttp, 0.6)
      against(overHttp, overSocket, 3)
    }
    if (options.parts.includes('json')) {
      const [parsing, batches] = await contest([parseJsonAndStoreOneBlob(floor.origin), jsonBatches(server.origin)])
      against(parsing, batches, 0.7)
    }
    if (options.parts.includes('raw')) {
      const [inserting, batches] = await contest([insertBlobsInALoop(floor.origin), rawBatches(server.origin)])
      against(inserting, batches, 0.5)
    }
    if (options.parts.includes('read')) {
      const [producing, reading] = await contest(produceThenRead(server.origin))
      against(producing, reading, 2)
    }
  } finally {
    await Promise.all([floor.stop(), server.stop()])
  }
  return found
}

async function measure(options: BenchOptions): Promise<Findings> {
  const effort = options.quick ? QUICK : FULL
  const isWanted = (part: BenchOptions['parts'][number]): boolean => options.parts.includes(part)
  const comparisons = await compare(options, effort)
  progress('rows written, memory, cold start')
  const rows = isWanted('rows') ? await measureRowsWritten(effort.roundMs) : []
  const million = isWanted('footprint') ? await measureMillionRecords(options.quick ? 1 : 5) : null
  const thousand = isWanted('footprint') ? await measureThousandPartitions() : null
  return { comparisons, rows, million, thousand }
}

const options = readBenchOptions(process.argv.slice(2))
if ('error' in options) {
  console.error(options.error)
  process.exit(2)
}
const machine = describeMachine()
const { rounds, roundMs } = options.quick ? QUICK : FULL
const how = `Floors and works in turn, ${rounds} rounds of ${roundMs / 1000} s each after one to warm up; a rate is the median of its rounds. Every round has a new object.`
const report = renderReport({ date: new Date().toISOString().slice(0, 10), machine, how }, await measure(options))
console.log(report)
if (options.write) writeFileSync(join(import.meta.dirname, 'RESULTS.md'), report)
