// The Worker without a platform: its app in front of objects that live in memory and run the real engine. For tests of the edge.
import type { Caller, KeyFacts, Outcome, SandboxChange, SandboxFacts, SandboxRpc, SandboxSpec } from '../../durable/shell/rpc.ts'
import type { Answered } from '../../durable/shell/runtime.ts'
import type { KafkaApi, RequestOf } from '../../schema/kafka/requests/apis.ts'
import { checkBrokerConfigs } from '../../durable/engine/config/broker-configs.ts'
import { createApp } from '../../worker/app.ts'
import { ENDPOINTS } from '../../worker/endpoints.ts'
import type { Env } from '../../worker/env.ts'
import { checkAnswer } from './described-answer.ts'
import { MemoryCluster } from './memory-store.ts'
import { requestOf } from './request.ts'
import type { Asked } from './request.ts'

type Refusal = Extract<Outcome<never>, { ok: false }>
type Inside = { facts: SandboxFacts; keys: KeyFacts[]; cluster: MemoryCluster }

export class MemorySandbox implements SandboxRpc {
  #inside: Inside | null = null

  createSandbox(spec: SandboxSpec): Promise<Outcome<SandboxFacts, 'ALREADY_EXISTS' | 'INVALID_CONFIG'>> {
    const checked = checkBrokerConfigs(new Map(spec.brokerConfigs))
    if (!checked.ok) return Promise.resolve({ ok: false, reason: 'INVALID_CONFIG', message: checked.message })
    const { sandboxId, name, brokers, brokerConfigs, expiresMs } = spec
    const facts = { sandboxId, name, brokers, expiresMs, createdMs: Date.now() }
    const cluster = new MemoryCluster({ clusterId: sandboxId, brokers, brokerConfigs, seed: spec.seed ?? 7 })
    this.#inside = { facts, keys: [...spec.keys], cluster }
    return Promise.resolve({ ok: true, value: facts })
  }

  describeSandbox(caller: Caller): Promise<Outcome<SandboxFacts>> {
    return this.#with(caller, ({ facts }) => facts)
  }

  updateSandbox(caller: Caller, change: SandboxChange): Promise<Outcome<SandboxFacts>> {
    return this.#with(caller, (inside) => {
      inside.facts = { ...inside.facts, ...change }
      return inside.facts
    })
  }

  deleteSandbox(caller: Caller): Promise<Outcome<null>> {
    return this.#with(caller, () => {
      this.#inside = null
      return null
    })
  }

  listKeys(caller: Caller): Promise<Outcome<readonly KeyFacts[]>> {
    return this.#with(caller, ({ keys }) => keys)
  }

  addKey(caller: Caller, key: KeyFacts): Promise<Outcome<KeyFacts, 'TOO_MANY_KEYS'>> {
    return this.#with(caller, ({ keys }) => {
      keys.push(key)
      return key
    })
  }

  revokeKey(caller: Caller, keyId: string): Promise<Outcome<boolean>> {
    return this.#with(caller, ({ keys }) => {
      const index = keys.findIndex((key) => key.keyId === keyId)
      if (index >= 0) keys[index] = { ...keys[index]!, revokedMs: Date.now() }
      return index >= 0
    })
  }

  kafka<Api extends KafkaApi>(caller: Caller, { api, request }: RequestOf<Api>): Promise<Outcome<Answered<Api>>> {
    return this.#with(caller, ({ cluster }) => {
      const before = cluster.records.length
      const response = cluster.request(api, request)
      return { response, sequence: cluster.records.length === before ? null : cluster.records.length } as Answered<Api>
    })
  }

  fetch(): Promise<Response> {
    return Promise.reject(new Error('There are no sockets in memory.'))
  }

  #with<Value>(caller: Caller, work: (inside: Inside) => Value): Promise<Outcome<Value>> {
    const inside = this.#inside
    if (inside === null) return refuse('SANDBOX_NOT_FOUND')
    if (inside.keys.some((key) => key.keyId === caller.keyId && key.revokedMs !== null)) return refuse('KEY_REVOKED')
    return Promise.resolve({ ok: true, value: work(inside) })
  }
}

function refuse(reason: Refusal['reason']): Promise<Refusal> {
  return Promise.resolve({ ok: false, reason, message: 'Refused.' })
}

export type MadeSandbox = { readonly id: string; readonly owner: string; readonly observe: string }

/** The whole edge in memory. `http` is one request and its answer. */
export class MemoryEdge {
  readonly env: Env
  readonly #app = createApp(ENDPOINTS)

  constructor(env: Partial<Env> = {}) {
    const sandboxes = new Map<string, MemorySandbox>()
    const get = (id: string): MemorySandbox => {
      const sandbox = sandboxes.get(id) ?? new MemorySandbox()
      sandboxes.set(id, sandbox)
      return sandbox
    }
    this.env = { SANDBOX: { idFromName: (name: string) => name, get }, SIGNING_SECRET: 'a secret for tests only', ...env } as unknown as Env
  }

  async http(method: string, path: string, asked: Asked = {}): Promise<Response> {
    const request = requestOf(`http://samsa.test${path}`, method, asked)
    const answer = await this.#app.fetch(request, this.env, { waitUntil: () => undefined } as unknown as ExecutionContext)
    if (method !== 'HEAD') await checkAnswer(method, new URL(request.url).pathname, answer.clone())
    return answer
  }

  async sandbox(json: object = {}): Promise<MadeSandbox> {
    const answer = await this.http('POST', '/v1/sandboxes', { json })
    if (answer.status !== 201) throw new Error(`No sandbox: ${await answer.text()}`)
    const { id, keys } = (await answer.json()) as { id: string; keys: { owner: string; observe: string } }
    return { id, ...keys }
  }
}
