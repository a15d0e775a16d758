import type { JSX } from 'preact'

export function MessagesPage(_props: { readonly topic: string | null }): JSX.Element {
  return <section class="card" />
}
