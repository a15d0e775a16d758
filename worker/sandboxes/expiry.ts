// How long a sandbox lives, from the `ttl_seconds` that was asked for.
import { EXPIRY_WARNING_SECONDS } from '../../schema/snapshot-limits.ts'
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

/** `Samsa-Expires-In`: the seconds that are left, once they are few. PATCH with `ttl_seconds` makes more of them. */
export function expiryHeaders(expiresMs: number | null, nowMs: number): Record<string, string> {
  const leftSeconds = expiresMs === null ? Number.POSITIVE_INFINITY : Math.max(0, Math.floor((expiresMs - nowMs) / 1000))
  return leftSeconds > EXPIRY_WARNING_SECONDS ? {} : { 'Samsa-Expires-In': String(leftSeconds) }
}
