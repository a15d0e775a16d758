import type { JSX } from 'preact'

export function GroupsPage(): JSX.Element {
  return <section class="card" />
}
