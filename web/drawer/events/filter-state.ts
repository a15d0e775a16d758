// What the list of events is filtered by. It stays while other tabs are looked at.
import { signal } from '@preact/signals'
import type { EventFilter } from './event-filter.ts'

export type ChosenFilter = Omit<EventFilter, 'about' | 'language'> & { readonly isAboutSelection: boolean }

const nothing: ChosenFilter = { group: null, topic: null, text: '', onlyInteresting: false, withTraffic: false, isAboutSelection: false }

export const chosenFilter = signal<ChosenFilter>(nothing)

/** The rows that are open, by sequence. */
export const openEvents = signal<ReadonlySet<number>>(new Set())

/** The event that the list is to be scrolled to. */
export const wantedEvent = signal<number | null>(null)

export function changeFilter(change: Partial<ChosenFilter>): void {
  chosenFilter.value = { ...chosenFilter.value, ...change }
}

/** Nothing is left out any more. */
export function showEverything(): void {
  chosenFilter.value = { ...nothing, withTraffic: true }
}

export function toggleEvent(sequence: number): void {
  const open = new Set(openEvents.value)
  if (!open.delete(sequence)) open.add(sequence)
  openEvents.value = open
}

/** Opens an event and brings it into sight. */
export function revealEvent(sequence: number): void {
  openEvents.value = new Set(openEvents.value).add(sequence)
  wantedEvent.value = sequence
}
