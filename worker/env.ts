// What the platform binds to the Worker. wrangler.toml names the same bindings for Cloudflare, cli/local/workerd-config.ts for the local
// server.
import type { SandboxRpc } from '../durable/shell/rpc.ts'

/** The object as the platform's types want to see it: the RPC, with the brand that every Durable Object class carries. */
type SandboxObject = SandboxRpc & Rpc.DurableObjectBranded

export type Env = {
  /** One object is one sandbox; the object's name is the sandbox's id. */
  readonly SANDBOX: DurableObjectNamespace<SandboxObject>
  /** The registry of sandboxes. Nothing on the hot path reads it. */
  readonly DB: D1Database
  /** Signs every key. Who has it can open every sandbox; changing it makes every key invalid. */
  readonly SIGNING_SECRET: string
  /** `https://host` under which the world reaches us, where the request itself does not say it. See http/origin.ts. */
  readonly PUBLIC_ORIGIN?: string
  /** The files of the page: see site/serve-site.ts. Absent where only the API is tested. */
  readonly ASSETS?: Fetcher
  /** The key of the ready sandbox in a file `key`, for Kafka clients by TCP. Only `npm start` has it. */
  readonly READY_SANDBOX?: Fetcher
  /** Slows anonymous creation down. Cloudflare has it, plain workerd does not: see isSelfHosted. */
  readonly CREATE_LIMITER?: RateLimit
}

/**
 * True on somebody's own machine, where the owner of the disk decides how long a sandbox lives. A public service always has the limiter,
 * so its absence is the sign; no second setting could contradict it.
 */
export function isSelfHosted(env: Env): boolean {
  return env.CREATE_LIMITER === undefined
}
