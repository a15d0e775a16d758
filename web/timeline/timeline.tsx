import type { JSX } from 'preact'

export function Timeline(): JSX.Element {
  return <section class="card" />
}
