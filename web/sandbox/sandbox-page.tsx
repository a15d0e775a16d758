// A sandbox: the line to it, its header, and the page of it that is shown.
import type { JSX } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import { lazy } from '../app/lazy.tsx'
import type { SandboxPage as Sub } from '../app/route.ts'
import { keyOf } from '../data/keys.ts'
import { LiveSession } from '../data/live-session.ts'
import { SandboxHeader } from './sandbox-header.tsx'
import { SessionContext } from './session-context.ts'
import { SubPage } from './sub-page.tsx'
import { text } from './text.ts'
import './sandbox-page.css'

const ActionHost = lazy(() => import('../actions/action-host.tsx').then((module) => module.ActionHost), 'silent')
const Ended = lazy(() => import('../trouble/ended.tsx').then((module) => module.Ended))
const NoKey = lazy(() => import('../trouble/no-key.tsx').then((module) => module.NoKey))
const Waiting = lazy(() => import('../trouble/waiting.tsx').then((module) => module.Waiting))

export function SandboxPage({ sandboxId, sub }: { readonly sandboxId: string; readonly sub: Sub }): JSX.Element {
  const key = keyOf(sandboxId)
  return key === null ? <NoKey /> : <OpenSandbox key={key} sandboxId={sandboxId} accessKey={key} sub={sub} />
}

type OpenProps = { readonly sandboxId: string; readonly accessKey: string; readonly sub: Sub }

function OpenSandbox({ sandboxId, accessKey, sub }: OpenProps): JSX.Element {
  const session = useMemo(() => new LiveSession(sandboxId, accessKey), [sandboxId, accessKey])
  useEffect(() => {
    void session.open()
    return () => session.close()
  }, [session])
  const connection = session.connection.value
  if (connection.kind === 'ended') return <Ended problem={connection.problem} />
  if (session.state.value === null && connection.kind === 'reconnecting' && connection.problem !== null) {
    return <Waiting problem={connection.problem} retryMs={connection.retryMs} />
  }
  return (
    <SessionContext.Provider value={session}>
      <SandboxHeader sub={sub} />
      {session.state.value === null ? (
        <p class="quiet sandbox-wait" role="status">
          {text.waking}
        </p>
      ) : (
        <SubPage sub={sub} />
      )}
      <ActionHost />
    </SessionContext.Provider>
  )
}
