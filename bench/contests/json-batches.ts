// 1,000 JSON records a request, against a Worker that parses the same JSON and stores one blob of the same size.

import { isOk, runClosedLoop, type Target } from '../load/closed-loop.ts'
import { encodeRequest, type HttpAnswer } from '../load/http-connection.ts'
import { jsonBatchBody, RECORD_BYTES, RECORDS_PER_JSON_BATCH } from '../load/payloads.ts'
import { jsonHeaders, topicPath, type BenchSandbox } from '../servers/sandbox.ts'
import type { Contender } from './contest.ts'
import { inFreshFloorObject, inFreshSandbox, TOPIC } from './fresh-object.ts'

const CONNECTIONS = 4
/** What a record takes in a batch beside its value. The floor stores what the batch would have, not the longer JSON. */
const RECORD_FRAMING_BYTES = 8
const BODY = jsonBatchBody()

export function parseJsonAndStoreOneBlob(target: Target): Contender {
  const blobBytes = RECORDS_PER_JSON_BATCH * (RECORD_BYTES + RECORD_FRAMING_BYTES)
  return {
    name: 'JSON.parse of 1,000 records and one blob, 4 connections',
    unit: 'records',
    latencyOf: 'a request',
    runRound: (durationMs) =>
      inFreshFloorObject(target.origin, (objectName) => {
        const path = `/parse-json/${objectName}?bytes=${blobBytes}`
        const request = encodeRequest(target.origin, { method: 'POST', path, headers: { 'Content-Type': 'application/json' }, body: BODY })
        return runClosedLoop({
          target,
          connections: CONNECTIONS,
          durationMs,
          requests: [request],
          unitsPerRequest: RECORDS_PER_JSON_BATCH,
          accepts: isOk,
        })
      }),
  }
}

export function jsonBatches(target: Target): Contender {
  return {
    name: 'HTTP, 1,000 JSON records a request, 4 connections',
    unit: 'records',
    latencyOf: 'a request',
    runRound: (durationMs) =>
      inFreshSandbox(target.origin, (sandbox) => {
        const requests = [jsonBatchRequest(sandbox, TOPIC)]
        const unitsPerRequest = RECORDS_PER_JSON_BATCH
        return runClosedLoop({ target, connections: CONNECTIONS, durationMs, requests, unitsPerRequest, accepts: allStored })
      }),
  }
}

export function jsonBatchRequest(sandbox: BenchSandbox, topic: string): Buffer {
  const path = `${topicPath(sandbox, topic)}/records:batch`
  return encodeRequest(sandbox.origin, { method: 'POST', path, headers: jsonHeaders(sandbox), body: BODY })
}

/** True if the answer to a jsonBatchRequest says that every record is stored. */
export function allStored({ status, body }: HttpAnswer): boolean {
  return status === 207 && body.includes('"failures":[]')
}
