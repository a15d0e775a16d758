// What the mechanisms of SASL have in common: tokens of the client come in, tokens for it go out, and at the end it is known who it is.
// Source: the SaslServers of Kafka 4.3.
import type { Principal } from '../../keys/principal.ts'

/** In the order in which clients are told of them. */
export const SASL_MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const

export type SaslMechanism = (typeof SASL_MECHANISMS)[number]

export function isSaslMechanism(name: string): name is SaslMechanism {
  return (SASL_MECHANISMS as readonly string[]).includes(name)
}

/** The client is not who it says it is. `isToldAsIs` where the message says nothing that a stranger may not know. */
export class SaslRefusedError extends Error {
  override readonly name = 'SaslRefusedError'
  readonly isToldAsIs: boolean

  constructor(message: string, isToldAsIs = false) {
    super(message)
    this.isToldAsIs = isToldAsIs
  }
}

/** One answer to a token; with the principal the exchange has come to its end. */
export type SaslAnswer = { readonly token: Uint8Array; readonly principal: Principal | null }

export interface SaslExchange {
  /** Throws SaslRefusedError. */
  answer(token: Uint8Array): Promise<SaslAnswer>
}

/** How an exchange comes from what a client says to the principal. */
export type KeyBook = {
  /** The principal of a key; null when it is none of ours or has expired. */
  readonly principalOf: (key: string) => Promise<Principal | null>
  /** The key with this id in the sandbox of the connection, as its holder has it; null when there is none or it is revoked. */
  readonly keyOf: (keyId: string) => Promise<string | null>
  /** Bytes that nobody else can work out, the same for the same text. */
  readonly secretBytes: (text: string) => Promise<Uint8Array<ArrayBuffer>>
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function textOfToken(token: Uint8Array): string {
  try {
    return strictUtf8.decode(token)
  } catch {
    throw new SaslRefusedError('the token is not UTF-8')
  }
}
