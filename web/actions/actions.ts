// What a person can do to a cluster, each action as data: its name, its call, and how it is reached. Buttons, keys and the drawer all come
// from here, so that nothing can be done that is not shown as a call of the API.
import type { ApiCall, Problem } from '../data/api.ts'
import type { SandboxSession } from '../data/session.ts'

export type Action = {
  /** Stable, for tests and for the keyboard: `broker.kill`. */
  readonly id: string
  /** In the language of the page. */
  readonly label: string
  readonly call: ApiCall
  readonly look?: 'main' | 'danger'
  /** The key that does it to what is selected. */
  readonly key?: string
  /** Why it cannot be done now; the button says so. */
  readonly refusal?: string
}

/** Carries an action out; the news of it comes as events. Null, or why it was refused. */
export async function perform(session: SandboxSession, call: ApiCall): Promise<Problem | null> {
  const answer = await session.api.act(call)
  if (!answer.ok) return answer.problem
  session.refresh()
  return null
}
