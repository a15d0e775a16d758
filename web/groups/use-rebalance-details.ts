// What is fetched for the rebalance that is looked at: what its members did, and the group before and after.
import { useSignal } from '@preact/signals'
import type { Signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { readPastEvents } from '../data/past-events.ts'
import type { SandboxSession } from '../data/session.ts'
import type { ClusterEvent, ClusterState, GroupState } from '../data/shapes.ts'
import { EVENTS_BEFORE, EVENTS_BEHIND, MEMBER_KINDS } from './rebalance-steps.ts'
import type { Rebalance } from './rebalances.ts'

export type RebalanceDetails = {
  readonly appEvents: readonly ClusterEvent[]
  /** Null where the group was not there. `isKnown` is false where that moment is not kept any more. */
  readonly before: { readonly isKnown: boolean; readonly group: GroupState | null }
  readonly after: { readonly isKnown: boolean; readonly group: GroupState | null }
}

const MAX_PAGES = 8

/** Null until it is there. It is fetched again when the rebalance goes on. */
export function useRebalanceDetails(
  session: SandboxSession,
  groupId: string,
  rebalance: Rebalance | null,
): Signal<RebalanceDetails | null> {
  const details = useSignal<RebalanceDetails | null>(null)
  const first = rebalance?.firstSequence ?? null
  const last = rebalance?.lastSequence ?? null
  const cause = rebalance?.events[0]?.caused_by ?? null
  useEffect(() => {
    if (first === null || last === null) return
    let isOver = false
    const read = async (): Promise<void> => {
      const from = Math.max(1, Math.min(first - EVENTS_BEFORE, cause ?? first))
      const [appEvents, before, after] = await Promise.all([
        readPastEvents(session, { kinds: MEMBER_KINDS, from, until: last + EVENTS_BEHIND, maxPages: MAX_PAGES }),
        groupAt(session, groupId, first - 1),
        groupAt(session, groupId, last),
      ])
      if (!isOver) details.value = { appEvents, before, after }
    }
    void read()
    return () => {
      isOver = true
    }
  }, [session, groupId, first, last, cause, details])
  return details
}

async function groupAt(session: SandboxSession, groupId: string, sequence: number): Promise<RebalanceDetails['before']> {
  if (sequence < 1) return { isKnown: true, group: null }
  const path = session.v1(`/state?at=${sequence}&internal=false`)
  const answer = await session.api.look<ClusterState>({ method: 'GET', path })
  if (!answer.ok) return { isKnown: false, group: null }
  return { isKnown: true, group: answer.value.groups.find(({ group_id: id }) => id === groupId) ?? null }
}
