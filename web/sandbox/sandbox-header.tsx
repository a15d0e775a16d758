// What stands above every page of a sandbox: its name, how the line to it stands, and its pages.
import type { JSX } from 'preact'
import { sandboxHref } from '../app/location.ts'
import type { SandboxPage as Sub } from '../app/route.ts'
import type { SandboxSession } from '../data/session.ts'
import { useSession } from './session-context.ts'
import { text } from './text.ts'

export function SandboxHeader({ sub }: { readonly sub: Sub }): JSX.Element {
  const session = useSession()
  return (
    <div class="sandbox-header">
      <h1>{session.facts.value?.name ?? '…'}</h1>
      <ConnectionBadge session={session} />
      <nav class="sandbox-tabs" aria-label={text.pages}>
        {TABS.map((tab) => (
          <a
            key={tab.view}
            href={sandboxHref(session.sandboxId, tab)}
            aria-current={sub.view === tab.view || `${sub.view}s` === tab.view ? 'page' : undefined}
          >
            {text[tab.view]}
          </a>
        ))}
      </nav>
    </div>
  )
}

const TABS = [
  { view: 'stage' },
  { view: 'topics' },
  { view: 'messages', topic: null },
  { view: 'groups' },
  { view: 'transactions' },
  { view: 'snapshots' },
] as const

function ConnectionBadge({ session }: { readonly session: SandboxSession }): JSX.Element {
  const { kind } = session.connection.value
  if (session.past.value !== null) {
    return (
      <span class="badge" data-tone="warn">
        ◷ {text.past}
      </span>
    )
  }
  if (kind === 'live') {
    return (
      <span class="badge" data-tone="good">
        ● {text.live}
      </span>
    )
  }
  return (
    <span class="badge" data-tone="warn" role="status">
      ○ {kind === 'reconnecting' ? text.reconnecting : text.connecting}
    </span>
  )
}
