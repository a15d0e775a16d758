// Counts rows written per batch stored, for each way of producing. Cloudflare bills by the row, so this ratio is money. The real Worker
// runs with a counter around the object's SQLite (bench/workerd/row-counting-worker.ts); nothing is derived afterwards.

import { TOPIC } from '../contests/fresh-object.ts'
import { allStored, jsonBatchRequest } from '../contests/json-batches.ts'
import { rawRequest, rawStored } from '../contests/raw-batches.ts'
import { singleRecordRequests, singleStored } from '../contests/single-records.ts'
import { runClosedLoop, type LoopOptions } from '../load/closed-loop.ts'
import { ask, createSandbox, createTopic, expectStatus, type BenchSandbox } from '../servers/sandbox.ts'
import { startWorker } from '../servers/worker-server.ts'
import type { RowCounts } from './row-counts.ts'

export type RowsPerBatch = {
  readonly name: string
  readonly batches: number
  readonly commits: number
  readonly rowsWritten: number
  readonly checkpointRows: number
  /** Rows written beside the one of each commit, per batch. The goal is at most 1.1. */
  readonly rowsPerBatch: number
}

type Way = Pick<LoopOptions, 'connections' | 'requests' | 'accepts'> & { readonly name: string }

function waysToProduce(sandbox: BenchSandbox): readonly Way[] {
  return [
    {
      name: 'one record a request, 32 connections',
      connections: 32,
      requests: singleRecordRequests(sandbox, TOPIC),
      accepts: singleStored,
    },
    {
      name: '1,000 JSON records a request, 4 connections',
      connections: 4,
      requests: [jsonBatchRequest(sandbox, TOPIC)],
      accepts: allStored,
    },
    { name: '64 raw batches a request, 4 connections', connections: 4, requests: [rawRequest(sandbox, TOPIC, 0)], accepts: rawStored },
  ]
}

export async function measureRowsWritten(durationMs: number): Promise<RowsPerBatch[]> {
  const server = await startWorker('row-counting-worker.ts')
  try {
    const sandbox = await createSandbox(server.origin)
    await createTopic(sandbox, TOPIC, 1)
    const measured: RowsPerBatch[] = []
    for (const { name, ...way } of waysToProduce(sandbox)) {
      const before = await readCounts(sandbox)
      await runClosedLoop({ target: server, durationMs, unitsPerRequest: 1, ...way })
      measured.push(difference(name, before, await readCounts(sandbox)))
    }
    return measured
  } finally {
    await server.stop()
  }
}

async function readCounts({ origin, id }: BenchSandbox): Promise<RowCounts> {
  const answer = await ask(origin, { method: 'GET', path: `/bench/rows/${id}` })
  expectStatus(answer, 200)
  return JSON.parse(answer.body) as RowCounts
}

function difference(name: string, before: RowCounts, after: RowCounts): RowsPerBatch {
  const batches = after.batches - before.batches
  const commits = after.journalRows - before.journalRows
  const rowsWritten = after.rowsWritten - before.rowsWritten
  const checkpointRows = after.checkpointRows - before.checkpointRows
  return { name, batches, commits, rowsWritten, checkpointRows, rowsPerBatch: (rowsWritten - commits) / batches }
}
