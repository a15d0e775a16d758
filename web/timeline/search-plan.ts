// "Next interesting": the clock is stepped from one thing that is due to the next until something happened that somebody would stop at.
// Here is decided, after each step, whether to go on.
import type { ClusterEvent } from '../data/shapes.ts'
import { interestingLane } from './lanes.ts'

/** A bound, because a healthy cluster may never do anything interesting. */
export const MAX_STEPS = 500
export const MAX_SEARCH_MS = 30_000

export type Search = { readonly steps: number; readonly startedMs: number }

export type Verdict =
  | { readonly kind: 'goOn' }
  | { readonly kind: 'found'; readonly event: ClusterEvent }
  /** Nothing interesting within the bound. */
  | { readonly kind: 'gaveUp' }

/** @param news what the last step caused, in order. */
export function verdictOf(search: Search, news: readonly ClusterEvent[], nowMs: number): Verdict {
  const event = news.find((one) => interestingLane(one) !== null)
  if (event !== undefined) return { kind: 'found', event }
  return search.steps >= MAX_STEPS || nowMs - search.startedMs >= MAX_SEARCH_MS ? { kind: 'gaveUp' } : { kind: 'goOn' }
}
