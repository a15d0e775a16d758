// Selecting what stands on the stage: once selects it, and once more gives it up.
import { selectionKey } from '../data/selection.ts'
import type { Selection } from '../data/selection.ts'
import { useSession } from '../sandbox/session-context.ts'

export function useSelect(): { readonly isSelected: (anchor: string) => boolean; readonly select: (selection: Selection) => void } {
  const { selection } = useSession()
  return {
    isSelected: (anchor) => selection.value !== null && selectionKey(selection.value) === anchor,
    select: (next) => {
      const isAgain = selection.value !== null && selectionKey(selection.value) === selectionKey(next)
      selection.value = isAgain ? null : next
    },
  }
}
