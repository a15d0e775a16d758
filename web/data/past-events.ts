// Events that a page asks for itself, since the session knows only the newest ones: of some kinds through the whole history that is kept, or
// all of a stretch.
import type { EventKind } from '../../schema/api/events.ts'
import type { SandboxSession } from './session.ts'
import type { ClusterEvent } from './shapes.ts'

const PAGE_SIZE = 500

export type Wanted = {
  readonly kinds: readonly EventKind[]
  /** Without it, from the oldest that is kept. */
  readonly from?: number
  /** Without it, up to the newest. */
  readonly until?: number
  /** A bound on what is fetched: no page waits for ever. */
  readonly maxPages: number
}

/** The newest part is missing where there is more than `maxPages`; an empty list where nothing of it is kept any more. */
export async function readPastEvents(session: SandboxSession, wanted: Wanted): Promise<readonly ClusterEvent[]> {
  const events: ClusterEvent[] = []
  const { until = Number.POSITIVE_INFINITY } = wanted
  let from: number | 'earliest' = wanted.from ?? 'earliest'
  for (let page = 0; page < wanted.maxPages; page++) {
    const query = new URLSearchParams({ from: String(from), count: String(PAGE_SIZE), kind: wanted.kinds.join(',') })
    const answer = await session.api.look<{ events: ClusterEvent[]; next: number }>({ method: 'GET', path: session.v1(`/events?${query}`) })
    if (!answer.ok) {
      const firstKept = answer.problem.more['first_kept']
      if (answer.problem.status !== 410 || typeof firstKept !== 'number' || firstKept === from) break
      from = firstKept
      continue
    }
    const { events: found, next } = answer.value
    events.push(...found.filter(({ sequence }) => sequence <= until))
    if (found.length === 0 || next === from || next > until) break
    from = next
  }
  return events
}
