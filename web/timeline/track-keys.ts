// Where a key on the scrubber leads: the arrows to the event beside, Page Up and Page Down to the next moment worth stopping at.
import type { Mark } from './lanes.ts'

export type Place = { readonly sequence: number; readonly first: number; readonly last: number; readonly marks: readonly Mark[] }

/** The sequence to look at; null for now; undefined for a key that means nothing here. */
export function sequenceOfKey(key: string, { sequence, first, last, marks }: Place): number | null | undefined {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return Math.max(first, sequence - 1)
    case 'ArrowRight':
    case 'ArrowUp':
      return sequence + 1 >= last ? null : sequence + 1
    case 'PageDown':
      return marks.findLast((mark) => mark.sequence < sequence)?.sequence ?? first
    case 'PageUp':
      return marks.find((mark) => mark.sequence > sequence)?.sequence ?? null
    case 'Home':
      return first
    case 'End':
      return null
    default:
      return undefined
  }
}
