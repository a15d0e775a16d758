import type { JSX } from 'preact'

export function UnknownPage(): JSX.Element {
  return <section class="card" />
}
