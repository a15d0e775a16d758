// How far a connection is with telling who it is. Without SASL it is whoever opened the door; with a handshake it begins to authenticate, and
// until it has ended that it may say nothing else. Who has failed is told so and then hears nothing more.
// Source: SaslServerAuthenticator of Kafka 4.3; KIP-43, KIP-152, KIP-368.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { MAX_SASL_TOKEN_BYTES } from '../../../schema/protocol-limits.ts'
import type { Principal } from '../../keys/principal.ts'
import { PlainExchange } from './plain-exchange.ts'
import { isSaslMechanism, SaslRefusedError } from './sasl-exchange.ts'
import type { KeyBook, SaslExchange, SaslMechanism } from './sasl-exchange.ts'
import { ScramExchange } from './scram-exchange.ts'

/** What a session asks of its connection. */
export type SaslParts = {
  readonly keys: KeyBook
  /** From here on the connection is this principal's. */
  readonly become: (principal: Principal) => Promise<void>
}

type UnderWay = { readonly mechanism: SaslMechanism; readonly exchange: SaslExchange; readonly takesRawTokens: boolean }
type Authenticated = { readonly mechanism: SaslMechanism; readonly principal: Principal }

export type Authentication = {
  readonly error: KafkaErrorName
  readonly errorMessage: string | null
  readonly token: Uint8Array
  /** For how long the connection may go on without authenticating again; 0 is for ever. */
  readonly sessionLifetimeMs: number
}

const NO_TOKEN = new Uint8Array(0)
const MISPLACED = 'SaslAuthenticate request received without a handshake, or after successful authentication'

export class SaslSession {
  readonly #parts: SaslParts
  #underWay: UnderWay | null = null
  #authenticated: Authenticated | null = null
  #hasFailed = false

  constructor(parts: SaslParts) {
    this.#parts = parts
  }

  /** Between the handshake and the end of authentication: only SaslAuthenticate may come. */
  get isUnderWay(): boolean {
    return this.#underWay !== null
  }

  /** The client spoke version 0 of the handshake: its next frames are tokens without a header, and so are the answers. */
  get takesRawTokens(): boolean {
    return this.#underWay?.takesRawTokens === true
  }

  /** The connection ends with the answer that is being sent. */
  get hasFailed(): boolean {
    return this.#hasFailed
  }

  /** Who is authenticated begins again only while its session can expire. */
  begin(mechanism: string, takesRawTokens: boolean): KafkaErrorName {
    if (this.#underWay !== null) return this.#fail('ILLEGAL_SASL_STATE')
    if (this.#authenticated?.principal.expiresMs === null) return 'ILLEGAL_SASL_STATE'
    if (!isSaslMechanism(mechanism)) return this.#fail('UNSUPPORTED_SASL_MECHANISM')
    const { keys } = this.#parts
    const exchange = mechanism === 'PLAIN' ? new PlainExchange(keys) : new ScramExchange(mechanism, keys)
    this.#underWay = { mechanism, exchange, takesRawTokens }
    return 'NONE'
  }

  async authenticate(token: Uint8Array): Promise<Authentication> {
    const underWay = this.#underWay
    if (underWay === null) return refusal('ILLEGAL_SASL_STATE', MISPLACED)
    try {
      return await this.#exchange(underWay, token)
    } catch (cause) {
      if (!(cause instanceof SaslRefusedError)) throw cause
      return refusal(this.#fail('SASL_AUTHENTICATION_FAILED'), this.#toldReason(cause, underWay))
    }
  }

  async #exchange({ mechanism, exchange }: UnderWay, given: Uint8Array): Promise<Authentication> {
    if (given.length > MAX_SASL_TOKEN_BYTES) throw new SaslRefusedError(`a token of ${given.length} bytes is too large`)
    const before = this.#authenticated
    if (before !== null && before.mechanism !== mechanism) {
      const change = `SASL mechanism '${mechanism}' requested by client is not supported for re-authentication of mechanism '${before.mechanism}'`
      throw new SaslRefusedError(change, true)
    }
    const { token, principal } = await exchange.answer(given)
    if (principal === null) return { error: 'NONE', errorMessage: null, token, sessionLifetimeMs: 0 }
    if (before !== null) refuseOther(before.principal, principal)
    await this.#parts.become(principal)
    this.#authenticated = { mechanism, principal }
    this.#underWay = null
    return { error: 'NONE', errorMessage: null, token, sessionLifetimeMs: lifetimeMs(principal) }
  }

  #fail(error: KafkaErrorName): KafkaErrorName {
    this.#hasFailed = true
    return error
  }

  /** A reason may say that a key exists; a stranger hears only that it was wrong. */
  #toldReason({ isToldAsIs, message }: SaslRefusedError, { mechanism }: UnderWay): string {
    if (isToldAsIs) return message
    const what = this.#authenticated === null ? 'authentication' : 're-authentication'
    return `Authentication failed during ${what} due to invalid credentials with SASL mechanism ${mechanism}`
  }
}

function refuseOther(before: Principal, now: Principal): void {
  if (before.keyId === now.keyId && before.sandboxId === now.sandboxId) return
  const change = `Cannot change principals during re-authentication from User.${before.keyId}: User.${now.keyId}`
  throw new SaslRefusedError(change, true)
}

function lifetimeMs({ expiresMs }: Principal): number {
  return expiresMs === null ? 0 : Math.max(0, expiresMs - Date.now())
}

function refusal(error: KafkaErrorName, errorMessage: string): Authentication {
  return { error, errorMessage, token: NO_TOKEN, sessionLifetimeMs: 0 }
}
