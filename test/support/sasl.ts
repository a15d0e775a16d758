// A client of SASL for tests of the binary protocol: PLAIN, and SCRAM as RFC 5802 describes the client's side.
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import { saslAuthenticateMessages } from '../../schema/kafka/protocol/messages/sasl-authenticate.ts'
import { saslHandshakeMessages } from '../../schema/kafka/protocol/messages/sasl-handshake.ts'
import type { TestWire } from './wire.ts'

export type ScramName = 'SCRAM-SHA-256' | 'SCRAM-SHA-512'
type Authenticated = Awaited<ReturnType<typeof authenticate>>

const NONCE = 'fyko+d2lbbFgONRvqkxdawL'

export function plainToken(userName: string, password: string, authorizationId = ''): Uint8Array {
  return Buffer.from(`${authorizationId}\0${userName}\0${password}`)
}

export async function handshake(wire: TestWire, mechanism: string): Promise<{ errorCode: number; mechanisms: readonly string[] }> {
  return wire.call(saslHandshakeMessages, 1, { mechanism })
}

export async function authenticate(wire: TestWire, token: Uint8Array) {
  const { errorCode, errorMessage, authBytes, sessionLifetimeMs } = await wire.call(saslAuthenticateMessages, 2, { authBytes: token })
  return { errorCode, errorMessage, text: Buffer.from(authBytes).toString(), sessionLifetimeMs }
}

export async function authenticatePlain(wire: TestWire, userName: string, password: string): Promise<Authenticated> {
  await handshake(wire, 'PLAIN')
  return authenticate(wire, plainToken(userName, password))
}

/** Both steps. The server's own proof is checked too. */
export async function authenticateScram(wire: TestWire, mechanism: ScramName, userName: string, password: string): Promise<Authenticated> {
  await handshake(wire, mechanism)
  const first = await beginScram(wire, userName)
  if (first.errorCode !== 0) return first
  const { token, serverSignature } = finalMessage(mechanism, userName, password, first.text)
  const last = await authenticate(wire, token)
  if (last.errorCode === 0 && last.text !== `v=${serverSignature}`) throw new Error('The server did not prove that it knows the password.')
  return last
}

export function beginScram(wire: TestWire, userName: string): Promise<Authenticated> {
  return authenticate(wire, firstToken(userName))
}

export function firstToken(userName: string): Uint8Array {
  return Buffer.from(`n,,n=${userName},r=${NONCE}`)
}

export function finalMessage(mechanism: ScramName, userName: string, password: string, serverFirst: string) {
  const hash = mechanism === 'SCRAM-SHA-256' ? 'sha256' : 'sha512'
  const [, nonce = '', salt = '', iterations = ''] = /^r=([^,]+),s=([^,]+),i=(\d+)$/.exec(serverFirst) ?? []
  const hmac = (key: Uint8Array, text: string): Buffer => createHmac(hash, key).update(text).digest()
  const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(iterations), hash === 'sha256' ? 32 : 64, hash)
  const clientKey = hmac(salted, 'Client Key')
  const authMessage = `n=${userName},r=${NONCE},${serverFirst},c=biws,r=${nonce}`
  const signature = hmac(createHash(hash).update(clientKey).digest(), authMessage)
  const proof = clientKey.map((byte, index) => byte ^ (signature[index] ?? 0))
  const token = Buffer.from(`c=biws,r=${nonce},p=${Buffer.from(proof).toString('base64')}`)
  return { token, serverSignature: hmac(hmac(salted, 'Server Key'), authMessage).toString('base64') }
}
