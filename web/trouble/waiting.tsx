// A sandbox that has not answered yet: why, and when it is tried again. A sandbox that sleeps wakes with the first call, and needs no page.
import type { JSX } from 'preact'
import type { Problem } from '../data/api.ts'
import { formatTime } from '../i18n/format.ts'
import { text } from './text.ts'
import { TroublePage } from './trouble-page.tsx'
import { troubleOf } from './trouble.ts'

export function Waiting({ problem, retryMs }: { readonly problem: Problem; readonly retryMs: number }): JSX.Element {
  const { kind } = troubleOf(problem)
  const [title, what] =
    kind === 'quota'
      ? [text.quotaTitle, text.quotaWhat]
      : kind === 'offline'
        ? [text.offlineTitle, text.offlineWhat]
        : [text.serverTitle, text.serverWhat]
  return (
    <TroublePage title={title} what={what} problem={problem}>
      <p role="status">{text.quotaUntil(formatTime(retryMs))}</p>
      <div class="row">
        <button type="button" class="button" onClick={() => location.reload()}>
          {text.again}
        </button>
      </div>
    </TroublePage>
  )
}
