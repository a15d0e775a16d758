// One connection of the binary protocol, whatever carries it: frames in, frames out, in order. A broker takes one request of a connection at
// a time and reads on when it is answered, which is also what keeps a client that never reads from costing anything; see WireApi.isPipelined
// for the exception.
// Source: SocketServer, KafkaApis and RequestContext.parseRequest of Kafka 4.3.
import { readRequestHead } from '../../schema/kafka/protocol/request-frame.ts'
import type { RequestHead } from '../../schema/kafka/protocol/request-frame.ts'
import { saslAuthenticateMessages } from '../../schema/kafka/protocol/messages/sasl-authenticate.ts'
import { saslHandshakeMessages } from '../../schema/kafka/protocol/messages/sasl-handshake.ts'
import { tokenFrame } from '../../schema/kafka/protocol/response-frame.ts'
import { offeredVersions } from '../../schema/kafka/protocol/wire-message.ts'
import { MAX_PIPELINED_REQUESTS } from '../../schema/protocol-limits.ts'
import { guardOf } from './access/all-guards.ts'
import { Access } from './access/rights.ts'
import type { Rights } from './access/rights.ts'
import { wireApiOf } from './all-apis.ts'
import { API_VERSIONS_KEY, unsupportedApiVersions } from './apis/metadata/api-versions.ts'
import { Broker } from './broker.ts'
import type { Asker } from './broker.ts'
import { UnanswerableRequestError, UnauthenticatedError } from './connection-error.ts'
import type { Gate, WireApi, WireCall } from './wire-api.ts'
import type { WireClient } from './wire-client.ts'

/** The bytes' way out. A promise is waited for: whoever does not read is not read from. */
export type WireOutlet = { readonly send: (frame: Uint8Array) => Promise<void> | void }

/** Null is no answer at all. */
type Answer = { readonly frame: Uint8Array | null; readonly throttleTimeMs: number }

/** What a client may say before it is known who it is. */
const SASL_KEYS: ReadonlySet<number> = new Set([saslHandshakeMessages.apiKey, saslAuthenticateMessages.apiKey])

export class Connection {
  readonly #client: WireClient
  readonly #broker: Broker
  readonly #outlet: WireOutlet
  #sent: Promise<void> = Promise.resolve()
  #unanswered = 0
  #mutedUntilMs = 0

  constructor(client: WireClient, outlet: WireOutlet) {
    this.#client = client
    this.#broker = new Broker(client)
    this.#outlet = outlet
  }

  /** Settled when all answers so far are sent. */
  get settled(): Promise<void> {
    return this.#sent
  }

  /**
   * Takes a request, without its size, and resolves when the next one may come. Rejects when the connection has to end: MalformedMessageError,
   * UnanswerableRequestError, UnauthenticatedError, UnheardError, HangUpError, or what the outlet throws.
   */
  async receive(frame: Uint8Array): Promise<void> {
    if (this.#mutedUntilMs > 0) await this.#unmuted()
    const { sasl } = this.#client
    if (sasl.takesRawTokens) return this.#receiveToken(frame)
    const head = readRequestHead(frame)
    const api = wireApiOf(head.apiKey)
    if (api === undefined) throw new UnanswerableRequestError(`there is no API with the key ${head.apiKey}`)
    this.#refuseUnauthenticated(api)
    const rights = this.#client.rights.known ?? (await this.#client.rights.learn())
    // What is allowed may have to be looked up first, and meanwhile nothing may overtake it.
    const isPipelined = api.isPipelined === true && rights.isUnlimited
    if (!isPipelined) await this.#sent
    this.#unanswered++
    const sent = this.#sendAfter(this.#sent, this.#answer(api, head, frame, rights))
    this.#sent = sent
    // Whoever waits for it later hears of a failure; until then nobody may call it unhandled.
    sent.catch(() => undefined)
    if (!isPipelined || this.#unanswered >= MAX_PIPELINED_REQUESTS) await sent
    if (sasl.hasFailed) throw new UnauthenticatedError('authentication has failed')
  }

  /** Authentication is not interrupted, and a session that is over can only begin again. */
  #refuseUnauthenticated({ apiKey, name }: WireApi): void {
    const { sasl, hasExpired } = this.#client
    if (SASL_KEYS.has(apiKey)) return
    if (sasl.isUnderWay) throw new UnanswerableRequestError(`${name} came during authentication`)
    if (hasExpired) throw new UnauthenticatedError('the key has expired')
  }

  /** Who may do everything need not be asked, unless the answer says what that is. */
  #gateOf({ apiKey, name }: WireApi, apiVersion: number, rights: Rights): Gate {
    const guard = guardOf(apiKey)
    if (guard === undefined) throw new Error(`${name} has no guard`)
    if (rights.isUnlimited && guard.tellsOperations !== true) return (request, next) => next(request)
    const { topicNames } = this.#client
    const access = new Access(rights, { scope: guard.scope, apiVersion, topicNames })
    return (request, next) => guard.pass(request, access, next)
  }

  async #receiveToken(token: Uint8Array): Promise<void> {
    const { error, token: answer } = await this.#client.sasl.authenticate(token)
    if (error !== 'NONE') throw new UnauthenticatedError('authentication has failed')
    await this.#outlet.send(tokenFrame(answer))
  }

  async #sendAfter(before: Promise<void>, answer: Promise<Answer>): Promise<void> {
    const [{ frame, throttleTimeMs }] = await Promise.all([answer, before])
    if (frame !== null) await this.#outlet.send(frame)
    this.#unanswered--
    this.#muteFor(throttleTimeMs)
  }

  /** Whoever is told to wait is also made to: a client need not look at what it is told (KIP-219). */
  #muteFor(throttleTimeMs: number): void {
    if (throttleTimeMs > 0) this.#mutedUntilMs = Math.max(this.#mutedUntilMs, Date.now() + throttleTimeMs)
  }

  async #unmuted(): Promise<void> {
    for (let leftMs = this.#mutedUntilMs - Date.now(); leftMs > 0; leftMs = this.#mutedUntilMs - Date.now()) {
      const waitMs = leftMs
      await new Promise((resolve) => setTimeout(resolve, waitMs))
    }
  }

  async #answer(api: WireApi, head: RequestHead, frame: Uint8Array, rights: Rights): Promise<Answer> {
    const { apiVersion, correlationId } = head
    const { lowest, highest } = offeredVersions(api)
    if (apiVersion < lowest || apiVersion > highest) {
      if (api.apiKey === API_VERSIONS_KEY) return { frame: unsupportedApiVersions(correlationId), throttleTimeMs: 0 }
      throw new UnanswerableRequestError(`${api.name} has no version ${apiVersion}`)
    }
    let throttleTimeMs = 0
    const onThrottled = (ms: number): void => {
      throttleTimeMs = Math.max(throttleTimeMs, ms)
    }
    const callOf = (clientId: string): WireCall => this.#call(apiVersion, { clientId, onThrottled })
    const desk = { gate: this.#gateOf(api, apiVersion, rights), callOf, throttleTimeMs: () => throttleTimeMs }
    const answer = await api.answer(frame, head, desk)
    return { frame: answer, throttleTimeMs }
  }

  #call(apiVersion: number, asker: Asker): WireCall {
    const { clientId } = asker
    return { apiVersion, clientId, client: this.#client, ask: (api, request) => this.#broker.ask(api, request, asker) }
  }
}
