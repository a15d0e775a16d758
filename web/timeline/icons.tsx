// The signs on the timeline's buttons. The words stand in the buttons' labels.
import type { JSX } from 'preact'

const PATHS = {
  play: 'M4 2.5v11l9-5.5z',
  pause: 'M4 2.5h3v11H4zM9 2.5h3v11H9z',
  step: 'M3 2.5v11l7.5-5.5zM11 2.5h2v11h-2z',
  tick: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zm-.9 2.7h1.6v4.1l2.6 1.6-.8 1.3-3.4-2z',
  search: 'M1.5 2.5v11L7 8zM7 2.5v11L12.500 8zM13 2.5h1.800v11H13z',
  stop: 'M3 3h10v10H3z',
  fork: 'M4 1.500a2 2 0 0 1 1 3.700V7h6V5.200a2 2 0 1 1 2 0V9H9v1.800a2 2 0 1 1-2 0V9H3V5.200a2 2 0 0 1 1-3.700z',
  flag: 'M3 1.500h1.500V3H13l-2.500 3L13 9H4.500v5.500H3z',
  more: 'M2 6.700h2.600v2.600H2zM6.700 6.700h2.600v2.600H6.700zM11.400 6.700H14v2.600h-2.600z',
} as const

export type IconName = keyof typeof PATHS

export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="timeline-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} fill="currentColor" fill-rule="evenodd" />
    </svg>
  )
}
