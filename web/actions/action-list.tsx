// The actions of one thing as buttons, and their calls for whoever would rather type them.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useSession } from '../sandbox/session-context.ts'
import { ActionButton } from './action-button.tsx'
import { generalRefusal } from './actions.ts'
import type { Action } from './actions.ts'
import { CallView, KeySwitch } from './call-view.tsx'
import { text } from './text.ts'
import { useKeptFocus } from './use-kept-focus.ts'

type ActionListProps = { readonly label: string; readonly actions: readonly Action[] }

/** A snapshot never changes, and has no calls that would. */
export function ActionList(props: ActionListProps): JSX.Element | null {
  return useSession().kind === 'snapshot' ? null : <Actions {...props} />
}

function Actions({ label, actions }: ActionListProps): JSX.Element {
  const refusal = generalRefusal(useSession())
  const kept = useKeptFocus()
  return (
    <div class="stack">
      {refusal !== null && <p class="notice">{refusal}</p>}
      <div {...kept} class="action-list" role="group" aria-label={label}>
        {actions.map((action) => (
          <ActionButton key={action.id} action={action} isReasonTold={refusal !== null} />
        ))}
      </div>
      <Calls actions={actions} />
    </div>
  )
}

/** The calls of the actions, one at a time: which one is chosen by its name. */
function Calls({ actions }: { readonly actions: readonly Action[] }): JSX.Element {
  const wanted = useSignal('')
  const chosen = actions.find(({ id }) => id === wanted.value) ?? actions[0]
  return (
    <details class="action-call">
      <summary>{text.asCurl}</summary>
      <label class="field">
        <span class="visually-hidden">{text.whichCall}</span>
        <select value={chosen?.id} onChange={(event) => (wanted.value = event.currentTarget.value)}>
          {actions.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {chosen !== undefined && <CallView call={chosen.call} />}
      <KeySwitch />
    </details>
  )
}
