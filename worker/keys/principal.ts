// Who asks: the verified key of a request. Verifying costs an HMAC, so keys that were found good are remembered.
import { MAX_CACHED_KEYS } from '../../schema/limits.ts'
import type { Env } from '../env.ts'
import { RestError } from '../http/rest-error.ts'
import type { Capability } from './capability.ts'
import { presentedKey } from './presented-key.ts'
import { readSignedKey } from './signed-key.ts'

export type Principal = Capability & {
  /** The key itself, to show its holder command lines that work. */
  readonly key: string
}

/** Good keys in the order of their first use. Only keys that we signed come in, and what is forgotten is verified again. */
const verified = new Map<string, { readonly secret: string; readonly principal: Principal }>()

/**
 * The principal of a request, from its header, query or WebSocket subprotocol (see presented-key.ts).
 *
 * Throws RestError 401 when the key is missing, not ours, or expired, and 403 when a browser sends it from a page that the key does not
 * list. Whether the key was revoked is only known to the object.
 */
export async function principalOf(request: Request, env: Env): Promise<Principal> {
  const presented = presentedKey(request)
  if (presented === null) throw unauthorized('This needs the key of a sandbox: send Authorization: Bearer <key>.')
  const principal = remembered(presented.key, env) ?? (await verify(presented.key, env))
  if (principal === null || (presented.keyId !== null && presented.keyId !== principal.keyId)) {
    throw unauthorized('The key is not one of ours.')
  }
  if (hasExpired(principal)) throw unauthorized('The key has expired.')
  if (principal.origins !== null) refuseForeignPage(request, principal.origins)
  return principal
}

/** The principal of a key that came by another way than a request; null when it is none of ours or has expired. */
export async function principalOfKey(key: string, env: Env): Promise<Principal | null> {
  const principal = remembered(key, env) ?? (await verify(key, env))
  return principal !== null && !hasExpired(principal) ? principal : null
}

export function unauthorized(message: string): RestError {
  const headers = { 'WWW-Authenticate': 'Bearer realm="samsa", Basic realm="samsa"' }
  return new RestError({ status: 401, errorCode: 40101, code: 'UNAUTHORIZED', message, headers })
}

export function forbidden(message: string): RestError {
  return new RestError({ status: 403, errorCode: 40301, code: 'FORBIDDEN', message })
}

export function hasExpired({ expiresMs }: Principal): boolean {
  return expiresMs !== null && expiresMs <= Date.now()
}

function remembered(key: string, env: Env): Principal | null {
  const found = verified.get(key)
  return found !== undefined && found.secret === env.SIGNING_SECRET ? found.principal : null
}

async function verify(key: string, env: Env): Promise<Principal | null> {
  const capability = await readSignedKey(key, env.SIGNING_SECRET)
  if (capability === null) return null
  const principal = { ...capability, key }
  if (verified.size >= MAX_CACHED_KEYS) verified.delete(verified.keys().next().value ?? '')
  verified.set(key, { secret: env.SIGNING_SECRET, principal })
  return principal
}

/** Browsers say which page asks. Everybody else can say anything, so this protects pages' visitors, not the sandbox. */
function refuseForeignPage(request: Request, origins: readonly string[]): void {
  const origin = request.headers.get('Origin')
  if (origin !== null && !origins.includes(origin)) throw forbidden('The key may not be used from this origin.')
}
