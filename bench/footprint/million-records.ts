// What a million records cost: memory while they are written, memory after a restart, and how long the first answer takes when the object
// has to be loaded first.

import { startServer, type Server } from '../../test/support/server.ts'
import { TOPIC } from '../contests/fresh-object.ts'
import { rawRequest, rawStored } from '../contests/raw-batches.ts'
import { HttpConnection } from '../load/http-connection.ts'
import { rawBody } from '../load/payloads.ts'
import { ask, createSandbox, createTopic, expectStatus, topicPath, type BenchSandbox } from '../servers/sandbox.ts'
import { workerdBelow } from '../servers/workerd-usage.ts'

const RECORDS = 1_000_000
const PARTITIONS = 6

export type MillionRecords = {
  readonly records: number
  readonly partitions: number
  /** Resident bytes of workerd; null where the system does not tell. */
  readonly bytesBefore: number | null
  readonly bytesWithRecords: number | null
  /** After a restart, once the object was loaded. */
  readonly bytesAfterRestart: number | null
  /** One value a restart: from the first request after the server is ready until its whole answer, connecting included. */
  readonly coldAnswersMs: readonly number[]
}

export async function measureMillionRecords(restarts: number): Promise<MillionRecords> {
  let server = await startServer()
  try {
    const bytesBefore = workerdBelow(server.pid).residentBytes()
    const sandbox = await createSandbox(server.origin)
    const records = await produce(sandbox)
    const bytesWithRecords = workerdBelow(server.pid).residentBytes()
    const coldAnswersMs: number[] = []
    for (let restart = 0; restart < restarts; restart++) {
      await server.stop()
      server = await startServer({ dataDir: server.dataDir })
      coldAnswersMs.push(await timeFirstAnswer(server, sandbox))
    }
    const bytesAfterRestart = workerdBelow(server.pid).residentBytes()
    return { records, partitions: PARTITIONS, bytesBefore, bytesWithRecords, bytesAfterRestart, coldAnswersMs }
  } finally {
    await server.stop()
  }
}

/** Writes at least a million records into all partitions in turn, and says how many there are. */
async function produce(sandbox: BenchSandbox): Promise<number> {
  await createTopic(sandbox, TOPIC, PARTITIONS)
  const requests = Array.from({ length: PARTITIONS }, (_, partition) => rawRequest(sandbox, TOPIC, partition))
  const { records: recordsPerRequest } = rawBody()
  const connection = await HttpConnection.open(sandbox.origin)
  let records = 0
  for (let turn = 0; records < RECORDS; turn++, records += recordsPerRequest) {
    const answer = await connection.send(requests[turn % PARTITIONS] ?? Buffer.alloc(0))
    if (!rawStored(answer)) throw new Error(`Unexpected answer ${answer.status}: ${answer.body.slice(0, 500)}`)
  }
  connection.close()
  return records
}

/** Reads the last record of every partition, which needs the object, its state and its newest batches. */
async function timeFirstAnswer({ origin }: Server, { id, ownerKey }: BenchSandbox): Promise<number> {
  const path = `${topicPath({ origin, id, ownerKey }, TOPIC)}/records?tail=1`
  const startMs = performance.now()
  const answer = await ask(origin, { method: 'GET', path, headers: { Authorization: `Bearer ${ownerKey}`, Accept: 'application/json' } })
  const elapsedMs = performance.now() - startMs
  expectStatus(answer, 200)
  const { records } = JSON.parse(answer.body) as { records: unknown[] }
  if (records.length !== PARTITIONS) throw new Error(`Expected ${PARTITIONS} records, got ${records.length}.`)
  return elapsedMs
}
