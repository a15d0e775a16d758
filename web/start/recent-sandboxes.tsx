// The sandboxes that this browser has opened lately, and what became of them.
import type { JSX } from 'preact'
import { hrefOf } from '../app/location.ts'
import { forgetRecent, recent } from '../data/recent.ts'
import { fateOf } from '../data/recent-list.ts'
import type { RecentSandbox } from '../data/recent-list.ts'
import { formatDate } from '../i18n/format.ts'
import { text } from './text.ts'
import './start.css'

export function RecentSandboxes(): JSX.Element | null {
  if (recent.value.length === 0) return null
  return (
    <section class="start-section" aria-labelledby="start-recent">
      <h2 id="start-recent">{text.recent}</h2>
      <ul class="start-recent">
        {recent.value.map((one) => (
          <Entry key={one.sandboxId} one={one} />
        ))}
      </ul>
    </section>
  )
}

function Entry({ one }: { readonly one: RecentSandbox }): JSX.Element {
  const fate = fateOf(one, Date.now())
  return (
    <li class="card">
      <div>
        <a href={hrefOf({ page: 'sandbox', sandboxId: one.sandboxId, sub: { view: 'stage' } })}>{one.name}</a>
        {fate !== 'alive' && (
          <span class="badge" data-tone="warn">
            ○ {fate === 'expired' ? text.archived : text.gone}
          </span>
        )}
        <span class="quiet">{text.openedAt(formatDate(one.openedMs))}</span>
      </div>
      <button type="button" class="button" data-look="plain" aria-label={text.forget(one.name)} onClick={() => forgetRecent(one.sandboxId)}>
        ✕
      </button>
    </li>
  )
}
