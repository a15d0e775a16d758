// Asking the server for events from before what the page has loaded. It reads its whole history for that, so it is asked once and by hand; a
// single cause costs it next to nothing.
import type { SandboxSession } from '../data/session.ts'
import type { Selection } from '../data/selection.ts'
import type { ClusterEvent } from '../data/shapes.ts'
import { olderEventsOf, toldKinds } from './older-events.ts'

const EVENTS_PER_PAGE = 500
const MAX_PAGES = 8

type Page = { readonly events: readonly ClusterEvent[]; readonly next: number }

/** The told history of something, as far as it is kept and up to what is loaded. */
export async function askHistoryOf(session: SandboxSession, selection: Selection): Promise<void> {
  const until = session.events.firstSequence ?? 0
  const kinds = toldKinds(selection).join(',')
  let from = 'earliest'
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await session.api.look<Page>({
      method: 'GET',
      path: session.v1(`/events?from=${from}&count=${EVENTS_PER_PAGE}&kind=${encodeURIComponent(kinds)}`),
    })
    if (!answer.ok) return
    olderEventsOf(session.events).add(answer.value.events)
    if (answer.value.next >= until || answer.value.events.length === 0) return
    from = String(answer.value.next)
  }
}

/** One event by its sequence. Whether it is still kept is seen by its being known afterwards. */
export async function askEvent(session: SandboxSession, sequence: number): Promise<void> {
  const answer = await session.api.look<Page>({ method: 'GET', path: session.v1(`/events?from=${sequence}&count=1`) })
  if (answer.ok) olderEventsOf(session.events).add(answer.value.events.filter((event) => event.sequence === sequence))
}
