// Leads from another tab to an event in the list.
import { openDrawer } from './drawer-state.ts'
import { revealEvent } from './events/filter-state.ts'

export function showEvent(sequence: number): void {
  revealEvent(sequence)
  openDrawer('events')
}
