// The real Worker with the real object, except that everything which reaches the object from outside is noted with its time: on Cloudflare an object
// stays awake for ten seconds after the last of them, and for as long as a call waits for its answer.
//
//   GET /bench/arrivals/<sandbox id>   all of them so far, as Arrival[]

import worker from '../../worker/index.ts'
import { Sandbox as RealSandbox } from '../../durable/sandbox.ts'
import type { SandboxEnv } from '../../durable/sandbox.ts'
import type { Caller } from '../../durable/shell/rpc.ts'
import type { KafkaApi, RequestOf } from '../../schema/kafka/requests/apis.ts'
import type { Arrival } from '../footprint/arrivals.ts'

export { KafkaDoor } from '../../worker/index.ts'

type CountedEnv = SandboxEnv & { readonly SANDBOX: DurableObjectNamespace<Sandbox> }

/** By object. They outlive it when it is evicted, which is what is measured here. */
const arrivals = new Map<string, Arrival[]>()

export class Sandbox extends RealSandbox {
  override kafka<Api extends KafkaApi>(caller: Caller, request: RequestOf<Api>, brokerId: number | null = null) {
    return this.#note(request.api, () => super.kafka(caller, request, brokerId))
  }

  override fetch(request: Request): Promise<Response> {
    return this.#note('connection', () => super.fetch(request))
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    return this.#note('line', () => super.webSocketMessage(socket, message))
  }

  override alarm(): Promise<void> {
    return this.#note('alarm', () => super.alarm())
  }

  arrived(): readonly Arrival[] {
    return this.#arrivals()
  }

  #arrivals(): Arrival[] {
    const id = this.ctx.id.toString()
    const known = arrivals.get(id) ?? []
    arrivals.set(id, known)
    return known
  }

  async #note<Value>(what: string, work: () => Promise<Value>): Promise<Value> {
    const arrival: Arrival = { what, fromMs: Date.now(), untilMs: null }
    this.#arrivals().push(arrival)
    try {
      return await work()
    } finally {
      arrival.untilMs = Date.now()
    }
  }
}

export default {
  async fetch(request: Request, env: CountedEnv & Parameters<typeof worker.fetch>[1], execution: ExecutionContext): Promise<Response> {
    const [, root, what, sandboxId = ''] = new URL(request.url).pathname.split('/')
    if (root !== 'bench' || what !== 'arrivals') return worker.fetch(request, env, execution)
    return Response.json(await env.SANDBOX.get(env.SANDBOX.idFromName(sandboxId)).arrived())
  },
}
