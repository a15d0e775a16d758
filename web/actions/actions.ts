// What a person can do to a cluster, each action as data: its name, its call, and how it is reached. Buttons, keys and the drawer all come
// from here, so that nothing can be done that is not shown as a call of the API.
import type { ApiCall, Problem } from '../data/api.ts'
import type { SandboxSession } from '../data/session.ts'
import type { AnyApp, ClusterState } from '../data/shapes.ts'
import { refusalIn } from './answer-refusal.ts'
import type { Form } from './forms.ts'
import { text } from './text.ts'

export type Action = {
  /** Stable, for tests and for the keyboard: `broker.kill`. */
  readonly id: string
  /** In the language of the page. */
  readonly label: string
  /** With a form: as its first values make it. */
  readonly call: ApiCall
  readonly look?: 'main' | 'danger'
  /** The key that does it to what is selected. */
  readonly key?: string
  /** Why it cannot be done now; the button says so. */
  readonly refusal?: string
  /** Asked before it is done. */
  readonly confirm?: string
  /** What a person fills in before it is done. */
  readonly form?: Form
}

/** What actions are worked out from. A session with its state is one. */
export type ActionPlace = {
  readonly state: ClusterState
  readonly apps: readonly AnyApp[]
  readonly v1: (path: string) => string
  readonly v3: (path: string) => string
}

/** The place of a session; null before its state is known. */
export function placeOf(session: SandboxSession): ActionPlace | null {
  const state = session.state.value
  if (state === null) return null
  return { state, apps: session.apps.value, v1: (path) => session.v1(path), v3: (path) => session.v3(path) }
}

/** An action that is asked for in a form: its call is what the form says first. */
export function formAction(action: Omit<Action, 'call' | 'form'>, form: Form): Action {
  return { ...action, form, call: form.call(form.first) }
}

/** Why nothing at all can be done here; null when it can. */
export function generalRefusal(session: SandboxSession): string | null {
  if (!session.isOwner) return text.observer
  return session.past.value === null ? null : text.looksBack
}

/** Carries an action out; the news of it comes as events. Null, or why it was refused. */
export async function perform(session: SandboxSession, call: ApiCall): Promise<Problem | null> {
  const answer = await session.api.act(call)
  if (!answer.ok) return answer.problem
  session.refresh()
  return refusalIn(answer.status, answer.value)
}
