import type { JSX } from 'preact'

export function Home(): JSX.Element {
  return <section class="card" />
}
