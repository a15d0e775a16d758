// Slows anonymous creation down. The limiter of the platform is permissive by design, a shield and no account: what a sandbox may hold is
// counted in its object.
import { CREATE_LIMIT, CREATE_LIMIT_PERIOD_SECONDS } from '../../schema/limits.ts'
import type { Env } from '../env.ts'
import { RestError } from '../http/rest-error.ts'

/** Throws RestError 429 when the caller's address has made too many sandboxes in the last minute. */
export async function limitCreation(request: Request, env: Env): Promise<void> {
  if (env.CREATE_LIMITER === undefined) return
  // Cloudflare sets this header itself, so a caller cannot choose it.
  const { success } = await env.CREATE_LIMITER.limit({ key: request.headers.get('CF-Connecting-IP') ?? 'unknown' })
  if (success) return
  throw new RestError({
    status: 429,
    errorCode: 42901,
    code: 'THROTTLING_QUOTA_EXCEEDED',
    message: `At most ${CREATE_LIMIT} sandboxes in ${CREATE_LIMIT_PERIOD_SECONDS} seconds can be made from one address.`,
    retriable: true,
    headers: {
      'Retry-After': String(CREATE_LIMIT_PERIOD_SECONDS),
      'X-RateLimit-Limit': String(CREATE_LIMIT),
      'X-RateLimit-Remaining': '0',
      'X-RateLimit-Reset': String(CREATE_LIMIT_PERIOD_SECONDS),
    },
  })
}
