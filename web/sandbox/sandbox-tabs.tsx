// The pages of a sandbox or of a snapshot, as links.
import type { JSX } from 'preact'
import { sandboxHref } from '../app/location.ts'
import type { SandboxPage as Sub } from '../app/route.ts'
import { useSession } from './session-context.ts'
import { text } from './text.ts'

const TABS = [
  { view: 'stage' },
  { view: 'topics' },
  { view: 'messages', topic: null },
  { view: 'groups' },
  { view: 'transactions' },
  { view: 'snapshots' },
] as const

export function SandboxTabs({ sub }: { readonly sub: Sub }): JSX.Element {
  const { sandboxId, kind } = useSession()
  const tabs = kind === 'sandbox' ? TABS : TABS.filter(({ view }) => view !== 'snapshots')
  return (
    <nav class="sandbox-tabs" aria-label={text.pages}>
      {tabs.map((tab) => (
        <a
          key={tab.view}
          href={sandboxHref(sandboxId, tab)}
          aria-current={sub.view === tab.view || `${sub.view}s` === tab.view ? 'page' : undefined}
        >
          {text[tab.view]}
        </a>
      ))}
    </nav>
  )
}
