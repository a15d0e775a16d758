import type { JSX } from 'preact'

export function GroupPage(_props: { readonly groupId: string }): JSX.Element {
  return <section class="card" />
}
