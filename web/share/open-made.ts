// Making a sandbox of one's own from something, and going there with its keys.
import { go } from '../app/location.ts'
import type { Api, ApiCall, Problem } from '../data/api.ts'
import { rememberCreated } from '../data/created-sandbox.ts'
import type { CreatedSandbox } from '../data/shapes.ts'

/** Null, or why it was refused. */
export async function openMade(api: Api, call: ApiCall): Promise<Problem | null> {
  const made = await api.act<CreatedSandbox>(call)
  if (!made.ok) return made.problem
  rememberCreated(made.value)
  go({ page: 'sandbox', sandboxId: made.value.id, sub: { view: 'stage' } })
  return null
}
