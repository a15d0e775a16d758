// Which sandbox a command is for, from whatever a person has at hand: a key, the address of the page or of the API, an id, or nothing but the
// folder in which `npm start` was run. A key names its sandbox itself.

import { KEY_TEXT, KEY_VERSION, SANDBOX_ID_BYTES } from '../../schema/api/key-layout.ts'
import { CommandError, EXIT_USAGE } from '../command/command-error.ts'
import type { Strings } from '../command/strings.en.ts'
import { readyAddress } from './ready-address.ts'
import type { Environment } from './proxy.ts'

export type SandboxAddress = {
  /** Of the server, without a slash at the end. */
  readonly origin: string
  readonly sandboxId: string
  readonly key: string
}

/** Where a sandbox is when nothing says so: `npm start`. No domain is chosen yet for a hosted one. */
export const DEFAULT_SERVER = 'http://127.0.0.1:8787'

const SANDBOX_ID = /^[\w-]{22}$/
/** Page, sandbox and cluster, with whatever follows. */
const SANDBOX_PATH = /^\/(?:s|v1\/sandboxes|v[23]\/clusters)\/([\w-]{22})(?:\/|$)/

export type Wanted = {
  /** As it was given: a key, an address or an id. */
  readonly sandbox: string | undefined
  readonly server: string | undefined
}

/** Throws CommandError in one sentence when that is no sandbox. */
export function sandboxAddress({ sandbox, server }: Wanted, environment: Environment, strings: Strings): SandboxAddress {
  const given = sandbox || environment['SAMSA_KEY']
  if (!given) return readyAddress(environment) ?? usage(strings.noSandbox)
  const origin = serverOrigin(server || environment['SAMSA_URL'] || DEFAULT_SERVER, strings)
  if (KEY_TEXT.test(given)) return { origin, sandboxId: sandboxIdOfKey(given) ?? usage(strings.notAKey), key: given }
  // What looks like a key is not repeated: the line may end up in a log.
  if (!sandbox || given.startsWith('samsa_')) return usage(strings.notAKey)
  if (SANDBOX_ID.test(given)) return addressed(origin, given, environmentKey(environment, strings), strings)
  const url = /^(https?|wss?):\/\//i.test(given) ? parsedUrl(given) : null
  const sandboxId = url === null ? undefined : SANDBOX_PATH.exec(url.pathname)?.[1]
  if (url === null || (sandboxId === undefined && keyIn(url) === null)) return usage(strings.notASandbox(given))
  const key = keyIn(url) ?? environmentKey(environment, strings)
  return addressed(serverOrigin(given, strings), sandboxId ?? sandboxIdOfKey(key), key, strings)
}

/** The id that stands in a key; null when it is none, or of a layout that is not known here. */
export function sandboxIdOfKey(key: string): string | null {
  const bytes = Buffer.from(KEY_TEXT.exec(key)?.[2] ?? '', 'base64url')
  if (bytes.length < 1 + SANDBOX_ID_BYTES || bytes[0] !== KEY_VERSION) return null
  return bytes.subarray(1, 1 + SANDBOX_ID_BYTES).toString('base64url')
}

function addressed(origin: string, sandboxId: string | null, key: string, strings: Strings): SandboxAddress {
  const ofKey = sandboxIdOfKey(key)
  if (sandboxId === null || (ofKey !== null && ofKey !== sandboxId)) return usage(strings.keyOfAnother)
  return { origin, sandboxId, key }
}

function environmentKey(environment: Environment, strings: Strings): string {
  const key = environment['SAMSA_KEY'] || usage(strings.noKey)
  return KEY_TEXT.test(key) ? key : usage(strings.notAKey)
}

/** `?key=…`, `#k=…` (the page's own), `#key=…` or `#…`. */
function keyIn(url: URL): string | null {
  const key = url.searchParams.get('key') ?? url.hash.replace(/^#(k=|key=)?/, '')
  return KEY_TEXT.test(key) ? key : null
}

function serverOrigin(text: string, strings: Strings): string {
  const url = parsedUrl(text)
  const isServer = url !== null && /^(https?|wss?):$/.test(url.protocol)
  return isServer ? `${url.protocol.replace('ws', 'http')}//${url.host}` : usage(strings.notAServer(text))
}

function parsedUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null
}

function usage(message: string): never {
  throw new CommandError(message, EXIT_USAGE)
}
