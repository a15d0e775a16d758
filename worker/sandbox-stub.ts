// From a sandbox's id to the RPC of its object.
import type { SandboxRpc } from '../durable/shell/rpc.ts'
import { MAX_REMEMBERED_OBJECT_IDS } from '../schema/limits.ts'
import type { Env } from './env.ts'

/** No call is made yet. Every string names some object; one that was never created answers SANDBOX_NOT_FOUND. */
export function sandboxStub(env: Env, sandboxId: string): SandboxRpc {
  const stub: unknown = env.SANDBOX.get(objectId(env, sandboxId))
  // The platform types every answer as a remote object that has to be disposed. Ours are plain data, which arrives whole.
  return stub as SandboxRpc
}

/** Ids in the order of their first use: deriving one costs a hash, and busy sandboxes come again and again. */
const objectIds = new Map<string, DurableObjectId>()

function objectId(env: Env, sandboxId: string): DurableObjectId {
  const known = objectIds.get(sandboxId)
  if (known !== undefined) return known
  if (objectIds.size >= MAX_REMEMBERED_OBJECT_IDS) objectIds.clear()
  const id = env.SANDBOX.idFromName(sandboxId)
  objectIds.set(sandboxId, id)
  return id
}
