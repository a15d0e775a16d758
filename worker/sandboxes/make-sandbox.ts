// Makes a sandbox with its two keys, and answers it as POST /v1/sandboxes does.
import type { SandboxSpec } from '../../durable/shell/rpc.ts'
import type { Env } from '../env.ts'
import { json } from '../http/json-response.ts'
import { valueOf } from '../http/outcome.ts'
import { newKeyId, newSandboxId } from '../keys/capability.ts'
import { keyFacts } from '../keys/key-facts.ts'
import { signKey } from '../keys/signed-key.ts'
import { sandboxStub } from '../sandbox-stub.ts'
import { showSandbox } from './show-sandbox.ts'

/** Without a name it is called after its id. */
export type WantedSandbox = Omit<SandboxSpec, 'sandboxId' | 'keys' | 'name'> & { readonly name: string | null }

/** 201. Throws RestError for what the object refuses. */
export async function makeSandbox(env: Env, origin: string, wanted: WantedSandbox): Promise<Response> {
  const nowMs = Date.now()
  const sandboxId = newSandboxId()
  const owner = { sandboxId, keyId: newKeyId(), scopes: ['admin'], topicPrefix: null, origins: null, expiresMs: null } as const
  const observe = { ...owner, keyId: newKeyId(), scopes: ['observe'] } as const
  const keys = [keyFacts(owner, 'owner', nowMs), keyFacts(observe, 'observe', nowMs)]
  const spec = { ...wanted, sandboxId, name: wanted.name ?? `sandbox ${sandboxId.slice(0, 6)}`, keys }
  const facts = valueOf(await sandboxStub(env, sandboxId).createSandbox(spec), sandboxId)
  const [ownerKey, observeKey] = await Promise.all([signKey(owner, env.SIGNING_SECRET), signKey(observe, env.SIGNING_SECRET)])
  const shown = { ...showSandbox(facts, origin, ownerKey), keys: { owner: ownerKey, observe: observeKey } }
  return json(201, shown, { Location: shown.urls.v1 })
}
