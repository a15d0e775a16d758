// A sandbox: the line to it, its header, and the page of it that is shown.
import type { JSX } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import { ActionHost } from '../actions/action-host.tsx'
import { lazy } from '../app/lazy.tsx'
import type { SandboxPage as Sub } from '../app/route.ts'
import { keyOf } from '../data/keys.ts'
import { LiveSession } from '../data/live-session.ts'
import { SandboxHeader } from './sandbox-header.tsx'
import { SessionContext } from './session-context.ts'
import { text } from './text.ts'
import './sandbox-page.css'

const Ended = lazy(() => import('../trouble/ended.tsx').then((module) => module.Ended))
const NoKey = lazy(() => import('../trouble/no-key.tsx').then((module) => module.NoKey))
const Waiting = lazy(() => import('../trouble/waiting.tsx').then((module) => module.Waiting))
const StagePage = lazy(() => import('../stage/stage-page.tsx').then((module) => module.StagePage))
const TopicsPage = lazy(() => import('../topics/topics-page.tsx').then((module) => module.TopicsPage))
const TopicPage = lazy(() => import('../topics/topic-page.tsx').then((module) => module.TopicPage))
const MessagesPage = lazy(() => import('../messages/messages-page.tsx').then((module) => module.MessagesPage))
const GroupsPage = lazy(() => import('../groups/groups-page.tsx').then((module) => module.GroupsPage))
const GroupPage = lazy(() => import('../groups/group-page.tsx').then((module) => module.GroupPage))
const TransactionsPage = lazy(() => import('../transactions/transactions-page.tsx').then((module) => module.TransactionsPage))
const TransactionPage = lazy(() => import('../transactions/transaction-page.tsx').then((module) => module.TransactionPage))
const SnapshotsPage = lazy(() => import('../snapshot/snapshots-page.tsx').then((module) => module.SnapshotsPage))

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

function SubPage({ sub }: { readonly sub: Sub }): JSX.Element {
  switch (sub.view) {
    case 'stage':
      return <StagePage />
    case 'topics':
      return <TopicsPage />
    case 'topic':
      return <TopicPage key={sub.topic} topic={sub.topic} />
    case 'messages':
      return <MessagesPage topic={sub.topic} />
    case 'groups':
      return <GroupsPage />
    case 'group':
      return <GroupPage key={sub.groupId} groupId={sub.groupId} />
    case 'transactions':
      return <TransactionsPage />
    case 'transaction':
      return <TransactionPage key={sub.transactionalId} transactionalId={sub.transactionalId} />
    case 'snapshots':
      return <SnapshotsPage />
  }
}
