// The actions of one thing as buttons, and their calls for whoever would rather type them.
import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { useSession } from '../sandbox/session-context.ts'
import { ActionButton } from './action-button.tsx'
import { generalRefusal } from './actions.ts'
import type { Action } from './actions.ts'
import { CallView, KeySwitch } from './call-view.tsx'
import { text } from './text.ts'

type ActionListProps = { readonly label: string; readonly actions: readonly Action[] }

/** A snapshot never changes, and has no calls that would. */
export function ActionList(props: ActionListProps): JSX.Element | null {
  return useSession().kind === 'snapshot' ? null : <Actions {...props} />
}

function Actions({ label, actions }: ActionListProps): JSX.Element {
  const refusal = generalRefusal(useSession())
  const list = useRef<HTMLDivElement>(null)
  const focused = useRef<EventTarget | null>(null)
  useKeptFocus(list, focused)
  return (
    <div class="stack">
      {refusal !== null && <p class="notice">{refusal}</p>}
      <div
        ref={list}
        class="action-list"
        role="group"
        aria-label={label}
        tabIndex={-1}
        onFocusIn={(event) => (focused.current = event.target)}
        onFocusOut={(event) => {
          if (event.relatedTarget !== null) focused.current = null
        }}
      >
        {actions.map((action) => (
          <ActionButton key={action.id} action={action} isReasonTold={refusal !== null} />
        ))}
      </div>
      <details class="action-call">
        <summary>{text.asCurl}</summary>
        <KeySwitch />
        {actions.map((action) => (
          <div key={action.id}>
            <h4>{action.label}</h4>
            <CallView call={action.call} />
          </div>
        ))}
      </details>
    </div>
  )
}

type Focused = { current: EventTarget | null }

/** A button that has done its work may be gone (kill becomes start): the focus then stays with its neighbours. */
function useKeptFocus(list: { readonly current: HTMLDivElement | null }, focused: Focused): void {
  useLayoutEffect(() => {
    const isGone = focused.current instanceof Element && !focused.current.isConnected
    if (isGone && document.activeElement === document.body) list.current?.focus()
    if (isGone) focused.current = null
  })
}
