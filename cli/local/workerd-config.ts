// The configuration of workerd for local serving, in Cap'n Proto's text form. It mirrors wrangler.toml: the same bindings under the same
// names, minus what only Cloudflare has (CREATE_LIMITER, static assets).

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
}

/**
 * Text of a complete workerd configuration.
 *
 * The unique keys name the folders in which workerd keeps the objects' databases, and the ids of the objects depend on them. Changing
 * one loses everybody's local data.
 */
export function workerdConfig(input: WorkerdConfigInput): string {
  const date = capnpText(input.compatibilityDate)
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "d1", worker = .d1),
    (name = "objects-disk", disk = (path = ${capnpText(input.objectsDirectory)}, writable = true)),
    (name = "d1-disk", disk = (path = ${capnpText(input.d1Directory)}, writable = true)),
  ],
  sockets = [(name = "http", address = ${capnpText(authority(input.host, input.port))}, http = (), service = "main")],
);

const main :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "${WORKER_FILE}")],
  compatibilityDate = ${date},
  bindings = [
    (name = "SIGNING_SECRET", fromEnvironment = "${SECRET_VARIABLE}"),
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

/** A string literal. Control characters have no business in a path or an address, so they are refused instead of escaped. */
function capnpText(text: string): string {
  // oxlint-disable-next-line no-control-regex -- the control characters are what is looked for
  if (/[\u0000-\u001f]/.test(text)) throw new Error('A path or an address must not contain control characters.')
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}
