// The one dialog of all actions that ask first: what is filled in, what is confirmed, the call as it will be made, and why it was refused.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Problem } from '../data/api.ts'
import { useSession } from '../sandbox/session-context.ts'
import { Dialog } from '../ui/dialog.tsx'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import type { Action } from './actions.ts'
import { CallView, KeySwitch } from './call-view.tsx'
import { FormField } from './form-field.tsx'
import { changed, isFilledIn } from './forms.ts'
import type { Form, Values } from './forms.ts'
import { carryOut } from './run-action.ts'
import { text } from './text.ts'

type ActionDialogProps = { readonly action: Action; readonly onClose: () => void }

export function ActionDialog({ action, onClose }: ActionDialogProps): JSX.Element {
  const session = useSession()
  const values = useSignal<Values>(action.form?.first ?? {})
  const isSent = useSignal(false)
  const isBusy = useSignal(false)
  const problem = useSignal<Problem | null>(null)
  const box = useRef<HTMLFormElement>(null)
  useFocusBack()
  useFirstFocus(box)
  const call = action.form?.call(values.value) ?? action.call
  const onSubmit = async (event: Event): Promise<void> => {
    event.preventDefault()
    isSent.value = true
    if (action.form !== undefined && !isFilledIn(action.form, values.value)) return focusWrong(box.current)
    if (isBusy.value) return
    isBusy.value = true
    problem.value = await carryOut(session, action, call)
    isBusy.value = false
    if (problem.value === null) onClose()
  }
  return (
    <Dialog title={action.label} onClose={onClose}>
      <form ref={box} class="stack" noValidate onSubmit={(event) => void onSubmit(event)} data-action-form={action.id}>
        {action.confirm !== undefined && <p>{action.confirm}</p>}
        {action.form !== undefined && (
          <Fields form={action.form} values={values.value} isSent={isSent.value} onChange={(next) => (values.value = next)} />
        )}
        {problem.value !== null && <ProblemNotice problem={problem.value} />}
        <details class="action-call" open>
          <summary>{text.asCurl}</summary>
          <CallView call={call} />
          <KeySwitch />
        </details>
        <div class="row">
          <button type="submit" class="button" data-look={action.look === 'danger' ? 'danger' : 'main'} aria-busy={isBusy.value}>
            {isBusy.value ? text.working : action.label.replace(/…$/u, '')}
          </button>
          <button type="button" class="button" data-cancel onClick={onClose}>
            {text.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

type FieldsProps = {
  readonly form: Form
  readonly values: Values
  readonly isSent: boolean
  readonly onChange: (values: Values) => void
}

function Fields({ form, values, isSent, onChange }: FieldsProps): JSX.Element {
  const left = useSignal<ReadonlySet<string>>(new Set())
  const problem = isSent ? (form.problem?.(values) ?? null) : null
  return (
    <>
      <div class="action-fields">
        {form.fields(values).map((field) => (
          <FormField
            key={field.name}
            field={field}
            value={values[field.name] ?? field.initial}
            isTold={isSent || left.value.has(field.name)}
            onChange={(value) => onChange(changed(form, values, field.name, value))}
            onLeave={() => (left.value = new Set([...left.value, field.name]))}
          />
        ))}
      </div>
      {problem !== null && (
        <p class="notice" data-tone="bad" role="alert">
          {problem}
        </p>
      )}
    </>
  )
}

/** A dialog that is taken out of the page gives the focus to nobody, so it is given back to who had it before. */
function useFocusBack(): void {
  const trigger = useRef(document.activeElement)
  useEffect(() => {
    const before = trigger.current
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
}

/** The first field has the focus, and where there is none the button that does nothing: a key pressed twice must not delete. */
function useFirstFocus(box: { readonly current: HTMLFormElement | null }): void {
  useEffect(() => {
    const first =
      box.current?.querySelector<HTMLElement>('.action-fields :is(input, select, textarea)') ??
      box.current?.querySelector<HTMLElement>('[data-cancel]')
    first?.focus()
  }, [box])
}

function focusWrong(box: HTMLFormElement | null): void {
  // The fields say what is wrong with them only after they were drawn again.
  requestAnimationFrame(() => box?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}
