// Finding events by time: the log is in the order of its sequences, and the cluster's time never goes back.
import type { ClusterEvent } from '../data/shapes.ts'

type Timed = Pick<ClusterEvent, 'sequence' | 'time_ms'>

/** How many events are older than a time; the place of the first one that is not. */
export function countBefore(events: readonly Timed[], timeMs: number): number {
  let low = 0
  let high = events.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((events[middle]?.time_ms ?? Number.POSITIVE_INFINITY) < timeMs) low = middle + 1
    else high = middle
  }
  return low
}

/** Of the oldest moment that the server keeps. */
export type Kept = { readonly sequence: number; readonly timeMs: number }

/**
 * The last event at or before a time. Before the first event that is loaded it is a guess, in proportion, between what the server keeps
 * and what is here: the answer to looking there says what it was.
 */
export function sequenceAt(events: readonly Timed[], timeMs: number, kept: Kept | null): number | null {
  const first = events[0]
  if (first === undefined) return null
  const count = countBefore(events, timeMs + 1)
  const found = events[count - 1]
  if (found !== undefined) return found.sequence
  if (kept === null || kept.sequence >= first.sequence) return first.sequence
  const share = (timeMs - kept.timeMs) / Math.max(1, first.time_ms - kept.timeMs)
  return Math.round(kept.sequence + Math.min(1, Math.max(0, share)) * (first.sequence - kept.sequence))
}

/** When an event happened; for one that is not loaded, in proportion. */
export function timeOf(events: readonly Timed[], sequence: number, kept: Kept | null): number | null {
  const first = events[0]
  const last = events.at(-1)
  if (first === undefined || last === undefined) return null
  if (sequence >= first.sequence) return events[Math.min(sequence - first.sequence, events.length - 1)]?.time_ms ?? last.time_ms
  if (kept === null || kept.sequence >= first.sequence) return first.time_ms
  const share = Math.max(0, (sequence - kept.sequence) / (first.sequence - kept.sequence))
  return kept.timeMs + share * (first.time_ms - kept.timeMs)
}

/** How many events fell between each two neighbouring edges. */
export function histogram(events: readonly Timed[], edgesMs: readonly number[]): number[] {
  const places = edgesMs.map((edgeMs) => countBefore(events, edgeMs))
  return places.slice(1).map((place, index) => place - (places[index] ?? 0))
}
