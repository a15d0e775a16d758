// A fork: another sandbox that begins as this one was. Its key is the browser's from then on, and its page is opened.
import { go } from '../app/location.ts'
import type { Problem } from '../data/api.ts'
import { rememberKey } from '../data/keys.ts'
import type { SandboxSession } from '../data/session.ts'

type Made = { readonly id: string; readonly keys: { readonly owner: string } }

/** @param sequence where the fork begins; null is now. */
export async function forkAt(session: SandboxSession, sequence: number | null): Promise<Problem | null> {
  const body = sequence === null ? {} : { at_sequence: sequence }
  const answer = await session.api.act<Made>({ method: 'POST', path: session.v1(':fork'), body })
  if (!answer.ok) return answer.problem
  const { id, keys } = answer.value
  rememberKey(id, keys.owner)
  go({ page: 'sandbox', sandboxId: id, sub: { view: 'stage' } })
  return null
}
