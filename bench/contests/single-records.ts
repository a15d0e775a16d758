// One record a request over HTTP, against a request that does nothing; and one record a frame over the socket, against the former. Both
// with acks=all, which is what a produce has that says nothing else, and with as many replicas as wanted.

import { isOk, runClosedLoop, type Round, type Target } from '../load/closed-loop.ts'
import { encodeRequest, type HttpAnswer, type HttpRequest } from '../load/http-connection.ts'
import { oneRecordBody } from '../load/payloads.ts'
import { runSocketProduce } from '../load/socket-produce.ts'
import { jsonHeaders, topicPath, type BenchSandbox } from '../servers/sandbox.ts'
import type { Contender } from './contest.ts'
import { inFreshFloorObject, inFreshSandbox, TOPIC } from './fresh-object.ts'

const CONNECTIONS = 32
const IN_FLIGHT = 512
/** Different bodies that are sent in turn, so that nothing can live from having seen the same bytes before. */
const BODIES = Array.from({ length: 256 }, (_, number) => oneRecordBody(number))

function encodeAll(origin: string, request: Omit<HttpRequest, 'method' | 'body'>): Buffer[] {
  return BODIES.map((body) => encodeRequest(origin, { method: 'POST', ...request, body }))
}

/** The Worker forwards the request as it is to the object, which answers 200. */
export function noOpRequests(target: Target): Contender {
  return noOp(target, 'no-op', 'no-op request to an object, 32 connections')
}

/** The quickest way to the object that we know: the Worker reads the body and passes it on in a call. */
export function noOpCalls(target: Target): Contender {
  return noOp(target, 'no-op-call', 'the same as a call instead of a forwarded request')
}

function noOp(target: Target, job: 'no-op' | 'no-op-call', name: string): Contender {
  return {
    name,
    unit: 'requests',
    latencyOf: 'a request',
    runRound: (durationMs) =>
      inFreshFloorObject(target.origin, (objectName) => {
        const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${'x'.repeat(100)}` }
        const requests = encodeAll(target.origin, { path: `/${job}/${objectName}`, headers })
        return runClosedLoop({ target, connections: CONNECTIONS, durationMs, requests, unitsPerRequest: 1, accepts: isOk })
      }),
  }
}

export function singleRecordsOverHttp(target: Target, replicationFactor = 1): Contender {
  return {
    name: `HTTP, one record a request, 32 connections${withReplicas(replicationFactor)}`,
    unit: 'records',
    latencyOf: 'a request',
    runRound: (durationMs) => {
      const work = (sandbox: BenchSandbox): Promise<Round> => {
        const requests = singleRecordRequests(sandbox, TOPIC)
        return runClosedLoop({ target, connections: CONNECTIONS, durationMs, requests, unitsPerRequest: 1, accepts: singleStored })
      }
      return inFreshSandbox(target.origin, work, replicationFactor)
    },
  }
}

export function recordsOverSocket(target: Target, replicationFactor = 1): Contender {
  return {
    name: `WebSocket, one record a frame, 512 in flight${withReplicas(replicationFactor)}`,
    unit: 'records',
    latencyOf: 'a frame until its ack',
    runRound: (durationMs) => {
      const work = ({ id, ownerKey }: BenchSandbox): Promise<Round> => {
        const path = `/v1/sandboxes/${id}/socket?key=${encodeURIComponent(ownerKey)}`
        return runSocketProduce({ target, path, topic: TOPIC, records: BODIES, inFlight: IN_FLIGHT, durationMs })
      }
      return inFreshSandbox(target.origin, work, replicationFactor)
    },
  }
}

/** The end of a name: results are told apart by theirs. */
function withReplicas(replicationFactor: number): string {
  return replicationFactor === 1 ? '' : `, replication factor ${replicationFactor}`
}

export function singleRecordRequests(sandbox: BenchSandbox, topic: string): Buffer[] {
  return encodeAll(sandbox.origin, { path: `${topicPath(sandbox, topic)}/records`, headers: jsonHeaders(sandbox) })
}

/** True if the answer to one of singleRecordRequests says that the record is stored. */
export function singleStored({ status, body }: HttpAnswer): boolean {
  return status === 200 && body.includes('"error_code":200')
}
