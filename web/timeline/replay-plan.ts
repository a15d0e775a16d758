// Playing the past: how far the moment that is looked at moves on, by the cluster's own time. Where nothing happened for long, it does not wait.
import type { ClusterEvent } from '../data/shapes.ts'
import { countBefore } from './event-search.ts'

type Timed = Pick<ClusterEvent, 'sequence' | 'time_ms'>

/** Of a stretch without events no more than this is played. */
const MAX_WAIT_MS = 1_500

export type Replay = {
  /** Where in cluster time the replay stands. */
  readonly timeMs: number
  /** The place, in the list of events, of the first one that was not played yet. */
  readonly next: number
  readonly isOver: boolean
}

export function startReplay(events: readonly Timed[], sequence: number): Replay {
  const first = events[0]
  const next = first === undefined ? 0 : Math.max(0, sequence - first.sequence + 1)
  return { timeMs: events[next - 1]?.time_ms ?? first?.time_ms ?? 0, next, isOver: next >= events.length }
}

/** @param playedMs how much of the cluster's time goes by now. */
export function moveReplay(events: readonly Timed[], { timeMs, next }: Replay, playedMs: number): Replay {
  const upcoming = events[next]
  if (upcoming === undefined) return { timeMs, next, isOver: true }
  const nowMs = Math.max(timeMs, upcoming.time_ms - MAX_WAIT_MS) + playedMs
  const reached = Math.max(next, countBefore(events, nowMs + 1))
  return { timeMs: nowMs, next: reached, isOver: reached >= events.length }
}
