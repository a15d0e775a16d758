import type { JSX } from 'preact'

export function TransactionPage(_props: { readonly transactionalId: string }): JSX.Element {
  return <section class="card" />
}
