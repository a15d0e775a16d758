// All transactional ids of the sandbox, and whom they keep from reading.
import type { JSX } from 'preact'
import { sandboxHref } from '../app/location.ts'
import type { TransactionState } from '../data/shapes.ts'
import { formatDuration, formatNumber } from '../i18n/format.ts'
import { useSession } from '../sandbox/session-context.ts'
import { PastNotice } from '../sequence/past-notice.tsx'
import { HeldBackTable } from './held-back-table.tsx'
import { text } from './text.ts'
import { TransactionBadge } from './transaction-facts.tsx'
import { ageMs, heldBackPartitions, isHung, markerProgress } from './transaction-view.ts'
import { useClusterNow } from './use-cluster-now.ts'
import '../ui/facts-page.css'
import './transactions.css'

export function TransactionsPage(): JSX.Element {
  const session = useSession()
  const state = session.state.value
  const transactions = (state?.transactions ?? []).toSorted((one, other) => (one.transactional_id < other.transactional_id ? -1 : 1))
  return (
    <div class="facts-page stack">
      <PastNotice />
      <section class="card stack" aria-labelledby="transactions-title">
        <h2 id="transactions-title">{text.title}</h2>
        {transactions.length === 0 ? <p class="quiet">{text.none}</p> : <TransactionTable transactions={transactions} />}
      </section>
      <section class="card stack" aria-labelledby="held-back-title">
        <h2 id="held-back-title">{text.heldBack}</h2>
        <p class="quiet">{text.heldBackHint}</p>
        {state !== null && <HeldBackTable rows={heldBackPartitions(state)} />}
      </section>
    </div>
  )
}

function TransactionTable({ transactions }: { readonly transactions: readonly TransactionState[] }): JSX.Element {
  const nowMs = useClusterNow()
  return (
    <div class="table-box" tabIndex={0} role="group" aria-label={text.title}>
      <table>
        <caption class="visually-hidden">{text.title}</caption>
        <thead>
          <tr>
            {[text.id, text.state].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
            {[text.producerId, text.producerEpoch, text.age, text.timeout].map((head) => (
              <th key={head} scope="col" class="number">
                {head}
              </th>
            ))}
            {[text.partitions, text.markers, text.coordinator].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {transactions.map((transaction) => (
            <TransactionRow key={transaction.transactional_id} transaction={transaction} nowMs={nowMs} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function TransactionRow({ transaction, nowMs }: { readonly transaction: TransactionState; readonly nowMs: number }): JSX.Element {
  const { sandboxId } = useSession()
  const { transactional_id: transactionalId, coordinator } = transaction
  const age = ageMs(transaction, nowMs)
  const markers = markerProgress(transaction)
  return (
    <tr>
      <th scope="row">
        <a href={sandboxHref(sandboxId, { view: 'transaction', transactionalId })}>{transactionalId}</a>
      </th>
      <td>
        <TransactionBadge transaction={transaction} isHung={isHung(transaction, nowMs)} />
      </td>
      <td class="number">{String(transaction.producer_id)}</td>
      <td class="number">{formatNumber(transaction.producer_epoch)}</td>
      <td class="number">{age === null ? text.closed : formatDuration(age)}</td>
      <td class="number">{formatDuration(transaction.transaction_timeout_ms)}</td>
      <td class="mono">{transaction.partitions.map((one) => `${one.topic}-${one.partition_index}`).join(', ') || '–'}</td>
      <td>{markers === null ? '–' : text.markersOf(markers.written, markers.all)}</td>
      <td>{coordinator < 0 ? text.noBroker : text.broker(coordinator)}</td>
    </tr>
  )
}
