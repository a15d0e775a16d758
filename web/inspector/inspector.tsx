import type { JSX } from 'preact'

export function Inspector(): JSX.Element {
  return <section class="card" />
}
