// The events that the page knows, for a component: it is drawn again when more are known.
import type { SandboxSession } from '../data/session.ts'
import { olderEventsOf, withOlder } from './older-events.ts'
import type { KnownEvents } from './older-events.ts'

export function useKnownEvents(session: SandboxSession): KnownEvents {
  const older = olderEventsOf(session.events)
  void session.events.version.value
  void older.version.value
  return withOlder(session.events, older)
}
