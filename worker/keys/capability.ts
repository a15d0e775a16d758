// What a key says, and its bytes. A key is a signed capability: everything that decides about a request stands inside it, so no database is
// asked. Layout, big-endian:
//
//   version u8 · sandbox id 16 bytes · key id 8 bytes · scopes u8 (bit n is SCOPES[n]) · expiry u48 in milliseconds, 0 for never
//   · limits: UTF-8 JSON `{"t": topic prefix, "o": [origins]}`, or nothing when there are none
//
// The two ids are random bytes that are written in URL-safe base64 wherever people see them.
import { KEY_VERSION, SANDBOX_ID_BYTES } from '../../schema/api/key-layout.ts'
import type { Scope } from './scopes.ts'
import { SCOPES } from './scopes.ts'

export type Capability = {
  readonly sandboxId: string
  readonly keyId: string
  readonly scopes: readonly Scope[]
  /** Only topics whose names begin with this; null is every topic. */
  readonly topicPrefix: string | null
  /** Only pages of these origins may use the key in a browser; null is every page. */
  readonly origins: readonly string[] | null
  /** Milliseconds since the epoch; null is never. */
  readonly expiresMs: number | null
}

const KEY_ID_BYTES = 8
const HEADER_BYTES = 1 + SANDBOX_ID_BYTES + KEY_ID_BYTES + 1 + 6

const utf8 = new TextEncoder()
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function encodeCapability(capability: Capability): Uint8Array<ArrayBuffer> {
  const limits = limitsText(capability)
  const bytes = new Uint8Array(HEADER_BYTES + limits.length)
  bytes[0] = KEY_VERSION
  bytes.set(fromBase64Url(capability.sandboxId), 1)
  bytes.set(fromBase64Url(capability.keyId), 1 + SANDBOX_ID_BYTES)
  bytes[1 + SANDBOX_ID_BYTES + KEY_ID_BYTES] = scopeBits(capability.scopes)
  writeExpiry(bytes, capability.expiresMs ?? 0)
  bytes.set(limits, HEADER_BYTES)
  return bytes
}

/**
 * Reads bytes whose signature was already found good, so that what they say was written by us. Null means that they are of a version
 * that this Worker does not know.
 */
export function decodeCapability(bytes: Uint8Array): Capability | null {
  if (bytes.length < HEADER_BYTES || bytes[0] !== KEY_VERSION) return null
  const keyIdAt = 1 + SANDBOX_ID_BYTES
  const expiresMs = readExpiry(bytes)
  const limits: { t?: string; o?: string[] } =
    bytes.length === HEADER_BYTES ? {} : JSON.parse(strictUtf8.decode(bytes.subarray(HEADER_BYTES)))
  return {
    sandboxId: toBase64Url(bytes.subarray(1, keyIdAt)),
    keyId: toBase64Url(bytes.subarray(keyIdAt, keyIdAt + KEY_ID_BYTES)),
    scopes: scopesOf(bytes[keyIdAt + KEY_ID_BYTES] ?? 0),
    topicPrefix: limits.t ?? null,
    origins: limits.o ?? null,
    expiresMs: expiresMs === 0 ? null : expiresMs,
  }
}

/** 128 random bits; the first sixth is never a minus, which command lines would take for an option. */
export function newSandboxId(): string {
  const id = toBase64Url(crypto.getRandomValues(new Uint8Array(SANDBOX_ID_BYTES)))
  return id.startsWith('-') ? newSandboxId() : id
}

/** 64 random bits: a key id is no secret, it only has to be unique within its sandbox. */
export function newKeyId(): string {
  const id = toBase64Url(crypto.getRandomValues(new Uint8Array(KEY_ID_BYTES)))
  return id.startsWith('-') ? newKeyId() : id
}

export function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

/** Throws on anything but URL-safe base64 without padding. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[\w-]*$/.test(text)) throw new Error('Not URL-safe base64.')
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))
}

function limitsText({ topicPrefix, origins }: Capability): Uint8Array {
  if (topicPrefix === null && origins === null) return new Uint8Array(0)
  return utf8.encode(JSON.stringify({ ...(topicPrefix === null ? {} : { t: topicPrefix }), ...(origins === null ? {} : { o: origins }) }))
}

function scopeBits(scopes: readonly Scope[]): number {
  return scopes.reduce((bits, scope) => bits | (1 << SCOPES.indexOf(scope)), 0)
}

function scopesOf(bits: number): Scope[] {
  return SCOPES.filter((_, bit) => (bits & (1 << bit)) !== 0)
}

function writeExpiry(bytes: Uint8Array<ArrayBuffer>, expiresMs: number): void {
  const view = new DataView(bytes.buffer)
  view.setUint16(HEADER_BYTES - 6, Math.floor(expiresMs / 2 ** 32))
  view.setUint32(HEADER_BYTES - 4, expiresMs % 2 ** 32)
}

function readExpiry(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return view.getUint16(HEADER_BYTES - 6) * 2 ** 32 + view.getUint32(HEADER_BYTES - 4)
}
