// A closed loop: as many connections as wanted, each sends its next request when the answer to the last one is there. The rate it finds is
// the one that this many patient clients get.

import { HttpConnection, type HttpAnswer } from './http-connection.ts'

/** What a contender did in one round. `latenciesMs` has one value a request. */
export type Round = { readonly units: number; readonly seconds: number; readonly latenciesMs: readonly number[] }

export type LoopOptions = {
  readonly origin: string
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
  const connections = await Promise.all(Array.from({ length: options.connections }, () => HttpConnection.open(options.origin)))
  const latenciesMs: number[] = []
  let sent = 0
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
  return { units: latenciesMs.length * options.unitsPerRequest, seconds: (performance.now() - startMs) / 1000, latenciesMs }
}

/** Accepts an answer whose body does not matter. */
export function isOk({ status }: HttpAnswer): boolean {
  return status === 200
}
