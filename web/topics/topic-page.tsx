import type { JSX } from 'preact'

export function TopicPage(_props: { readonly topic: string }): JSX.Element {
  return <section class="card" />
}
