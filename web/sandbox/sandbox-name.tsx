// The name of a sandbox as the heading of its pages. Its owner can change it in place.
import { useSignal } from '@preact/signals'
import type { JSX, TargetedEvent } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { MAX_SANDBOX_NAME_CHARACTERS } from '../../schema/limits.ts'
import type { Problem } from '../data/api.ts'
import { LiveSession } from '../data/live-session.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { useSession } from './session-context.ts'
import { text } from './text.ts'

export function SandboxName(): JSX.Element {
  const session = useSession()
  const isEditing = useSignal(false)
  const opener = useRef<HTMLButtonElement>(null)
  const name = session.facts.value?.name ?? '…'
  const onDone = (): void => {
    isEditing.value = false
    // The focus goes back to where it came from, once the button is there again.
    requestAnimationFrame(() => opener.current?.focus())
  }
  if (isEditing.value && session instanceof LiveSession) return <NameForm session={session} name={name} onDone={onDone} />
  return (
    <div class="sandbox-name">
      <h1>{name}</h1>
      {session.isOwner && (
        <button
          ref={opener}
          type="button"
          class="button"
          data-look="plain"
          aria-label={text.rename}
          title={text.rename}
          onClick={() => (isEditing.value = true)}
        >
          ✎
        </button>
      )}
    </div>
  )
}

type NameFormProps = { readonly session: LiveSession; readonly name: string; readonly onDone: () => void }

function NameForm({ session, name, onDone }: NameFormProps): JSX.Element {
  const input = useRef<HTMLInputElement>(null)
  const problem = useSignal<Problem | null>(null)
  useEffect(() => input.current?.select(), [])
  const onSubmit = async (event: TargetedEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    const wanted = input.current?.value.trim() ?? ''
    if (wanted === '') return
    problem.value = wanted === name ? null : await session.change({ name: wanted })
    if (problem.value === null) onDone()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onDone()
  }
  return (
    <form class="sandbox-name" onSubmit={(event) => void onSubmit(event)} onKeyDown={onKeyDown}>
      <h1 class="visually-hidden">{name}</h1>
      <input ref={input} class="input" aria-label={text.name} defaultValue={name} maxLength={MAX_SANDBOX_NAME_CHARACTERS} required />
      <button type="submit" class="button" data-look="main">
        {text.save}
      </button>
      <button type="button" class="button" onClick={onDone}>
        {text.cancel}
      </button>
      {problem.value !== null && <ProblemNotice problem={problem.value} />}
    </form>
  )
}
