// What a transactional id is right now.
import type { JSX } from 'preact'
import type { TransactionState } from '../data/shapes.ts'
import { formatDuration, formatNumber } from '../i18n/format.ts'
import { text } from './text.ts'
import { ageMs, isHung, isOpen } from './transaction-view.ts'

type BadgeProps = { readonly transaction: TransactionState; readonly isHung: boolean }

export function TransactionBadge({ transaction, isHung: hangs }: BadgeProps): JSX.Element {
  const { state, pending_state: pending } = transaction
  const tone = isOpen(transaction) ? 'warn' : 'good'
  const mark = isOpen(transaction) ? '◐' : '●'
  return (
    <span class="row">
      <span class="badge" data-tone={tone}>
        <span aria-hidden="true">{mark}</span> {state}
        {pending !== null && ` ${text.pendingState(pending)}`}
      </span>
      {hangs && (
        <span class="badge" data-tone="bad" title={text.hungHint}>
          <span aria-hidden="true">▲</span> {text.hung}
          <span class="visually-hidden">: {text.hungHint}</span>
        </span>
      )}
    </span>
  )
}

type FactsProps = { readonly transaction: TransactionState; readonly nowMs: number; readonly holder: string }

export function TransactionFacts({ transaction, nowMs, holder }: FactsProps): JSX.Element {
  const age = ageMs(transaction, nowMs)
  const { coordinator } = transaction
  const facts: readonly (readonly [name: string, value: JSX.Element | string])[] = [
    [text.state, <TransactionBadge key="state" transaction={transaction} isHung={isHung(transaction, nowMs)} />],
    [text.producerId, String(transaction.producer_id)],
    [text.producerEpoch, formatNumber(transaction.producer_epoch)],
    [text.holder, holder],
    [text.age, age === null ? text.closed : formatDuration(age)],
    [text.timeout, formatDuration(transaction.transaction_timeout_ms)],
    [text.coordinator, coordinator < 0 ? text.noBroker : text.broker(coordinator)],
  ]
  return (
    <dl class="facts-list">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt class="quiet">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

export function PartitionTable({ transaction }: { readonly transaction: TransactionState }): JSX.Element | null {
  const { partitions } = transaction
  if (partitions.length === 0) return null
  return (
    <div class="table-box" tabIndex={0} role="group" aria-label={text.partitions}>
      <table class="transactions-partitions">
        <caption class="visually-hidden">{text.partitions}</caption>
        <thead>
          <tr>
            <th scope="col">{text.partition}</th>
            <th scope="col">{text.markers}</th>
          </tr>
        </thead>
        <tbody>
          {partitions.map(({ topic, partition_index: partition, marker }) => (
            <tr key={`${topic}-${partition}`}>
              <th scope="row" class="mono">
                {topic}-{partition}
              </th>
              <td>{marker === null ? text.noMarker : text[marker]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
