// What can be done to a transaction: end it as its producer would, fence its producer, or crash the application that is its producer.
import type { JSX } from 'preact'
import { ActionList } from '../actions/action-list.tsx'
import { placeOf } from '../actions/actions.ts'
import { appActions } from '../actions/app-actions.ts'
import { transactionActions } from '../actions/transaction-actions.ts'
import type { AnyApp, TransactionState } from '../data/shapes.ts'
import { useSession } from '../sandbox/session-context.ts'
import { text } from './text.ts'

type ActionProps = { readonly transaction: TransactionState; readonly app: AnyApp | null }

export function TransactionActions({ transaction, app }: ActionProps): JSX.Element | null {
  const place = placeOf(useSession())
  if (place === null) return null
  const kill = app === null ? undefined : appActions(place, app.id).find(({ id }) => id === 'app.kill')
  const actions = transactionActions(place, transaction.transactional_id)
  if (app !== null && kill !== undefined) actions.push({ id: kill.id, label: text.crash(app.name), look: 'danger', call: kill.call })
  return (
    <div class="stack">
      <ActionList label={text.actions} actions={actions} />
      {transaction.state === 'Ongoing' && <p class="quiet">{text.byHand}</p>}
    </div>
  )
}
