// What can be done to a transactional id: as its producer would, and as an administrator does.
import type { Action, ActionPlace } from './actions.ts'
import { formAction } from './actions.ts'
import { formText } from './form-text.ts'
import { given, makeForm, numberOf } from './forms.ts'
import type { Form } from './forms.ts'
import { transactionRecordForm } from './record-forms.ts'
import { text } from './text.ts'

const MAX_TIMEOUT_MS = 900_000

export function transactionActions(place: ActionPlace, transactionalId: string): Action[] {
  const transaction = place.state.transactions.find(({ transactional_id: id }) => id === transactionalId)
  if (transaction === undefined) return []
  const path = place.v3(`/transactions/${encodeURIComponent(transactionalId)}`)
  const needsOpen = transaction.state === 'Ongoing' ? {} : { refusal: text.notOpen }
  return [
    {
      id: 'transaction.commit',
      label: text.commitTransaction,
      look: 'main',
      call: { method: 'POST', path: `${path}:commit` },
      ...needsOpen,
    },
    { id: 'transaction.abort', label: text.abortTransaction, call: { method: 'POST', path: `${path}:abort` }, ...needsOpen },
    formAction({ id: 'transaction.produce', label: text.produceInTransaction, key: 'p' }, transactionRecordForm(place, transactionalId)),
    {
      id: 'transaction.fence',
      label: text.fence,
      look: 'danger',
      confirm: text.fenceConfirm(transactionalId),
      call: { method: 'POST', path: `${path}:fence` },
    },
    {
      id: 'transaction.terminate',
      label: text.terminate,
      look: 'danger',
      confirm: text.fenceConfirm(transactionalId),
      call: { method: 'POST', path: `${path}:terminate` },
      ...needsOpen,
    },
  ]
}

export function beginTransactionForm(place: ActionPlace): Form {
  return makeForm({
    fields: () => [
      { name: 'transactional_id', label: formText.transactionalId, kind: 'text', initial: 'by-hand', isRequired: true },
      { name: 'timeout_ms', label: formText.timeout, kind: 'number', initial: '60000', min: 1, max: MAX_TIMEOUT_MS },
    ],
    call: (values) => ({
      method: 'POST',
      path: place.v3('/transactions'),
      body: given({ transactional_id: values['transactional_id'], timeout_ms: numberOf(values, 'timeout_ms') }),
    }),
  })
}
