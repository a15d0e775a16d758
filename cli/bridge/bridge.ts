// The bridge: a TCP listener for each broker of a sandbox, so that Kafka clients which know nothing of WebSockets find a cluster on this machine.

import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { Agent } from 'node:http'
import { MAX_SOCKETS_PER_SANDBOX } from '../../schema/limits.ts'
import type { SandboxAddress } from '../client/sandbox-address.ts'
import type { BrokerPort } from '../local/broker-ports.ts'
import { BridgedConnection, type Refusal } from './bridged-connection.ts'

export type BridgeOptions = {
  readonly sandbox: SandboxAddress
  /** The way through a proxy. */
  readonly agent: Agent | undefined
  /** The address to listen on. */
  readonly host: string
  /** The ports to listen on; 0 takes one that is free. */
  readonly brokers: readonly BrokerPort[]
  /** What clients are told to connect to; null tells each the address that it came to. */
  readonly advertisedHost: string | null
  /** A connection to a broker came about, or why it did not. */
  readonly onConnected: (brokerId: number) => void
  readonly onRefused: (brokerId: number, refusal: Refusal) => void
}

/** A port cannot be had. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
  readonly port: number
  readonly code: string

  constructor(port: number, code: string) {
    super(`cannot listen on port ${port}: ${code}`)
    this.port = port
    this.code = code
  }
}

export class Bridge {
  /** With the ports that clients find them on. */
  readonly brokers: readonly BrokerPort[]
  readonly #options: BridgeOptions
  readonly #servers: readonly Server[]
  readonly #connections = new Set<BridgedConnection>()

  private constructor(options: BridgeOptions, servers: readonly Server[]) {
    this.#options = options
    this.#servers = servers
    this.brokers = options.brokers.map(({ brokerId }, index) => ({ brokerId, port: portOf(servers[index]) }))
    for (const [index, server] of servers.entries()) {
      server.on('connection', (socket: Socket) => this.#onConnection(this.brokers[index]?.brokerId ?? 0, socket))
    }
  }

  /** Listens on all ports, or on none: throws ListenError. */
  static async listen(options: BridgeOptions): Promise<Bridge> {
    const listening = await Promise.allSettled(options.brokers.map(({ port }) => listen(options.host, port)))
    const failed = listening.find((result) => result.status === 'rejected')
    const servers = listening.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    if (failed === undefined) return new Bridge(options, servers)
    for (const server of servers) server.close()
    throw failed.reason
  }

  /** Takes no more connections and ends those that are there. */
  close(): void {
    for (const server of this.#servers) server.close()
    for (const connection of this.#connections) connection.close()
  }

  #onConnection(brokerId: number, socket: Socket): void {
    const { sandbox, agent, advertisedHost, onConnected, onRefused } = this.#options
    const host = advertisedHost ?? addressOf(socket)
    const advertised = this.brokers.map((broker) => `advertised=${encodeURIComponent(`${broker.brokerId}@${host}:${broker.port}`)}`)
    const path = `/v1/sandboxes/${sandbox.sandboxId}/brokers/${brokerId}/kafka?${advertised.join('&')}`
    const connection = new BridgedConnection(socket, {
      url: `${sandbox.origin.replace(/^http/, 'ws')}${path}`,
      key: sandbox.key,
      agent,
      onOpen: () => onConnected(brokerId),
      onRefused: (refusal) => onRefused(brokerId, refusal),
      onEnd: () => this.#connections.delete(connection),
    })
    this.#connections.add(connection)
  }
}

function listen(host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ noDelay: true })
    // The sandbox takes no more.
    server.maxConnections = MAX_SOCKETS_PER_SANDBOX
    server.once('error', ({ code, message }: NodeJS.ErrnoException) => reject(new ListenError(port, code ?? message)))
    server.listen({ host, port, exclusive: true }, () => resolve(server))
  })
}

function portOf(server: Server | undefined): number {
  return (server?.address() as AddressInfo | null)?.port ?? 0
}

/** The address that a client came to is one that it can come to again. An IPv4 address on a socket of both families is written as such. */
function addressOf({ localAddress = '127.0.0.1' }: Socket): string {
  return localAddress.replace(/^::ffff:/, '')
}
