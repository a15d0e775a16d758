import type { JSX } from 'preact'

export function TransactionsPage(): JSX.Element {
  return <section class="card" />
}
