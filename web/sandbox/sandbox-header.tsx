// What stands above every page of a sandbox: its name, how the line to it stands, how long it lives, what it uses, and its pages.
import type { JSX } from 'preact'
import type { SandboxPage as Sub } from '../app/route.ts'
import { useTitle } from '../app/use-title.ts'
import { CaughtUpToast, ConnectionBadge } from './connection-badge.tsx'
import { Lifetime } from './lifetime.tsx'
import { SandboxDoing } from './sandbox-doing.tsx'
import { SandboxName } from './sandbox-name.tsx'
import { SandboxTabs } from './sandbox-tabs.tsx'
import { useSession } from './session-context.ts'
import { Usage } from './usage.tsx'

export function SandboxHeader({ sub }: { readonly sub: Sub }): JSX.Element {
  const session = useSession()
  useTitle(session.facts.value?.name ?? null)
  return (
    <div class="sandbox-header">
      <div class="sandbox-title">
        <SandboxName />
        <ConnectionBadge />
        <Lifetime />
        <Usage />
        <SandboxDoing />
      </div>
      <SandboxTabs sub={sub} />
      <CaughtUpToast />
    </div>
  )
}
