// The sandbox of `npm start` in this folder, so that nobody has to copy its key: `npm start` wrote it down.

import { join } from 'node:path'
import { reachableHost } from '../local/kafka-ports.ts'
import { authority, readLocalOptions } from '../local/options.ts'
import { readSavedSandboxes } from '../local/saved-sandboxes.ts'
import type { Environment } from './proxy.ts'
import type { SandboxAddress } from './sandbox-address.ts'

/** Null where `npm start` has never been run with these variables. */
export function readyAddress(environment: Environment): SandboxAddress | null {
  const options = readLocalOptions(environment, process.cwd())
  if ('error' in options) return null
  const saved = readSavedSandboxes(join(options.dataDirectory, 'local.json'))?.[options.createBody]
  if (saved === undefined) return null
  return {
    origin: environment['SAMSA_URL'] || `http://${authority(reachableHost(options.host), options.port)}`,
    sandboxId: saved.id,
    key: saved.owner,
  }
}
