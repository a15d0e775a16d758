// The ports on which Kafka clients find the brokers of the ready sandbox: KAFKA_PORT and those after it, or each by itself in KAFKA_PORTS.

import { createServer } from 'node:net'
import { brokerPorts, DEFAULT_KAFKA_PORT, highestFirstPort, type BrokerPort } from './broker-ports.ts'
import { waitForFreePort } from './port.ts'

const DEFAULT_BROKERS = 3
/** Where no other Kafka on this machine would be. */
const OTHER_KAFKA_PORT = 19092
/** Whoever wants no Kafka clients says so. */
const NO_PORTS = 'off'
/** Somebody else's Kafka keeps its ports; an npm start that was just killed gives them back within this. */
const WAIT_FOR_DEFAULT_PORTS_MS = 1000

export type KafkaPortsWish = {
  readonly brokerIds: readonly number[]
  /** One for each broker; 0 takes any that is free. */
  readonly ports: readonly number[]
  /** Nobody asked for these ports, so that a server without them is better than none. */
  readonly areDefault: boolean
  /** What clients are told to connect to. */
  readonly advertisedHost: string
}

/** What clients can be told: a name or an address, as the server takes it from a bridge too (worker/protocol/advertised.ts). */
export const ADVERTISED_HOST = /^[A-Za-z0-9._:[\]-]{1,255}$/

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The ports that somebody wishes for, or one line that says what is wrong with the wish.
 *
 * @param host the address that is listened on.
 * @param createBody the JSON that makes the ready sandbox; how many brokers it has stands there.
 */
export function readKafkaPorts(environment: Environment, host: string, createBody: string): KafkaPortsWish | { error: string } {
  const advertisedHost = environment['KAFKA_ADVERTISED_HOST'] || reachableHost(host)
  if (!ADVERTISED_HOST.test(advertisedHost)) {
    return { error: `KAFKA_ADVERTISED_HOST must be an address or a host name without a port, but it is "${advertisedHost}".` }
  }
  const brokerIds = brokerIdsOf(createBody)
  const first = environment['KAFKA_PORT']
  const list = environment['KAFKA_PORTS']
  if (!list && first === NO_PORTS) return { brokerIds: [], ports: [], areDefault: false, advertisedHost }
  const count = brokerIds.length
  const ports = brokerPorts({ first, list }, count)
  if (ports === 'list') {
    return { error: `KAFKA_PORTS must name ${count} different ports, one for each broker, such as 9092,9095,9098, but it is "${list}".` }
  }
  if (ports === 'first') {
    return { error: `KAFKA_PORT must be a number from 0 to ${highestFirstPort(count)} or "${NO_PORTS}", but it is "${first}".` }
  }
  return { brokerIds, ports, areDefault: !list && !first, advertisedHost }
}

/** An address that means all addresses is none to connect to. */
export function reachableHost(host: string): string {
  return host === '0.0.0.0' || host === '::' ? 'localhost' : host
}

/** What the Worker will make of `brokers`. A body that it refuses makes no sandbox, and then nobody listens. */
function brokerIdsOf(createBody: string): number[] {
  const { brokers = DEFAULT_BROKERS } = JSON.parse(createBody) as { brokers?: unknown }
  if (typeof brokers === 'number') return Array.from({ length: Math.min(Math.max(0, brokers), 100) }, (_, index) => index + 1)
  return Array.isArray(brokers) ? brokers.flatMap(({ id }: { id?: unknown }) => (typeof id === 'number' ? [id] : [])) : []
}

/** The ports to listen on: none when only defaults were wished for and somebody has them. One line for a person when they cannot be had. */
export async function takeKafkaPorts(
  host: string,
  { brokerIds, ports, areDefault }: Omit<KafkaPortsWish, 'advertisedHost'>,
): Promise<BrokerPort[] | { error: string }> {
  const wish = { host, otherwise: `KAFKA_PORT=${otherPort(ports)}`, ...(areDefault ? { waitMs: WAIT_FOR_DEFAULT_PORTS_MS } : {}) }
  const problems = await Promise.all(ports.map((port) => waitForFreePort({ ...wish, port })))
  const problem = problems.find((found) => found !== null)
  if (problem !== undefined) return areDefault ? [] : { error: problem }
  const taken = await Promise.all(ports.map((port) => (port === 0 ? freePort(host) : Promise.resolve(port))))
  return brokerIds.map((brokerId, index) => ({ brokerId, port: taken[index] ?? 0 }))
}

/** A way out when some of these are taken. */
export function otherPort([first = DEFAULT_KAFKA_PORT]: readonly number[]): number {
  return first === OTHER_KAFKA_PORT ? OTHER_KAFKA_PORT + 100 : OTHER_KAFKA_PORT
}

/** Clients are told the ports before workerd listens, so the operating system is asked for one beforehand. */
function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ host, port: 0 }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
