// Carrying actions out, wherever they were asked for: a button, a key, a dialog. What is asked first and what is said afterwards are signals
// that the host (action-host.tsx) shows, once on each page.
import { signal } from '@preact/signals'
import type { ApiCall, Problem } from '../data/api.ts'
import type { SandboxSession } from '../data/session.ts'
import { generalRefusal, perform } from './actions.ts'
import type { Action } from './actions.ts'
import { text } from './text.ts'

/** The action whose dialog is open. */
export const openedAction = signal<Action | null>(null)

/** What was done last, said aloud to those who do not see it. */
export const said = signal('')

/** Why something that a key asked for was not done. */
export const keyRefusal = signal<string | Problem | null>(null)

/** Does it, or opens the dialog of what has to be asked first. Null, or why it was refused. */
export async function runAction(session: SandboxSession, action: Action): Promise<Problem | null> {
  if (action.form !== undefined || action.confirm !== undefined) {
    openedAction.value = action
    return null
  }
  return carryOut(session, action, action.call)
}

/** What cannot be done says why; what was refused says so too. */
export async function runByKey(session: SandboxSession, action: Action): Promise<void> {
  keyRefusal.value = generalRefusal(session) ?? action.refusal ?? null
  if (keyRefusal.value !== null) return
  keyRefusal.value = await runAction(session, action)
}

export async function carryOut(session: SandboxSession, action: Action, call: ApiCall): Promise<Problem | null> {
  const problem = await perform(session, call)
  if (problem === null) said.value = text.done(action.label)
  return problem
}
