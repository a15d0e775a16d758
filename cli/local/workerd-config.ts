// The configuration of workerd for local serving, in Cap'n Proto's text form. It mirrors wrangler.toml: the same bindings under the same
// names, minus what only Cloudflare has (CREATE_LIMITER).

import type { BrokerPort } from './broker-ports.ts'
import { authority } from './options.ts'

/** Names of the files that the configuration expects beside itself. `embed` takes relative paths only. */
export const WORKER_FILE = 'worker.js'
export const D1_SERVICE_FILE = 'd1-service.js'

/** The secret travels in workerd's environment, so that it does not stand in a readable file or in a process list. */
export const SECRET_VARIABLE = 'SAMSA_SIGNING_SECRET'

export type WorkerdConfigInput = {
  readonly host: string
  readonly port: number
  readonly compatibilityDate: string
  /** Absolute paths of existing directories. */
  readonly objectsDirectory: string
  readonly d1Directory: string
  /** Absolute path of the built page. Absent where only the API is wanted. */
  readonly siteDirectory?: string
  /** Absent where no Kafka client comes by TCP. */
  readonly kafka?: KafkaDoors
}

export type KafkaDoors = {
  /** Absolute path of an existing directory; its file `key` tells the Worker whose sandbox the ports lead to. */
  readonly readyDirectory: string
  readonly brokers: readonly BrokerPort[]
  /** What clients are told to connect to. */
  readonly advertisedHost: string
}

/**
 * Text of a complete workerd configuration.
 *
 * The unique keys name the folders in which workerd keeps the objects' databases, and the ids of the objects depend on them. Changing
 * one loses everybody's local data.
 */
export function workerdConfig(input: WorkerdConfigInput): string {
  const date = capnpText(input.compatibilityDate)
  const { kafka, siteDirectory: site } = input
  const ready = kafka?.readyDirectory
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "d1", worker = .d1),
    (name = "objects-disk", disk = (path = ${capnpText(input.objectsDirectory)}, writable = true)),
    (name = "d1-disk", disk = (path = ${capnpText(input.d1Directory)}, writable = true)),
    ${site === undefined ? '' : `(name = "site-disk", disk = (path = ${capnpText(site)}, writable = false)),`}
    ${ready === undefined ? '' : `(name = "ready-disk", disk = (path = ${capnpText(ready)}, writable = false)),`}
  ],
  sockets = [
    (name = "http", address = ${capnpText(authority(input.host, input.port))}, http = (), service = "main"),
    ${kafka?.brokers.map((broker) => kafkaSocket(input.host, broker, kafka)).join('\n    ') ?? ''}
  ],
);

const main :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "${WORKER_FILE}")],
  compatibilityDate = ${date},
  bindings = [
    (name = "SIGNING_SECRET", fromEnvironment = "${SECRET_VARIABLE}"),
    ${site === undefined ? '' : '(name = "ASSETS", service = "site-disk"),'}
    ${ready === undefined ? '' : '(name = "READY_SANDBOX", service = "ready-disk"),'}
    (name = "SANDBOX", durableObjectNamespace = "Sandbox"),
    (name = "DB", wrapped = (moduleName = "cloudflare-internal:d1-api", innerBindings = [(name = "fetcher", service = "d1")])),
  ],
  durableObjectNamespaces = [(className = "Sandbox", uniqueKey = "samsa-sandbox", enableSql = true)],
  durableObjectStorage = (localDisk = "objects-disk"),
);

const d1 :Workerd.Worker = (
  modules = [(name = "d1-service.js", esModule = embed "${D1_SERVICE_FILE}")],
  compatibilityDate = ${date},
  bindings = [(name = "DATABASE", durableObjectNamespace = "LocalD1")],
  durableObjectNamespaces = [(className = "LocalD1", uniqueKey = "samsa-d1", enableSql = true)],
  durableObjectStorage = (localDisk = "d1-disk"),
);
`
}

/** A port of one broker. */
function kafkaSocket(host: string, { brokerId, port }: BrokerPort, { brokers, advertisedHost }: KafkaDoors): string {
  const advertised = brokers.map((broker) => ({ ...broker, host: advertisedHost }))
  const props = capnpText(JSON.stringify({ brokerId, advertised }))
  const service = `(name = "main", entrypoint = "KafkaDoor", props = (json = ${props}))`
  return `(name = "kafka-${brokerId}", address = ${capnpText(authority(host, port))}, tcp = (), service = ${service}),`
}

/** A string literal. Control characters have no business in a path or an address, so they are refused instead of escaped. */
function capnpText(text: string): string {
  // oxlint-disable-next-line no-control-regex -- the control characters are what is looked for
  if (/[\u0000-\u001f]/.test(text)) throw new Error('A path or an address must not contain control characters.')
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}
