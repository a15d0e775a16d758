import type { JSX } from 'preact'

export function TopicsPage(): JSX.Element {
  return <section class="card" />
}
