// The arithmetic of SCRAM: what a server keeps of a password, and what both sides prove with it.
// Source: RFC 5802 and RFC 7677; ScramFormatter and ScramMechanism of Kafka 4.3.
import type { SaslMechanism } from './sasl-exchange.ts'

export type ScramMechanism = Exclude<SaslMechanism, 'PLAIN'>

/** What is enough to check a client's proof, and not enough to be that client. */
export type ScramCredential = {
  readonly salt: Uint8Array<ArrayBuffer>
  readonly iterations: number
  readonly storedKey: Uint8Array<ArrayBuffer>
  readonly serverKey: Uint8Array<ArrayBuffer>
}

/** Kafka's default, and the least that it takes. A key is random, so more would only cost time. */
export const SCRAM_ITERATIONS = 4096

const HASH: Readonly<Record<ScramMechanism, 'SHA-256' | 'SHA-512'>> = { 'SCRAM-SHA-256': 'SHA-256', 'SCRAM-SHA-512': 'SHA-512' }
const HASH_BITS = { 'SHA-256': 256, 'SHA-512': 512 } as const

const utf8 = new TextEncoder()

export async function scramCredential(
  mechanism: ScramMechanism,
  password: string,
  salt: Uint8Array<ArrayBuffer>,
): Promise<ScramCredential> {
  const hash = HASH[mechanism]
  const key = await crypto.subtle.importKey('raw', utf8.encode(password), 'PBKDF2', false, ['deriveBits'])
  const iterations = SCRAM_ITERATIONS
  const salted = new Uint8Array(await crypto.subtle.deriveBits({ name: 'PBKDF2', hash, salt, iterations }, key, HASH_BITS[hash]))
  const clientKey = await hmac(mechanism, salted, 'Client Key')
  return { salt, iterations, storedKey: await digest(mechanism, clientKey), serverKey: await hmac(mechanism, salted, 'Server Key') }
}

/** Whether the proof comes from somebody who knows the password. */
export async function isProofGenuine(
  mechanism: ScramMechanism,
  { storedKey }: ScramCredential,
  authMessage: string,
  proof: Uint8Array,
): Promise<boolean> {
  const clientSignature = await hmac(mechanism, storedKey, authMessage)
  if (proof.length !== clientSignature.length) return false
  const clientKey = clientSignature.map((byte, index) => byte ^ (proof[index] ?? 0))
  return areSame(await digest(mechanism, clientKey), storedKey)
}

export function serverSignature(mechanism: ScramMechanism, { serverKey }: ScramCredential, authMessage: string): Promise<Uint8Array> {
  return hmac(mechanism, serverKey, authMessage)
}

async function hmac(mechanism: ScramMechanism, key: Uint8Array<ArrayBuffer>, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: HASH[mechanism] }, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, utf8.encode(text)))
}

async function digest(mechanism: ScramMechanism, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest(HASH[mechanism], bytes))
}

/** Takes the same time wherever they differ. */
function areSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.reduce((difference, byte, index) => difference | (byte ^ (right[index] ?? 0)), 0) === 0
}
