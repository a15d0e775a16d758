// What a person can set about the local server, all of it in the environment: PORT, HOST, SAMSA_DATA, SAMSA_CLUSTER, and for
// Kafka's clients KAFKA_PORT, KAFKA_PORTS, KAFKA_ADVERTISED_HOST.

import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { HIGHEST_PORT } from './broker-ports.ts'
import { readKafkaPorts, type KafkaPortsWish } from './kafka-ports.ts'

const DEFAULT_PORT = 8787
const DEFAULT_HOST = '127.0.0.1'
const DEFAULT_DATA_DIRECTORY = '.samsa'

export type LocalOptions = {
  /** 0 asks the operating system for any free port; the ready line then names the real one. */
  readonly port: number
  readonly host: string
  /** Absolute path. Everything that survives a restart lies below it. */
  readonly dataDirectory: string
  /** JSON body of POST /v1/sandboxes for the ready sandbox. */
  readonly createBody: string
  readonly kafka: KafkaPortsWish
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the options, or says in one line what is wrong with them. An empty variable counts as unset, as in most shells' scripts.
 *
 * @param workingDirectory absolute path from which a relative SAMSA_DATA is meant.
 */
export function readLocalOptions(environment: Environment, workingDirectory: string): LocalOptions | { error: string } {
  const port = readPort(environment['PORT'] || String(DEFAULT_PORT))
  if (port === null) return { error: `PORT must be a number from 0 to ${HIGHEST_PORT}, but it is "${environment['PORT']}".` }
  const host = environment['HOST'] || DEFAULT_HOST
  if (!isHost(host)) return { error: `HOST must be an address or a host name without a port, but it is "${host}".` }
  const createBody = readCreateBody(environment['SAMSA_CLUSTER'])
  if (typeof createBody !== 'string') return createBody
  const dataDirectory = resolve(workingDirectory, environment['SAMSA_DATA'] || DEFAULT_DATA_DIRECTORY)
  // oxlint-disable-next-line no-control-regex -- the control characters are what is looked for; workerd's configuration cannot hold them
  if (/[\u0000-\u001f]/.test(dataDirectory)) return { error: 'SAMSA_DATA must not contain control characters.' }
  const kafka = readKafkaPorts(environment, host, createBody)
  if ('error' in kafka) return kafka
  if (port !== 0 && kafka.ports.includes(port)) {
    return {
      error: `PORT ${port} is the port of a broker too (${kafka.ports.join(', ')}). Choose others for these: KAFKA_PORT=19092 npm start`,
    }
  }
  return { port, host, dataDirectory, createBody, kafka }
}

/** `host:port` as it stands in a URL and in workerd's configuration: an IPv6 address needs brackets there. */
export function authority(host: string, port: number): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`
}

/** What to set when PORT cannot be had. */
export function otherHttpPort(port: number): string {
  return `PORT=${port < HIGHEST_PORT ? port + 1 : port - 1}`
}

function readPort(text: string): number | null {
  if (!/^\d{1,5}$/.test(text)) return null
  const port = Number(text)
  return port <= HIGHEST_PORT ? port : null
}

function isHost(host: string): boolean {
  return isIP(host) !== 0 || /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(host)
}

/**
 * The ready sandbox is called `local` and never expires, unless the given body says otherwise. The body is otherwise passed on as it
 * is: the Worker validates it, with one set of messages for everybody.
 */
function readCreateBody(text: string | undefined): string | { error: string } {
  const defaults = { name: 'local', ttl_seconds: null }
  if (!text) return JSON.stringify(defaults)
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch (error) {
    return { error: `SAMSA_CLUSTER is not valid JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { error: 'SAMSA_CLUSTER must be a JSON object, such as {"brokers":3}.' }
  }
  return JSON.stringify({ ...defaults, ...given })
}
