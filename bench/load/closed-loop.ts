// A closed loop: as many connections as wanted, each sends its next request when the answer to the last one is there. The rate it finds is
// the one that this many patient clients get.

import type { WorkerdUsage } from '../servers/workerd-usage.ts'
import { HttpConnection, type HttpAnswer } from './http-connection.ts'

/** What a contender did in one round. */
export type Round = {
  readonly units: number
  readonly seconds: number
  /** One value a request. */
  readonly latenciesMs: readonly number[]
  /** Processor time of workerd in this round; null where the system does not tell. */
  readonly processorMs: number | null
}

/** A server that is measured. */
export type Target = { readonly origin: string; readonly usage: WorkerdUsage }

export type LoopOptions = {
  readonly target: Target
  readonly connections: number
  readonly durationMs: number
  /** Requests to send in turn. */
  readonly requests: readonly Uint8Array[]
  /** What one request counts for: records, batches. */
  readonly unitsPerRequest: number
  /** True if this is the answer that counts. Anything else ends the benchmark: a rate of refusals is no rate. */
  readonly accepts: (answer: HttpAnswer) => boolean
}

/** Runs for `durationMs` and then waits for the answers that are still under way, which count, as does their time. */
export async function runClosedLoop({ target, connections, durationMs, requests, unitsPerRequest, accepts }: LoopOptions): Promise<Round> {
  let sent = 0
  const client: Client = (send) => {
    return Promise.resolve(async () => {
      expectAccepted(await send(requests[sent++ % requests.length] ?? Buffer.alloc(0)), accepts)
      return unitsPerRequest
    })
  }
  return runClients(
    target,
    durationMs,
    Array.from({ length: connections }, () => client),
  )
}

/** Sends a request on the client's own connection. */
export type Send = (request: Uint8Array) => Promise<HttpAnswer>

/** Makes itself ready and gives the work that it then does again and again, which says how many units it was. */
export type Client = (send: Send) => Promise<() => Promise<number>>

/** A closed loop of clients that do more than repeat themselves. Making ready is not measured; a latency is that of one piece of work. */
export async function runClients(target: Target, durationMs: number, clients: readonly Client[]): Promise<Round> {
  const connections = await Promise.all(clients.map(() => HttpConnection.open(target.origin)))
  const latenciesMs: number[] = []
  let units = 0
  const work = async (doOne: () => Promise<number>, startMs: number): Promise<void> => {
    const endMs = startMs + durationMs
    for (let beganMs = startMs; beganMs < endMs;) {
      const done = await doOne()
      units += done
      const nowMs = performance.now()
      latenciesMs.push(nowMs - beganMs)
      beganMs = nowMs
    }
  }
  try {
    const works = await Promise.all(connections.map((connection, index) => readyOn(connection, clients[index])))
    const stopwatch = startStopwatch(target)
    const startMs = performance.now()
    await Promise.all(works.map((doOne) => work(doOne, startMs)))
    return stopwatch(units, latenciesMs)
  } finally {
    for (const connection of connections) connection.close()
  }
}

function readyOn(connection: HttpConnection, client: Client | undefined): Promise<() => Promise<number>> {
  if (client === undefined) throw new Error('There is a client for each connection.')
  return client((request) => connection.send(request))
}

/** Throws for an answer that does not count. */
export function expectAccepted(answer: HttpAnswer, accepts: (answer: HttpAnswer) => boolean): void {
  if (!accepts(answer)) throw new Error(`Unexpected answer ${answer.status}: ${answer.body.slice(0, 500)}`)
}

/** Starts a round now; the function ends it. */
export function startStopwatch({ usage }: Target): (units: number, latenciesMs: readonly number[]) => Round {
  const processorStartMs = usage.processorMs()
  const startMs = performance.now()
  return (units, latenciesMs) => {
    const seconds = (performance.now() - startMs) / 1000
    const processorEndMs = usage.processorMs()
    const processorMs = processorStartMs === null || processorEndMs === null ? null : processorEndMs - processorStartMs
    return { units, seconds, latenciesMs, processorMs }
  }
}

/** Accepts an answer whose body does not matter. */
export function isOk({ status }: HttpAnswer): boolean {
  return status === 200
}
