// Partitions of which the last stable offset is behind the high watermark, who holds it back, and what to do where nobody is known to.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { perform } from '../actions/actions.ts'
import { sandboxHref } from '../app/location.ts'
import type { Problem } from '../data/api.ts'
import { formatNumber } from '../i18n/format.ts'
import { useSession } from '../sandbox/session-context.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { text } from './text.ts'
import type { HeldBack } from './transaction-view.ts'

export function HeldBackTable({ rows }: { readonly rows: readonly HeldBack[] }): JSX.Element {
  if (rows.length === 0) return <p>{text.nothingHeld}</p>
  return (
    <div class="table-box" tabIndex={0} role="group" aria-label={text.heldBack}>
      <table>
        <caption class="visually-hidden">{text.heldBack}</caption>
        <thead>
          <tr>
            <th scope="col">{text.partition}</th>
            {[text.lso, text.highWatermark, text.offsetsHeld].map((head) => (
              <th key={head} scope="col" class="number">
                {head}
              </th>
            ))}
            <th scope="col">{text.heldBy}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.topic}-${row.partition}`}>
              <th scope="row" class="mono">
                {row.topic}-{row.partition}
              </th>
              <td class="number">{formatNumber(row.lastStableOffset)}</td>
              <td class="number">{formatNumber(row.highWatermark)}</td>
              <td class="number">{formatNumber(row.highWatermark - row.lastStableOffset)}</td>
              <td>{row.holders.length === 0 ? <UnknownHolder row={row} /> : <Holders ids={row.holders} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Holders({ ids }: { readonly ids: readonly string[] }): JSX.Element {
  const { sandboxId } = useSession()
  return (
    <span class="row">
      {ids.map((transactionalId) => (
        <a key={transactionalId} href={sandboxHref(sandboxId, { view: 'transaction', transactionalId })}>
          {transactionalId}
        </a>
      ))}
    </span>
  )
}

type Producer = {
  readonly producer_id: number
  readonly producer_epoch: number
  readonly current_transaction_start_offset: number | null
}

/** The partition itself still knows whose transaction is open, even where no coordinator does. */
function UnknownHolder({ row }: { readonly row: HeldBack }): JSX.Element {
  const session = useSession()
  const producers = useSignal<readonly Producer[] | null>(null)
  const problem = useSignal<Problem | null>(null)
  const path = session.v3(`/topics/${encodeURIComponent(row.topic)}/partitions/${row.partition}/producers`)
  const find = async (): Promise<void> => {
    const answer = await session.api.act<{ data: readonly Producer[] }>({ method: 'GET', path })
    problem.value = answer.ok ? null : answer.problem
    if (answer.ok) producers.value = answer.value.data.filter((one) => one.current_transaction_start_offset !== null)
  }
  const abort = async (producerId: number): Promise<void> => {
    problem.value = await perform(session, { method: 'POST', path: `${path}/${producerId}:abort` })
  }
  return (
    <div class="stack">
      <span>{text.unknownHolder}</span>
      {producers.value === null && (
        <button type="button" class="button" aria-label={text.findProducersOf(`${row.topic}-${row.partition}`)} onClick={() => void find()}>
          {text.findProducers}
        </button>
      )}
      {producers.value?.length === 0 && <span>{text.noOpenProducer}</span>}
      {producers.value?.map((one) => (
        <span key={one.producer_id} class="row">
          {text.openFrom(one.producer_id, one.producer_epoch, one.current_transaction_start_offset ?? 0)}
          <button type="button" class="button" data-look="danger" disabled={!session.isOwner} onClick={() => void abort(one.producer_id)}>
            {text.abortHanging(one.producer_id)}
          </button>
        </span>
      ))}
      {problem.value !== null && <ProblemNotice problem={problem.value} />}
    </div>
  )
}
