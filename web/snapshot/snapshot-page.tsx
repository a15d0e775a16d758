import type { JSX } from 'preact'
import type { SandboxPage as Sub } from '../app/route.ts'

export function SnapshotPage(_props: { readonly hash: string; readonly sub: Sub }): JSX.Element {
  return <section class="card" />
}
