// A new sandbox that begins with a snapshot.
import { DEFAULT_TTL_SECONDS, MAX_SANDBOX_NAME_CHARACTERS } from '../../schema/limits.ts'
import type { Env } from '../env.ts'
import { expiryOf } from '../sandboxes/expiry.ts'
import { makeSandbox } from '../sandboxes/make-sandbox.ts'

export type Fork = {
  readonly env: Env
  readonly origin: string
  readonly hash: string
  /** Of the snapshot: the new sandbox is called after it. */
  readonly title: string
  readonly name: string | undefined
  readonly ttlSeconds: number | null | undefined
}

/** Whoever calls this has asked limitCreation. Throws RestError for a snapshot that cannot be opened. */
export function forkSnapshot({ env, origin, hash, title, name, ttlSeconds = DEFAULT_TTL_SECONDS }: Fork): Promise<Response> {
  const suffix = ' (fork)'
  return makeSandbox(env, origin, {
    name: name ?? title.slice(0, MAX_SANDBOX_NAME_CHARACTERS - suffix.length) + suffix,
    brokers: [],
    brokerConfigs: [],
    clock: 'realtime',
    seed: null,
    expiresMs: expiryOf(ttlSeconds, Date.now(), env),
    fromSnapshot: hash,
  })
}
