// A button that leads from a step to the moment in which it happened.
import type { JSX } from 'preact'
import { text } from './text.ts'

export function MomentButton({
  sequence,
  onMoment,
}: {
  readonly sequence: number
  readonly onMoment: (sequence: number) => void
}): JSX.Element {
  return (
    <button
      type="button"
      class="button sequence-moment mono"
      data-look="plain"
      title={text.lookAt(sequence)}
      onClick={() => onMoment(sequence)}
    >
      <span aria-hidden="true">◷ {sequence}</span>
      <span class="visually-hidden">{text.lookAt(sequence)}</span>
    </button>
  )
}
