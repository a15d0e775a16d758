// SASL SCRAM: the name is the id of a key, and the client proves that it has the key without sending it. The key itself is nowhere stored,
// but the object remembers what it says, and signing that again gives the same text. The salt comes from the server's secret and the name
// alone, and a name that is nobody's gets a credential like any other: what comes back does not tell whether there is such a key.
// Source: ScramSaslServer of Kafka 4.3.
import { refuseOtherAuthorizationId } from './plain-exchange.ts'
import { SaslRefusedError, textOfToken } from './sasl-exchange.ts'
import type { KeyBook, SaslAnswer, SaslExchange } from './sasl-exchange.ts'
import { isProofGenuine, scramCredential, SCRAM_ITERATIONS, serverSignature } from './scram-formulas.ts'
import type { ScramCredential, ScramMechanism } from './scram-formulas.ts'
import { readClientFinal, readClientFirst } from './scram-messages.ts'
import type { ClientFinalMessage } from './scram-messages.ts'

const NONCE_BYTES = 24
const SALT_BYTES = 16

const utf8 = new TextEncoder()

type Begun = {
  readonly nonce: string
  /** Both first messages, as the proof covers them. */
  readonly firstMessages: string
  /** Null for a name that is nobody's. */
  readonly key: string | null
  readonly credential: ScramCredential
}

export class ScramExchange implements SaslExchange {
  readonly #mechanism: ScramMechanism
  readonly #keys: KeyBook
  #begun: Begun | null = null

  constructor(mechanism: ScramMechanism, keys: KeyBook) {
    this.#mechanism = mechanism
    this.#keys = keys
  }

  async answer(token: Uint8Array): Promise<SaslAnswer> {
    const text = textOfToken(token)
    return this.#begun === null ? this.#begin(text) : this.#end(this.#begun, readClientFinal(text))
  }

  async #begin(text: string): Promise<SaslAnswer> {
    const { authorizationId, userName, nonce: clientNonce, bare } = readClientFirst(text)
    refuseOtherAuthorizationId(authorizationId, userName)
    const salt = (await this.#keys.secretBytes(`scram salt ${this.#mechanism} ${userName}`)).slice(0, SALT_BYTES)
    const key = await this.#keys.keyOf(userName)
    // Nobody has random bytes for a password, and deriving from them takes as long as from a key.
    const credential = await scramCredential(this.#mechanism, key ?? randomText(), salt)
    const nonce = clientNonce + randomText()
    const serverFirst = `r=${nonce},s=${toBase64(salt)},i=${SCRAM_ITERATIONS}`
    this.#begun = { nonce, firstMessages: `${bare},${serverFirst}`, key, credential }
    return { token: utf8.encode(serverFirst), principal: null }
  }

  async #end({ nonce, firstMessages, key, credential }: Begun, final: ClientFinalMessage): Promise<SaslAnswer> {
    if (final.nonce !== nonce) throw new SaslRefusedError('the final message is that of another exchange')
    const authMessage = `${firstMessages},${final.withoutProof}`
    const isGenuine = await isProofGenuine(this.#mechanism, credential, authMessage, final.proof)
    const principal = isGenuine && key !== null ? await this.#keys.principalOf(key) : null
    if (principal === null) throw new SaslRefusedError('the proof is wrong')
    const signature = await serverSignature(this.#mechanism, credential, authMessage)
    return { token: utf8.encode(`v=${toBase64(signature)}`), principal }
  }
}

/** Printable, and without the comma that ends a nonce. */
function randomText(): string {
  return toBase64(crypto.getRandomValues(new Uint8Array(NONCE_BYTES)))
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}
