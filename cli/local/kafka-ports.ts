// The ports on which Kafka clients find the brokers of the ready sandbox: KAFKA_PORT and those after it, or each by itself in KAFKA_PORTS.

import { createServer } from 'node:net'
import { waitForFreePort } from './port.ts'
import type { BrokerPort } from './workerd-config.ts'

const DEFAULT_KAFKA_PORT = 9092
const DEFAULT_BROKERS = 3
const HIGHEST_PORT = 65_535
/** Somebody else's Kafka keeps its ports; an npm start that was just killed gives them back within this. */
const WAIT_FOR_DEFAULT_PORTS_MS = 1000

export type KafkaPortsWish = {
  readonly brokerIds: readonly number[]
  /** One for each broker; 0 takes any that is free. */
  readonly ports: readonly number[]
  /** Nobody asked for these ports, so that a server without them is better than none. */
  readonly areDefault: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

/** @param createBody the JSON that makes the ready sandbox; how many brokers it has stands there. */
export function readKafkaPorts(environment: Environment, createBody: string): KafkaPortsWish | { error: string } {
  const brokerIds = brokerIdsOf(createBody)
  const list = environment['KAFKA_PORTS']
  if (list) return readList(list, brokerIds)
  const text = environment['KAFKA_PORT']
  if (text === 'off') return { brokerIds: [], ports: [], areDefault: false }
  const first = Number(text || DEFAULT_KAFKA_PORT)
  if (!isPort(first) || first + brokerIds.length - 1 > HIGHEST_PORT) {
    return { error: `KAFKA_PORT must be a number from 0 to ${HIGHEST_PORT - brokerIds.length + 1} or "off", but it is "${text}".` }
  }
  return { brokerIds, ports: brokerIds.map((_, index) => (first === 0 ? 0 : first + index)), areDefault: !text }
}

function readList(list: string, brokerIds: readonly number[]): KafkaPortsWish | { error: string } {
  const ports = list.split(',').map(Number)
  if (!ports.every(isPort) || ports.length < brokerIds.length) {
    return { error: `KAFKA_PORTS must name ${brokerIds.length} ports, one for each broker, such as 9092,9095,9098, but it is "${list}".` }
  }
  return { brokerIds, ports: ports.slice(0, brokerIds.length), areDefault: false }
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port <= HIGHEST_PORT
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
  { brokerIds, ports, areDefault }: KafkaPortsWish,
): Promise<BrokerPort[] | { error: string }> {
  const waitMs = areDefault ? WAIT_FOR_DEFAULT_PORTS_MS : undefined
  const problems = await Promise.all(ports.map((port) => waitForFreePort(host, port, waitMs)))
  const problem = problems.find((found) => found !== null)
  if (problem !== undefined) return areDefault ? [] : { error: problem.replace('PORT=', 'KAFKA_PORT=') }
  const taken = await Promise.all(ports.map((port) => (port === 0 ? freePort(host) : port)))
  return brokerIds.map((brokerId, index) => ({ brokerId, port: taken[index] ?? 0 }))
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
