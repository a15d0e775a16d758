// One page of history, as it leaves the object.
import { MAX_EVENTS_PER_PAGE } from '../../../schema/limits.ts'
import type { ClusterView } from '../../engine/cluster.ts'
import type { ClusterEvent } from '../../engine/event.ts'
import type { EventPage } from './event-page.ts'
import { renderEvent } from './render-event.ts'

/** Where events are kept: the journal. */
export type History = {
  /** The sequence of the oldest event that is kept; null when there is none at all. */
  firstKeptSequence(): number | null
  /** Events from a sequence on, or from the oldest that is kept; at least one while any is left. */
  eventsFrom(sequence: number, maxEvents: number): ClusterEvent[]
}

export function pageOf(
  history: History,
  { recordSequence }: Pick<ClusterView, 'recordSequence'>,
  from: number,
  maxEvents: number,
): EventPage {
  const firstKeptSequence = history.firstKeptSequence() ?? recordSequence + 1
  const first = Math.max(from, firstKeptSequence)
  const count = Math.min(maxEvents, MAX_EVENTS_PER_PAGE)
  const events = count > 0 && first <= recordSequence ? history.eventsFrom(first, count) : []
  return {
    events: events.map(renderEvent),
    nextSequence: (events.at(-1)?.sequence ?? Math.min(first - 1, recordSequence)) + 1,
    firstKeptSequence,
  }
}
