import type { JSX } from 'preact'

export function Ended(_props: { readonly sandboxId: string; readonly problem: import('../data/api.ts').Problem }): JSX.Element {
  return <section class="card" />
}
