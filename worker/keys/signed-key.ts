// The text of a key: a prefix that secret scanners find, then URL-safe base64 of the capability's bytes and their HMAC-SHA256.
//
//   samsa_own_…   may do everything
//   samsa_obs_…   only looks, and may be published
//   samsa_key_…   anything between
import { KEY_TEXT } from '../../schema/api/key-layout.ts'
import type { Capability } from './capability.ts'
import { decodeCapability, encodeCapability, fromBase64Url, toBase64Url } from './capability.ts'

const SIGNATURE_BYTES = 32
/** A key with the longest prefix and origins that schema/api/keys.ts lets through is far shorter. */
const MAX_KEY_CHARACTERS = 8_192
/** A secret that somebody forgot to set must not sign anything. What the scripts draw is longer. */
const MIN_SECRET_CHARACTERS = 16

/** Signs a capability. Making the same key twice gives the same text. */
export async function signKey(capability: Capability, secret: string): Promise<string> {
  const payload = encodeCapability(capability)
  const signature = new Uint8Array(await crypto.subtle.sign('HMAC', await signingKey(secret), payload))
  const bytes = new Uint8Array(payload.length + SIGNATURE_BYTES)
  bytes.set(payload)
  bytes.set(signature, payload.length)
  return prefixOf(capability) + toBase64Url(bytes)
}

/** The capability of a key that we signed, or null. Expiry is not looked at: it has to be checked on every use. */
export async function readSignedKey(text: string, secret: string): Promise<Capability | null> {
  const [, prefix, encoded] = (text.length <= MAX_KEY_CHARACTERS && KEY_TEXT.exec(text)) || []
  const bytes = encoded === undefined ? null : canonicalBytes(encoded)
  if (bytes === null || bytes.length < SIGNATURE_BYTES) return null
  const payload = bytes.subarray(0, -SIGNATURE_BYTES)
  // WebCrypto compares in constant time, so that a signature cannot be guessed byte by byte.
  const genuine = await crypto.subtle.verify('HMAC', await signingKey(secret), bytes.subarray(-SIGNATURE_BYTES), payload)
  const capability = genuine ? decodeCapability(payload) : null
  return capability !== null && prefixOf(capability) === prefix ? capability : null
}

/**
 * Bytes that only the holder of the secret can work out. A key's payload begins with its version, a byte below every printable character: no
 * text that is asked for here is the payload of a key.
 */
export async function secretBytes(text: string, secret: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.sign('HMAC', await signingKey(secret), new TextEncoder().encode(text)))
}

/** One key has one text: base64 whose unused bits are set would otherwise be a second text of the same key. */
function canonicalBytes(encoded: string): Uint8Array<ArrayBuffer> | null {
  // A length that no bytes encode to; atob would throw.
  if (encoded.length % 4 === 1) return null
  const bytes = fromBase64Url(encoded)
  return toBase64Url(bytes) === encoded ? bytes : null
}

function prefixOf({ scopes }: Capability): string {
  if (scopes.includes('admin')) return 'samsa_own_'
  return scopes.length === 1 && scopes[0] === 'observe' ? 'samsa_obs_' : 'samsa_key_'
}

let imported: { readonly secret: string; readonly key: Promise<CryptoKey> } | null = null

/** The imported secret is kept: an isolate only ever sees one. */
function signingKey(secret: string): Promise<CryptoKey> {
  if (imported?.secret !== secret) {
    if (secret.length < MIN_SECRET_CHARACTERS) throw new Error(`SIGNING_SECRET needs ${MIN_SECRET_CHARACTERS} characters or more.`)
    const bytes = new TextEncoder().encode(secret)
    imported = { secret, key: crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']) }
  }
  return imported.key
}
