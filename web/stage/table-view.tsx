import type { JSX } from 'preact'

export function TableView(): JSX.Element {
  return <section class="card" />
}
