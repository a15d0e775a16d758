import type { JSX } from 'preact'

export function NoKey(_props: { readonly sandboxId: string }): JSX.Element {
  return <section class="card" />
}
