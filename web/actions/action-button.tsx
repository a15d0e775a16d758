// A button that does an action, with its key; where it cannot be done it stays reachable and says why.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useId } from 'preact/hooks'
import type { Problem } from '../data/api.ts'
import { useSession } from '../sandbox/session-context.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { generalRefusal } from './actions.ts'
import type { Action } from './actions.ts'
import { runAction } from './run-action.ts'
import { text } from './text.ts'
import './actions.css'

type ActionButtonProps = {
  readonly action: Action
  /** Where all actions of a list cannot be done for the same reason, the list says it once. */
  readonly isReasonTold?: boolean
  /** A shorter text than the label where the place says what it is about; the label stays its name. */
  readonly shown?: string
}

export function ActionButton({ action, isReasonTold = false, shown }: ActionButtonProps): JSX.Element {
  const session = useSession()
  const problem = useSignal<Problem | null>(null)
  const isBusy = useSignal(false)
  const reasonId = useId()
  const refusal = generalRefusal(session) ?? action.refusal ?? null
  const onClick = async (): Promise<void> => {
    if (refusal !== null || isBusy.value) return
    isBusy.value = true
    problem.value = null
    problem.value = await runAction(session, action)
    isBusy.value = false
  }
  return (
    <>
      <button
        type="button"
        class="button action-button"
        data-look={action.look}
        data-action={action.id}
        aria-disabled={refusal !== null}
        aria-busy={isBusy.value}
        aria-label={shown === undefined ? undefined : action.label}
        aria-keyshortcuts={action.key}
        aria-describedby={refusal === null ? undefined : reasonId}
        title={refusal ?? undefined}
        onClick={() => void onClick()}
      >
        {shown ?? action.label}
        {action.key !== undefined && <kbd aria-hidden="true">{action.key}</kbd>}
      </button>
      {refusal !== null && (
        <span id={reasonId} class={isReasonTold || action.refusal === undefined ? 'visually-hidden' : 'quiet action-reason'}>
          {refusal}
        </span>
      )}
      {problem.value !== null && (
        <div class="action-problem">
          <ProblemNotice problem={problem.value} />
          <button type="button" class="button" data-look="plain" aria-label={text.dismiss} onClick={() => (problem.value = null)}>
            ✕
          </button>
        </div>
      )}
    </>
  )
}
