import type { JSX } from 'preact'

export function SnapshotsPage(): JSX.Element {
  return <section class="card" />
}
