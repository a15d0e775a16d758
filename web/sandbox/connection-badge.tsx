// How the line to the sandbox stands, and what came in one go when it stood again.
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { useSession } from './session-context.ts'
import { text } from './text.ts'

/** A message that nobody has to act on goes by itself. */
const SAID_FOR_MS = 8_000

export function ConnectionBadge(): JSX.Element {
  const session = useSession()
  const { kind } = session.connection.value
  const isPast = session.past.value !== null
  const [tone, mark, word] =
    kind === 'live'
      ? isPast
        ? (['warn', '◷', text.past] as const)
        : (['good', '●', text.live] as const)
      : (['warn', '○', kind === 'reconnecting' ? text.reconnecting : text.connecting] as const)
  return (
    <span class="badge" data-tone={tone} data-connection={kind} role="status" title={isPast ? text.pastHint : undefined}>
      <span aria-hidden="true">{mark}</span> {word}
    </span>
  )
}

export function CaughtUpToast(): JSX.Element {
  const { caughtUp } = useSession()
  const count = caughtUp.value
  useEffect(() => {
    if (count === null) return
    const timer = setTimeout(() => {
      caughtUp.value = null
    }, SAID_FOR_MS)
    return () => clearTimeout(timer)
  }, [caughtUp, count])
  return (
    <div class="sandbox-toast" role="status">
      {count !== null && <p class="card">{text.caughtUp(count)}</p>}
    </div>
  )
}
