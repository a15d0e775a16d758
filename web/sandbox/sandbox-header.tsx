// What stands above every page of a sandbox: its name, how the line to it stands, how long it lives, what it uses, and its pages.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { lazy } from '../app/lazy.tsx'
import type { SandboxPage as Sub } from '../app/route.ts'
import { useTitle } from '../app/use-title.ts'
import { ForkButton } from '../share/fork-button.tsx'
import { CaughtUpToast, ConnectionBadge } from './connection-badge.tsx'
import { Lifetime } from './lifetime.tsx'
import { SandboxName } from './sandbox-name.tsx'
import { SandboxTabs } from './sandbox-tabs.tsx'
import { useSession } from './session-context.ts'
import { text } from './text.ts'
import { Usage } from './usage.tsx'

const ShareDialog = lazy(() => import('../share/share-dialog.tsx').then((module) => module.ShareDialog))

export function SandboxHeader({ sub }: { readonly sub: Sub }): JSX.Element {
  const session = useSession()
  const isSharing = useSignal(false)
  const past = session.past.value
  useTitle(session.facts.value?.name ?? null)
  return (
    <div class="sandbox-header">
      <div class="sandbox-title">
        <SandboxName />
        <ConnectionBadge />
        <Lifetime />
        <Usage />
        <div class="sandbox-doing">
          <button type="button" class="button" onClick={() => (isSharing.value = true)}>
            {text.share}
          </button>
          {session.isOwner && (
            <ForkButton
              call={{ method: 'POST', path: session.v1(':fork'), body: past === null ? {} : { at_sequence: past.sequence } }}
              accessKey={session.api.key}
              label={past === null ? text.fork : text.forkPast}
            />
          )}
        </div>
      </div>
      <SandboxTabs sub={sub} />
      <CaughtUpToast />
      {isSharing.value && <ShareDialog session={session} onClose={() => (isSharing.value = false)} />}
    </div>
  )
}
