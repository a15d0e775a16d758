// From the button to a running cluster: a sandbox is made, its keys are kept in this browser, and traffic begins.
import { Api } from '../data/api.ts'
import type { Problem } from '../data/api.ts'
import { rememberCreated } from '../data/created-sandbox.ts'
import type { CreatedSandbox } from '../data/shapes.ts'
import { demoTraffic } from './demo-traffic.ts'

export type Started =
  | { readonly ok: true; readonly sandboxId: string }
  /** `sandboxId` when the sandbox stands and only its traffic is missing. */
  | { readonly ok: false; readonly problem: Problem; readonly sandboxId: string | null }

export async function startSandbox(name: string): Promise<Started> {
  const made = await new Api(null).act<CreatedSandbox>({ method: 'POST', path: '/v1/sandboxes', body: { name } })
  if (!made.ok) return { ok: false, problem: made.problem, sandboxId: null }
  const { id, keys } = made.value
  rememberCreated(made.value)
  const api = new Api(keys.owner)
  for (const round of demoTraffic(id)) {
    const answers = await Promise.all(round.map((call) => api.act(call)))
    const refused = answers.find((answer) => !answer.ok)
    if (refused !== undefined && !refused.ok) return { ok: false, problem: refused.problem, sandboxId: id }
  }
  return { ok: true, sandboxId: id }
}
