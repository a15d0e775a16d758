// What of history is drawn on the timeline: faults, leadership and ISR, rebalances, transactions, each as a lane of points and of spans that
// have a beginning and an end. It is fed with events in their order and forgets nothing until it is cleared.
import type { ClusterEvent } from '../data/shapes.ts'

export const LANES = ['faults', 'leaders', 'groups', 'transactions'] as const

export type Lane = (typeof LANES)[number]

/** A moment worth stopping at. */
export type Mark = { readonly lane: Lane; readonly sequence: number; readonly timeMs: number }

/** Something that lasted, or (`untilMs` null) still lasts. */
export type Span = {
  readonly lane: Lane
  readonly sequence: number
  readonly fromMs: number
  readonly untilMs: number | null
  /** How it ended, where there are two ways: a transaction that was aborted is drawn hollow. */
  readonly isUndone: boolean
}

type Facts = Readonly<Record<string, unknown>>

/** The lane of an event that somebody would stop at; null for all others. */
export function interestingLane({ kind, facts }: Pick<ClusterEvent, 'kind' | 'facts'>): Lane | null {
  switch (kind) {
    case 'fault.started':
    case 'fault.ended':
    case 'process.changed':
    case 'broker.changed':
      return 'faults'
    case 'controller.elected':
    case 'replica.truncated':
      return 'leaders'
    case 'partition.changed':
      return 'leader' in changeOf(facts) || 'isr' in changeOf(facts) ? 'leaders' : null
    case 'group.changed':
      return REBALANCE_KINDS.has(String(changeOf(facts)['kind'])) ? 'groups' : null
    case 'group.written':
      return raisesGroupEpoch(facts) ? 'groups' : null
    case 'transaction.moved':
      return isTransactionEnd(facts) ? 'transactions' : null
    default:
      return null
  }
}

const REBALANCE_KINDS: ReadonlySet<string> = new Set(['rebalance.started', 'assignment.committed', 'emptied'])

/** A group of the KIP-848 protocol rebalances by raising its epoch. */
function raisesGroupEpoch(facts: Facts): boolean {
  const changes = facts['changes']
  return Array.isArray(changes) && changes.some((change: unknown) => isRecord(change) && change['kind'] === 'ConsumerGroupMetadata')
}

function isTransactionEnd(facts: Facts): boolean {
  return String(facts['state']).startsWith('Complete') && facts['from'] !== facts['state']
}

function changeOf(facts: Facts): Facts {
  const change = facts['change']
  return isRecord(change) ? change : {}
}

function isRecord(value: unknown): value is Facts {
  return typeof value === 'object' && value !== null
}

export class Lanes {
  readonly marks: Mark[] = []
  readonly spans: Span[] = []
  /** By what lasts, the place of its span. */
  readonly #open = new Map<string, number>()

  clear(): void {
    this.marks.length = 0
    this.spans.length = 0
    this.#open.clear()
  }

  add(event: ClusterEvent): void {
    const lane = interestingLane(event)
    if (lane !== null) this.marks.push({ lane, sequence: event.sequence, timeMs: event.time_ms })
    this.#follow(event)
  }

  #follow(event: ClusterEvent): void {
    const { kind, facts } = event
    if (kind === 'fault.started') this.#begin(`fault ${faultIdOf(facts)}`, 'faults', event)
    else if (kind === 'fault.ended') this.#end(`fault ${faultIdOf(facts)}`, event)
    else if (kind === 'process.changed')
      this.#beginOrEnd(`node ${String(facts['node_id'])}`, 'faults', event, facts['process'] !== 'running')
    else if (kind === 'group.changed') this.#followGroup(event)
    else if (kind === 'transaction.moved') this.#followTransaction(event)
  }

  #followGroup(event: ClusterEvent): void {
    const what = String(changeOf(event.facts)['kind'])
    if (REBALANCE_KINDS.has(what))
      this.#beginOrEnd(`group ${String(event.facts['group_id'])}`, 'groups', event, what === 'rebalance.started')
  }

  #followTransaction(event: ClusterEvent): void {
    const { state, transactional_id: id } = event.facts
    const name = `transaction ${String(id)}`
    if (state === 'Ongoing') this.#begin(name, 'transactions', event)
    else if (String(state).startsWith('Complete')) this.#end(name, event, state === 'CompleteAbort')
  }

  #beginOrEnd(name: string, lane: Lane, event: ClusterEvent, begins: boolean): void {
    if (begins) this.#begin(name, lane, event)
    else this.#end(name, event)
  }

  #begin(name: string, lane: Lane, { sequence, time_ms: fromMs }: ClusterEvent): void {
    if (this.#open.has(name)) return
    this.#open.set(name, this.spans.length)
    this.spans.push({ lane, sequence, fromMs, untilMs: null, isUndone: false })
  }

  #end(name: string, { time_ms: untilMs }: ClusterEvent, isUndone = false): void {
    const place = this.#open.get(name)
    const span = place === undefined ? undefined : this.spans[place]
    if (place === undefined || span === undefined) return
    this.#open.delete(name)
    this.spans[place] = { ...span, untilMs, isUndone }
  }
}

/** The first one carries the whole fault, the last one its number. */
function faultIdOf(facts: Facts): string {
  const fault = facts['fault']
  return String(isRecord(fault) ? fault['fault_id'] : facts['fault_id'])
}
