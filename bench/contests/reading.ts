// Reading a topic as NDJSON on one connection, against producing the same records as JSON batches.

import { runClosedLoop, startStopwatch, type Round, type Target } from '../load/closed-loop.ts'
import { encodeRequest, HttpConnection } from '../load/http-connection.ts'
import { RECORDS_PER_JSON_BATCH } from '../load/payloads.ts'
import { createSandbox, createTopic, deleteSandbox, expectStatus, topicPath, type BenchSandbox } from '../servers/sandbox.ts'
import type { Contender } from './contest.ts'
import { TOPIC } from './fresh-object.ts'
import { allStored, jsonBatchRequest } from './json-batches.ts'

const PRODUCE_CONNECTIONS = 4
const NEWLINE = 0x0a

type Produced = { readonly sandbox: BenchSandbox; readonly records: number }

/** Two contenders for one contest, in this order: the second reads what the first has just produced, and then removes it. */
export function produceThenRead(target: Target): readonly [Contender, Contender] {
  let produced: Produced | null = null
  const produce: Contender = {
    name: 'producing the same records, 1,000 JSON records a request, 4 connections',
    unit: 'records',
    latencyOf: 'a request',
    runRound: async (durationMs) => {
      const sandbox = await createSandbox(target.origin)
      await createTopic(sandbox, TOPIC, 1)
      const round = await runClosedLoop({
        target,
        connections: PRODUCE_CONNECTIONS,
        durationMs,
        requests: [jsonBatchRequest(sandbox, TOPIC)],
        unitsPerRequest: RECORDS_PER_JSON_BATCH,
        accepts: allStored,
      })
      produced = { sandbox, records: round.units }
      return round
    },
  }
  const read: Contender = {
    name: 'reading NDJSON, 1 connection',
    unit: 'records',
    latencyOf: 'the first bytes of a stream',
    runRound: async (durationMs) => {
      if (produced === null) throw new Error('Reading comes after producing.')
      const round = await readAgainAndAgain(target, produced, durationMs)
      await deleteSandbox(produced.sandbox)
      return round
    },
  }
  return [produce, read]
}

/** Reads the whole topic from its beginning, as often as the time allows and at least once. */
async function readAgainAndAgain(target: Target, { sandbox, records }: Produced, durationMs: number): Promise<Round> {
  const { origin, ownerKey } = sandbox
  const headers = { Authorization: `Bearer ${ownerKey}`, Accept: 'application/x-ndjson' }
  const request = encodeRequest(origin, { method: 'GET', path: `${topicPath(sandbox, TOPIC)}/records?offset=earliest`, headers })
  const connection = await HttpConnection.open(origin)
  const latenciesMs: number[] = []
  const stopwatch = startStopwatch(target)
  const endMs = performance.now() + durationMs
  let units = 0
  do {
    const stream = await readStream(connection, request)
    if (stream.lines !== records) throw new Error(`Read ${stream.lines} records of ${records}.`)
    units += stream.lines
    latenciesMs.push(stream.firstBytesMs)
  } while (performance.now() < endMs)
  connection.close()
  return stopwatch(units, latenciesMs)
}

async function readStream(connection: HttpConnection, request: Buffer): Promise<{ lines: number; firstBytesMs: number }> {
  const sentMs = performance.now()
  let firstBytesMs = Number.NaN
  let lines = 0
  const answer = await connection.send(request, (part) => {
    if (Number.isNaN(firstBytesMs)) firstBytesMs = performance.now() - sentMs
    for (let at = part.indexOf(NEWLINE); at >= 0; at = part.indexOf(NEWLINE, at + 1)) lines++
  })
  expectStatus(answer, 200)
  return { lines, firstBytesMs }
}
