// Who is at the other end of a connection of the binary protocol, and what the connection remembers from one request to the next.
import type { Caller, SandboxRpc } from '../../durable/shell/rpc.ts'
import type { Principal } from '../keys/principal.ts'

export type BrokerAddress = { readonly brokerId: number; readonly host: string; readonly port: number }

/** What a door knows of a connection before its first request. */
export type WireDoor = {
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
  readonly sandbox: SandboxRpc
  readonly brokerId: number
  readonly clientHost: string
  readonly principal: Principal
  readonly #connectionId: string
  readonly #advertised: ReadonlyMap<number, BrokerAddress>

  /** @param connectionId of the line to the broker. */
  constructor({ sandbox, principal, brokerId, clientHost, advertised }: WireDoor, connectionId: string) {
    this.#connectionId = connectionId
    this.sandbox = sandbox
    this.principal = principal
    this.brokerId = brokerId
    this.clientHost = clientHost
    this.#advertised = new Map(advertised.map((address) => [address.brokerId, address]))
  }

  get caller(): Caller {
    return { keyId: this.principal.keyId, connectionId: this.#connectionId }
  }

  /** The address of a broker for this client. `own` is what the cluster says. */
  addressOf(brokerId: number, own: { readonly host: string; readonly port: number }): { readonly host: string; readonly port: number } {
    const { host, port } = this.#advertised.get(brokerId) ?? own
    return { host, port }
  }
}
