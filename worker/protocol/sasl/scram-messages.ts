// The two messages of a SCRAM client, as text. Extensions are read over.
// Source: RFC 5802, section 7; ScramMessages of Kafka 4.3.
import { SaslRefusedError } from './sasl-exchange.ts'

export type ClientFirstMessage = {
  /** Empty when the client names none. */
  readonly authorizationId: string
  readonly userName: string
  readonly nonce: string
  /** The message without what stands before it about channels. */
  readonly bare: string
}

export type ClientFinalMessage = {
  readonly nonce: string
  readonly proof: Uint8Array<ArrayBuffer>
  readonly withoutProof: string
}

const FIRST = /^n,(?:a=([^,\0]*))?,((?:m=[^,\0]+,)?n=([^,\0]+),r=([!-+\--~]+)(?:,[A-Za-z]+=[^,\0]+)*)$/
const FINAL = /^(c=[A-Za-z0-9+/]+={0,2},r=([!-+\--~]+)(?:,[A-Za-z]+=[^,\0]+)*),p=([A-Za-z0-9+/]+={0,2})$/

export function readClientFirst(text: string): ClientFirstMessage {
  const [, authorizationId = '', bare, name, nonce] = FIRST.exec(text) ?? []
  if (bare === undefined || name === undefined || nonce === undefined) throw new SaslRefusedError('the first message of SCRAM is malformed')
  return { authorizationId: plainName(authorizationId), userName: plainName(name), nonce, bare }
}

export function readClientFinal(text: string): ClientFinalMessage {
  const [, withoutProof, nonce, proof] = FINAL.exec(text) ?? []
  if (withoutProof === undefined || nonce === undefined || proof === undefined || proof.length % 4 !== 0) {
    throw new SaslRefusedError('the final message of SCRAM is malformed')
  }
  return { nonce, proof: Uint8Array.from(atob(proof), (character) => character.charCodeAt(0)), withoutProof }
}

/** A comma and an equals sign are written as =2C and =3D; any other equals sign is wrong. */
function plainName(name: string): string {
  if (/=(?!2C|3D)/.test(name)) throw new SaslRefusedError('the user name is malformed')
  return name.replaceAll('=2C', ',').replaceAll('=3D', '=')
}
