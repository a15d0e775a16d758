// A stretch of a history, read page by page.
import type { Api, ApiAnswer } from './api.ts'
import type { ClusterEvent } from './shapes.ts'

export const EVENTS_PER_PAGE = 500

type Page = { readonly events: readonly ClusterEvent[]; readonly next: number }

/** The events from one sequence to another, both included; `path` is that of the list. What is not kept any more is left out. */
export async function readEvents(api: Api, path: string, from: number, until: number): Promise<ClusterEvent[]> {
  const events: ClusterEvent[] = []
  // Nobody knows here where the history begins that is kept: where the first event is asked for, or one that is gone, it begins as early as it can.
  let next: number | 'earliest' = from <= 1 ? 'earliest' : from
  while (next === 'earliest' || next <= until) {
    const page: ApiAnswer<Page> = await api.look<Page>({ method: 'GET', path: `${path}?from=${next}&count=${EVENTS_PER_PAGE}` })
    if (!page.ok) {
      if (page.problem.status !== 410 || next === 'earliest') break
      next = 'earliest'
      continue
    }
    if (page.value.events.length === 0) break
    events.push(...page.value.events.filter(({ sequence }) => sequence <= until))
    next = page.value.next
  }
  return events
}
