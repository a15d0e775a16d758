// From a sandbox's id to the RPC of its object.
import type { SandboxRpc } from '../durable/shell/rpc.ts'
import type { Env } from './env.ts'

/** No call is made yet. Every string names some object; one that was never created answers SANDBOX_NOT_FOUND. */
export function sandboxStub(env: Env, sandboxId: string): SandboxRpc {
  const stub: unknown = env.SANDBOX.get(env.SANDBOX.idFromName(sandboxId))
  // The platform types every answer as a remote object that has to be disposed. Ours are plain data, which arrives whole.
  return stub as SandboxRpc
}
