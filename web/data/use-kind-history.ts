// The events of some kinds, from the oldest that is kept up to now, and further as they come.
import { useSignal } from '@preact/signals'
import type { Signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { EventKind } from '../../schema/api/events.ts'
import { readPastEvents } from './past-events.ts'
import type { SandboxSession } from './session.ts'
import type { ClusterEvent } from './shapes.ts'

const MAX_PAGES = 12

/** @param kinds the same list at each call. Null until the history has been read. */
export function useKindHistory(session: SandboxSession, kinds: readonly EventKind[]): Signal<readonly ClusterEvent[] | null> {
  const history = useSignal<readonly ClusterEvent[] | null>(null)
  useEffect(() => {
    const wanted = new Set<string>(kinds)
    let isOver = false
    const read = async (): Promise<void> => {
      const events = await readPastEvents(session, { kinds, maxPages: MAX_PAGES })
      if (!isOver) history.value = joined(events, history.value ?? [])
    }
    const stopNews = session.events.onNews((events) => {
      const news = events.filter(({ kind }) => wanted.has(kind))
      if (news.length > 0) history.value = joined(history.value ?? [], news)
    })
    // Whoever rewinds makes another history: the session then forgets all events, and so does this.
    const stopVersions = session.events.version.subscribe(() => {
      if (session.events.lastSequence === null) {
        history.value = null
        void read()
      }
    })
    if (session.events.lastSequence !== null) void read()
    return () => {
      isOver = true
      stopNews()
      stopVersions()
    }
  }, [session, kinds, history])
  return history
}

/** News may have come while the history was on its way. */
function joined(older: readonly ClusterEvent[], newer: readonly ClusterEvent[]): readonly ClusterEvent[] {
  const last = older.at(-1)?.sequence ?? 0
  return [...older, ...newer.filter(({ sequence }) => sequence > last)]
}
