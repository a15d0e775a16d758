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
export async function runClosedLoop(options: LoopOptions): Promise<Round> {
  const connections = await Promise.all(Array.from({ length: options.connections }, () => HttpConnection.open(options.target.origin)))
  const latenciesMs: number[] = []
  let sent = 0
  const stopwatch = startStopwatch(options.target)
  const startMs = performance.now()
  const endMs = startMs + options.durationMs
  const client = async (connection: HttpConnection): Promise<void> => {
    for (let sentMs = startMs; sentMs < endMs;) {
      const answer = await connection.send(options.requests[sent++ % options.requests.length] ?? Buffer.alloc(0))
      if (!options.accepts(answer)) throw new Error(`Unexpected answer ${answer.status}: ${answer.body.slice(0, 500)}`)
      const nowMs = performance.now()
      latenciesMs.push(nowMs - sentMs)
      sentMs = nowMs
    }
  }
  try {
    await Promise.all(connections.map(client))
  } finally {
    for (const connection of connections) connection.close()
  }
  return stopwatch(latenciesMs.length * options.unitsPerRequest, latenciesMs)
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
