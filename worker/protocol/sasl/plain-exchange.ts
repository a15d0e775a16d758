// SASL PLAIN: the name is the id of a key, the password its text. As with Basic over HTTP the key alone is enough, without a name.
// Source: RFC 4616; PlainSaslServer of Kafka 4.3, whose sentences these are.
import { SaslRefusedError, textOfToken } from './sasl-exchange.ts'
import type { KeyBook, SaslAnswer, SaslExchange } from './sasl-exchange.ts'

const NO_TOKEN = new Uint8Array(0)

export class PlainExchange implements SaslExchange {
  readonly #keys: Pick<KeyBook, 'principalOf'>

  constructor(keys: Pick<KeyBook, 'principalOf'>) {
    this.#keys = keys
  }

  async answer(token: Uint8Array): Promise<SaslAnswer> {
    const parts = textOfToken(token).split('\0')
    const [authorizationId = '', userName = '', password = ''] = parts
    if (parts.length !== 3) throw new SaslRefusedError(`PLAIN has 3 parts, and ${parts.length} came`)
    if (password === '') throw new SaslRefusedError('the password is missing')
    const principal = await this.#keys.principalOf(password)
    if (principal === null || (userName !== '' && userName !== principal.keyId)) {
      throw new SaslRefusedError('Authentication failed: Invalid username or password', true)
    }
    refuseOtherAuthorizationId(authorizationId, userName)
    return { token: NO_TOKEN, principal }
  }
}

/** Nobody may act as somebody else here. */
export function refuseOtherAuthorizationId(authorizationId: string, userName: string): void {
  if (authorizationId === '' || authorizationId === userName) return
  throw new SaslRefusedError('Authentication failed: Client requested an authorization id that is different from username', true)
}
