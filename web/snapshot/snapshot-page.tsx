import type { JSX } from 'preact'

export function SnapshotPage(_props: { readonly hash: string }): JSX.Element {
  return <section class="card" />
}
