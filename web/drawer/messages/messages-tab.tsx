import type { JSX } from 'preact'

export function MessagesTab(): JSX.Element {
  return <div class="drawer-scroll" />
}
