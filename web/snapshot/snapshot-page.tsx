// A snapshot by its link: the pages of a sandbox, read-only, at any of its moments. What it is and what can be done with it stands above them.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import { lazy } from '../app/lazy.tsx'
import type { SandboxPage as Sub } from '../app/route.ts'
import { useTitle } from '../app/use-title.ts'
import { Api } from '../data/api.ts'
import type { ApiAnswer } from '../data/api.ts'
import type { SnapshotFacts } from '../data/shapes.ts'
import { SnapshotSession } from '../data/snapshot-session.ts'
import { SessionContext } from '../sandbox/session-context.ts'
import { SubPage } from '../sandbox/sub-page.tsx'
import { SnapshotHeader } from './snapshot-header.tsx'
import { SnapshotTrouble } from './snapshot-trouble.tsx'
import { text } from './text.ts'
import '../sandbox/sandbox-page.css'
import './snapshot.css'

const ActionHost = lazy(() => import('../actions/action-host.tsx').then((module) => module.ActionHost), 'silent')

export function SnapshotPage({ hash, sub }: { readonly hash: string; readonly sub: Sub }): JSX.Element {
  const answer = useSignal<ApiAnswer<SnapshotFacts> | null>(null)
  useEffect(() => {
    const load = async (): Promise<void> => {
      answer.value = await new Api(null).look<SnapshotFacts>({ method: 'GET', path: `/v1/snapshots/${hash}` })
    }
    void load()
  }, [answer, hash])
  const { value } = answer
  if (value === null) return <Opening />
  if (!value.ok) return <SnapshotTrouble problem={value.problem} snapshot={null} />
  return <OpenSnapshot snapshot={value.value} sub={sub} />
}

function OpenSnapshot({ snapshot, sub }: { readonly snapshot: SnapshotFacts; readonly sub: Sub }): JSX.Element {
  const session = useMemo(() => new SnapshotSession(snapshot), [snapshot])
  useTitle(snapshot.title === '' ? text.snapshot : snapshot.title)
  useEffect(() => {
    void session.open()
    return () => session.close()
  }, [session])
  const connection = session.connection.value
  if (connection.kind === 'ended') return <SnapshotTrouble problem={connection.problem} snapshot={snapshot} />
  return (
    <SessionContext.Provider value={session}>
      <SnapshotHeader snapshot={snapshot} sub={sub} />
      {session.state.value === null ? <Opening /> : <SubPage sub={sub} />}
      <ActionHost />
    </SessionContext.Provider>
  )
}

function Opening(): JSX.Element {
  return (
    <p class="quiet sandbox-wait" role="status">
      {text.opening}
    </p>
  )
}
