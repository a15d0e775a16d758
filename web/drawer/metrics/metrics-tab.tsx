import type { JSX } from 'preact'

export function MetricsTab(): JSX.Element {
  return <div class="drawer-scroll" />
}
