// One transactional id: what it is now, and the path of its transactions.
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { sandboxHref } from '../app/location.ts'
import type { AnyApp } from '../data/shapes.ts'
import { useSession } from '../sandbox/session-context.ts'
import { PastNotice } from '../sequence/past-notice.tsx'
import { RunSection } from './run-section.tsx'
import { text } from './text.ts'
import { TransactionActions } from './transaction-actions.tsx'
import { PartitionTable, TransactionFacts } from './transaction-facts.tsx'
import { useClusterNow } from './use-cluster-now.ts'
import '../ui/facts-page.css'
import './transactions.css'

export function TransactionPage({ transactionalId }: { readonly transactionalId: string }): JSX.Element {
  const session = useSession()
  const nowMs = useClusterNow()
  useEffect(() => {
    // The keys of actions are about what is selected: here, what the page shows.
    session.selection.value = { kind: 'transaction', transactionalId }
  }, [session, transactionalId])
  const transaction = session.state.value?.transactions.find((one) => one.transactional_id === transactionalId) ?? null
  const app = appOf(transactionalId, session.apps.value)
  return (
    <div class="facts-page stack">
      <PastNotice />
      <nav class="row" aria-label={text.title}>
        <a href={sandboxHref(session.sandboxId, { view: 'transactions' })}>← {text.all}</a>
      </nav>
      <section class="card stack" aria-labelledby="transaction-title">
        <h2 id="transaction-title" class="facts-id">
          {transactionalId}
        </h2>
        {transaction === null ? (
          <p class="notice">{text.gone(transactionalId)}</p>
        ) : (
          <>
            <TransactionFacts transaction={transaction} nowMs={nowMs} holder={app?.name ?? text.noApp} />
            <PartitionTable transaction={transaction} />
            <TransactionActions transaction={transaction} app={app} />
          </>
        )}
      </section>
      <RunSection transactionalId={transactionalId} app={app} />
    </div>
  )
}

function appOf(transactionalId: string, apps: readonly AnyApp[]): AnyApp | null {
  return apps.find(({ configs }) => configs['transactional.id'] === transactionalId) ?? null
}
