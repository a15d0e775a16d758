// From the hash of a snapshot to the RPC of the object that belongs to it, and to whom to ask about what is in it.
import type { SandboxRpc } from '../../durable/shell/rpc.ts'
import { SNAPSHOT_HASH } from '../../schema/api/snapshots.ts'
import type { Env } from '../env.ts'
import { notFound } from '../http/rest-error.ts'
import type { Asker } from '../kafka/ask.ts'
import { sandboxStub } from '../sandbox-stub.ts'

/** The object's name has a colon in it, which no sandbox's id has. Throws RestError 404 for what cannot be a hash. */
export function snapshotStub(env: Env, hash: string): SandboxRpc {
  if (!SNAPSHOT_HASH.test(hash)) throw notFound(`There is no snapshot ${hash}.`)
  return sandboxStub(env, `snapshot:${hash}`)
}

/** Everybody who has the hash may look at everything. */
export function snapshotAsker(env: Env, hash: string): Asker & { readonly principal: { readonly topicPrefix: null } } {
  return { sandbox: snapshotStub(env, hash), caller: { keyId: '', snapshotHash: hash }, sandboxId: hash, principal: { topicPrefix: null } }
}
