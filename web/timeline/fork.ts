// A fork of the moment that the timeline shows.
import type { Problem } from '../data/api.ts'
import type { SandboxSession } from '../data/session.ts'
import { openMade } from '../share/open-made.ts'

/** @param sequence where the fork begins; null is now. */
export function forkAt(session: SandboxSession, sequence: number | null): Promise<Problem | null> {
  const body = sequence === null ? {} : { at_sequence: sequence }
  return openMade(session.api, { method: 'POST', path: session.v1(':fork'), body })
}
