// The page below the header of a sandbox or of a snapshot.
import type { JSX } from 'preact'
import { lazy } from '../app/lazy.tsx'
import type { SandboxPage as Sub } from '../app/route.ts'

const StagePage = lazy(() => import('../stage/stage-page.tsx').then((module) => module.StagePage))
const TopicsPage = lazy(() => import('../topics/topics-page.tsx').then((module) => module.TopicsPage))
const TopicPage = lazy(() => import('../topics/topic-page.tsx').then((module) => module.TopicPage))
const MessagesPage = lazy(() => import('../messages/messages-page.tsx').then((module) => module.MessagesPage))
const GroupsPage = lazy(() => import('../groups/groups-page.tsx').then((module) => module.GroupsPage))
const GroupPage = lazy(() => import('../groups/group-page.tsx').then((module) => module.GroupPage))
const TransactionsPage = lazy(() => import('../transactions/transactions-page.tsx').then((module) => module.TransactionsPage))
const TransactionPage = lazy(() => import('../transactions/transaction-page.tsx').then((module) => module.TransactionPage))
const SnapshotsPage = lazy(() => import('../snapshot/snapshots-page.tsx').then((module) => module.SnapshotsPage))

export function SubPage({ sub }: { readonly sub: Sub }): JSX.Element {
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
