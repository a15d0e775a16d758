// How long the sandbox still lives: a button that says so and extends it, and warnings before the end from which it can be extended, too.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { LiveSession } from '../data/live-session.ts'
import { formatDuration } from '../i18n/format.ts'
import { lazy } from '../app/lazy.tsx'
import { useSession } from './session-context.ts'
import { text } from './text.ts'
import { timeLeft, warningOf } from './time-left.ts'
import type { TimeLeft } from './time-left.ts'
import { useNow } from './use-now.ts'

const ExtendDialog = lazy(() => import('./extend-dialog.tsx').then((module) => module.ExtendDialog))

/** The last minutes are counted by the second. */
const TICK_MS = 1_000

const TONES = { calm: undefined, soon: 'warn', urgent: 'bad' } as const

export function Lifetime(): JSX.Element | null {
  const session = useSession()
  const facts = session.facts.value
  const expiresAt = facts?.expires_at ?? null
  const left = timeLeft(expiresAt, useNow(TICK_MS).value)
  const isAsked = useSignal(false)
  const closedWarning = useSignal<string | null>(null)
  if (left === null || !(session instanceof LiveSession)) return null
  const warning = warningOf(expiresAt, left)
  const isWarned = warning !== null && warning !== closedWarning.value
  const onClose = (): void => {
    isAsked.value = false
    closedWarning.value = warning
  }
  return (
    <>
      {session.isOwner ? (
        <button
          type="button"
          class="badge sandbox-life"
          data-tone={TONES[left.level]}
          title={text.extend}
          onClick={() => (isAsked.value = true)}
        >
          <LeftText left={left} />
        </button>
      ) : (
        <span class="badge sandbox-life" data-tone={TONES[left.level]}>
          <LeftText left={left} />
        </span>
      )}
      {session.isOwner && (isAsked.value || isWarned) && <ExtendDialog session={session} left={left} onClose={onClose} />}
      {!session.isOwner && isWarned && (
        <p class="visually-hidden" role="status">
          {text.endsSoon}
        </p>
      )}
    </>
  )
}

function LeftText({ left }: { readonly left: TimeLeft }): JSX.Element {
  return (
    <>
      <span aria-hidden="true">{left.level === 'calm' ? '◔' : '⚠'}</span> {text.left(formatDuration(left.leftMs))}
    </>
  )
}
