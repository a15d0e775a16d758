// Record batches in Kafka's own bytes, against inserting blobs of that size in a loop. The loop runs inside the object: no request, no
// network, only SQLite and its commits.

import { isOk, runClosedLoop, type Target } from '../load/closed-loop.ts'
import { encodeRequest, type HttpAnswer } from '../load/http-connection.ts'
import { RAW_BATCHES_PER_REQUEST, rawBody } from '../load/payloads.ts'
import { topicPath, type BenchSandbox } from '../servers/sandbox.ts'
import type { Contender } from './contest.ts'
import { inFreshFloorObject, inFreshSandbox, TOPIC } from './fresh-object.ts'

const CONNECTIONS = 4
/** Commits in one request to the loop: enough that the request itself does not matter, few enough to end on time. */
const COMMITS_PER_LOOP = 16

export function insertBlobsInALoop(target: Target): Contender {
  const blobs = RAW_BATCHES_PER_REQUEST * COMMITS_PER_LOOP
  return {
    name: 'inserting blobs of 16 KiB in a loop, a commit each 64',
    unit: 'batches',
    latencyOf: '16 commits',
    runRound: (durationMs) =>
      inFreshFloorObject(target.origin, (objectName) => {
        const path = `/insert-blobs/${objectName}?blobs=${blobs}&bytes=${rawBody().batchBytes}&commit=${RAW_BATCHES_PER_REQUEST}`
        return runClosedLoop({
          target,
          connections: 1,
          durationMs,
          requests: [encodeRequest(target.origin, { method: 'POST', path })],
          unitsPerRequest: blobs,
          accepts: isOk,
        })
      }),
  }
}

export function rawBatches(target: Target): Contender {
  return {
    name: 'raw batches of 16 KiB, 64 a request, 4 connections',
    unit: 'batches',
    latencyOf: 'a request',
    runRound: (durationMs) =>
      inFreshSandbox(target.origin, (sandbox) => {
        const requests = [rawRequest(sandbox, TOPIC, 0)]
        const unitsPerRequest = RAW_BATCHES_PER_REQUEST
        return runClosedLoop({ target, connections: CONNECTIONS, durationMs, requests, unitsPerRequest, accepts: rawStored })
      }),
  }
}

export function rawRequest(sandbox: BenchSandbox, topic: string, partition: number): Buffer {
  const path = `${topicPath(sandbox, topic)}/partitions/${partition}/records`
  const headers = { Authorization: `Bearer ${sandbox.ownerKey}`, 'Content-Type': 'application/octet-stream' }
  return encodeRequest(sandbox.origin, { method: 'POST', path, headers, body: rawBody().bytes })
}

/** True if the answer to a rawRequest says that every batch is stored. */
export function rawStored({ status, body }: HttpAnswer): boolean {
  return status === 200 && !/"error_code":(?!200\b)/.test(body)
}
