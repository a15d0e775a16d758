import type { JSX } from 'preact'

export function Drawer(): JSX.Element {
  return <section class="card" />
}
