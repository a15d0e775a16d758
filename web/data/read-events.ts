// A stretch of a history, read page by page.
import type { Api } from './api.ts'
import type { ClusterEvent } from './shapes.ts'

export const EVENTS_PER_PAGE = 500

/** The events from one sequence to another, both included; `path` is that of the list. What is not kept any more is left out. */
export async function readEvents(api: Api, path: string, from: number, until: number): Promise<ClusterEvent[]> {
  const events: ClusterEvent[] = []
  for (let next = from; next <= until;) {
    const count = Math.min(EVENTS_PER_PAGE, until - next + 1)
    const page = await api.look<{ events: ClusterEvent[]; next: number }>({ method: 'GET', path: `${path}?from=${next}&count=${count}` })
    if (!page.ok) {
      const firstKept = page.problem.more['first_kept']
      if (page.problem.status !== 410 || typeof firstKept !== 'number' || firstKept <= next) break
      next = firstKept
      continue
    }
    events.push(...page.value.events)
    if (page.value.next <= next) break
    next = page.value.next
  }
  return events
}
