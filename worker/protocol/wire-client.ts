// Who is at the other end of a connection of the binary protocol, and what the connection remembers from one request to the next.
import type { Caller, SandboxRpc } from '../../durable/shell/rpc.ts'
import type { Env } from '../env.ts'
import type { Principal } from '../keys/principal.ts'
import { hasExpired } from '../keys/principal.ts'
import type { BrokerLine } from './broker-line.ts'
import { BrokerRefusedError } from './broker-link.ts'
import { KnownRights } from './access/known-rights.ts'
import type { TopicNames } from './access/rights.ts'
import { aclsOf, rememberedTopicNames, topicsOf } from './access/learned.ts'
import { sandboxKeys } from './sasl/sandbox-keys.ts'
import { SaslRefusedError } from './sasl/sasl-exchange.ts'
import { SaslSession } from './sasl/sasl-session.ts'
import { FetchSessions } from './apis/records/fetch-sessions.ts'

export type BrokerAddress = { readonly brokerId: number; readonly host: string; readonly port: number }

/** What a door knows of a connection before its first request. */
export type WireDoor = {
  readonly env: Env
  readonly sandbox: SandboxRpc
  /** The key that opened the door: that of the ready sandbox for TCP, that of the request for a WebSocket. */
  readonly principal: Principal
  readonly brokerId: number
  /** As Kafka shows it: a slash and the address. */
  readonly clientHost: string
  /** Where this client reaches the brokers; those that are not named here are at the addresses of the cluster itself. */
  readonly advertised: readonly BrokerAddress[]
}

export class WireClient {
  readonly brokerId: number
  readonly clientHost: string
  readonly sasl: SaslSession
  readonly fetchSessions = new FetchSessions(Math.random)
  readonly line: BrokerLine
  readonly #advertised: ReadonlyMap<number, BrokerAddress>
  #sandbox: SandboxRpc
  #principal: Principal
  #rights: KnownRights
  #topicNames: TopicNames

  constructor({ env, sandbox, principal, brokerId, clientHost, advertised }: WireDoor, line: BrokerLine) {
    this.#sandbox = sandbox
    this.#principal = principal
    this.clientHost = clientHost
    this.#rights = this.#newRights()
    this.#topicNames = this.#newTopicNames()
    this.line = line
    this.brokerId = brokerId
    this.#advertised = new Map(advertised.map((address) => [address.brokerId, address]))
    this.sasl = new SaslSession({
      keys: sandboxKeys(env, () => ({ sandbox: this.sandbox, sandboxId: this.principal.sandboxId, caller: this.caller })),
      become: async (authenticated) => {
        this.#sandbox = await line.enter(authenticated).catch(refuse)
        this.#principal = authenticated
        this.#rights = this.#newRights()
        this.#topicNames = this.#newTopicNames()
      },
    })
  }

  get sandbox(): SandboxRpc {
    return this.#sandbox
  }

  /** Whoever opened the door, or who has authenticated since. */
  get principal(): Principal {
    return this.#principal
  }

  get rights(): KnownRights {
    return this.#rights
  }

  get topicNames(): TopicNames {
    return this.#topicNames
  }

  #newRights(): KnownRights {
    const host = this.clientHost.slice(1)
    return new KnownRights({ principal: this.principal, host, loadAcls: () => aclsOf(this.sandbox, this.caller) })
  }

  #newTopicNames(): TopicNames {
    return rememberedTopicNames(() => topicsOf(this.sandbox, this.caller))
  }

  get hasExpired(): boolean {
    return hasExpired(this.#principal)
  }

  get caller(): Caller {
    return { keyId: this.principal.keyId, connectionId: this.line.connectionId }
  }

  /** The address of a broker for this client. `own` is what the cluster says. */
  addressOf(brokerId: number, own: { readonly host: string; readonly port: number }): { readonly host: string; readonly port: number } {
    const { host, port } = this.#advertised.get(brokerId) ?? own
    return { host, port }
  }
}

/** A key that opens nothing is as wrong as one that is none. */
function refuse(cause: unknown): never {
  throw cause instanceof BrokerRefusedError ? new SaslRefusedError(cause.message) : cause
}
