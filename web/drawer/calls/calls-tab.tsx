import type { JSX } from 'preact'

export function CallsTab(): JSX.Element {
  return <div class="drawer-scroll" />
}
