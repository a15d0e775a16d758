// Whose sandbox stands behind the TCP ports of `npm start`: the ready one. Its key lies in a file that workerd serves to the Worker, since the
// sandbox is made only after workerd has begun to listen. See cli/local/workerd-config.ts.
import type { Env } from '../env.ts'
import { principalOfKey } from '../keys/principal.ts'
import type { Principal } from '../keys/principal.ts'

/** Null until the sandbox is ready, and where there is none: on Cloudflare. */
export async function readyPrincipal(env: Env): Promise<Principal | null> {
  const file = await env.READY_SANDBOX?.fetch('http://disk/key')
  return file?.status === 200 ? principalOfKey(await file.text(), env) : null
}
