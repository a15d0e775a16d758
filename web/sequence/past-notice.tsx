// Says that a page shows a moment of the past, and leads back.
import type { JSX } from 'preact'
import { sandboxHref } from '../app/location.ts'
import { useSession } from '../sandbox/session-context.ts'
import { text } from './text.ts'

export function PastNotice(): JSX.Element | null {
  const session = useSession()
  const past = session.past.value
  if (past === null || !session.looksBack.value) return null
  return (
    <div class="notice row" data-tone="warn" role="status">
      {text.pastNotice(past.sequence)}
      <button type="button" class="button" onClick={() => void session.lookAt(null)}>
        {session.kind === 'sandbox' ? text.backToNow : text.backToEnd}
      </button>
      <a class="button" href={sandboxHref(session.sandboxId, { view: 'stage' })}>
        {text.showOnStage}
      </a>
    </div>
  )
}
