// How long a sandbox lives, from the `ttl_seconds` that was asked for.
import type { Env } from '../env.ts'
import { isSelfHosted } from '../env.ts'
import { unprocessable } from '../http/rest-error.ts'

/**
 * Milliseconds since the epoch, or null for a sandbox that stays.
 *
 * Throws RestError 422 when somebody asks a public service to keep one for ever: nobody would ever clean up behind them.
 */
export function expiryOf(ttlSeconds: number | null, nowMs: number, env: Env): number | null {
  if (ttlSeconds !== null) return nowMs + ttlSeconds * 1000
  if (isSelfHosted(env)) return null
  const detail = 'Only a server of your own keeps sandboxes for ever.'
  throw unprocessable(detail, 422, [{ field: '/ttl_seconds', detail }])
}
