// Why an event happened: the events behind it, from the effect to what set everything going. An event names the one that caused it; where a
// timer did (a session that expired), the chain goes on with the event that started the waiting, because that is what a person asks for.
import type { ClusterEvent } from '../data/shapes.ts'
import type { KnownEvents } from './older-events.ts'

/** How a step is tied to the one before it: by the journal itself, or by what it had been waiting for since. */
export type CauseLink = 'effect' | 'caused' | 'earlier'

export type CauseStep = { readonly event: ClusterEvent; readonly link: CauseLink }

export type CauseChain = {
  /** The effect first, its root last. Never empty. */
  readonly steps: readonly CauseStep[]
  /** False when an event of the chain is older than what the page knows. */
  readonly isComplete: boolean
}

/** No chain of one cluster is longer unless something is wrong with it. */
const MAX_STEPS = 200

export function causeChain(events: KnownEvents, effect: ClusterEvent): CauseChain {
  const steps: CauseStep[] = [{ event: effect, link: 'effect' }]
  for (let event = effect; steps.length < MAX_STEPS;) {
    const next = stepBehind(events, event)
    if (next === 'root') return { steps, isComplete: true }
    if (next === 'unknown') return { steps, isComplete: false }
    steps.push(next)
    event = next.event
  }
  return { steps, isComplete: false }
}

function stepBehind(events: KnownEvents, event: ClusterEvent): CauseStep | 'root' | 'unknown' {
  if (event.caused_by !== null) {
    const cause = events.get(event.caused_by)
    return cause === null ? 'unknown' : { event: cause, link: 'caused' }
  }
  const began = beginningOf(event)
  if (began === null) return 'root'
  const earlier = lastBefore(events, event.sequence, began)
  return earlier === null ? 'unknown' : { event: earlier, link: 'earlier' }
}

type Test = (event: ClusterEvent) => boolean

/** What an event that only time caused had been waiting for; null where nothing in particular began it. */
function beginningOf({ kind, facts, trigger }: ClusterEvent): Test | null {
  if (trigger.kind !== 'timer') return null
  const reason = facts['reason'] as { readonly code?: unknown } | undefined
  if (kind === 'broker.changed' && reason?.code === 'sessionExpired') {
    return (event) => event.kind === 'broker.heard' && event.facts['broker_id'] === facts['broker_id'] && isSilence(event)
  }
  if (kind === 'fault.ended' && reason?.code === 'timeUp') {
    return (event) => event.kind === 'fault.started' && startedFault(event) === facts['fault_id']
  }
  if (kind === 'controller.elected') return (event) => event.kind === 'controller.silent' && event.facts['since_ms'] !== null
  if (kind === 'process.changed') {
    return (event) => event.kind === 'process.changed' && event.facts['node_id'] === facts['node_id'] && comesBack(event)
  }
  return null
}

function isSilence(event: ClusterEvent): boolean {
  return event.facts['silent_since_ms'] !== null
}

/** Whoever took the process away said when it comes back by itself. */
function comesBack(event: ClusterEvent): boolean {
  return event.facts['returns_ms'] !== undefined
}

function startedFault(event: ClusterEvent): unknown {
  return (event.facts['fault'] as { readonly fault_id?: unknown } | undefined)?.fault_id
}

function lastBefore(events: KnownEvents, sequence: number, isIt: Test): ClusterEvent | null {
  for (let index = events.indexOf(sequence) - 1; index >= 0; index--) {
    const event = events.all[index]
    if (event !== undefined && isIt(event)) return event
  }
  return null
}

/** The sequence of the cause that is not known here, to be asked for; null where the chain lacks none. */
export function missingCause({ steps, isComplete }: CauseChain): number | null {
  return isComplete ? null : (steps.at(-1)?.event.caused_by ?? null)
}

/** What a list shows of a chain: its beginning, its end, and how many steps lie between. */
export type ShownChain = { readonly first: readonly CauseStep[]; readonly hiddenCount: number; readonly last: readonly CauseStep[] }

const SHOWN_FIRST = 8
const SHOWN_LAST = 4

export function shownChain({ steps }: CauseChain): ShownChain {
  if (steps.length <= SHOWN_FIRST + SHOWN_LAST + 1) return { first: steps, hiddenCount: 0, last: [] }
  const hiddenCount = steps.length - SHOWN_FIRST - SHOWN_LAST
  return { first: steps.slice(0, SHOWN_FIRST), hiddenCount, last: steps.slice(-SHOWN_LAST) }
}
