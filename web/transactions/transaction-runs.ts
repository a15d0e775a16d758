// The transactions of one transactional id, one after another, read out of what its coordinator wrote down.
import { factsIn, numberIn, textIn } from '../data/event-facts.ts'
import type { ClusterEvent } from '../data/shapes.ts'

export type TransactionRun = {
  /** What of the coordinator belongs to it, in order; never empty. */
  readonly events: readonly ClusterEvent[]
  readonly firstSequence: number
  readonly lastSequence: number
  readonly producerId: number
  /** Which way it goes; null as long as nobody has decided. */
  readonly outcome: 'commit' | 'abort' | null
  /** Null while it is open. */
  readonly ended: ClusterEvent | null
}

export const TRANSACTION_KINDS = [
  'transaction.prepared',
  'transaction.moved',
  'transaction.removed',
  'marker.moved',
  'marker.acknowledged',
] as const

type Open = { events: ClusterEvent[]; producerId: number; outcome: TransactionRun['outcome']; ended: ClusterEvent | null }

/** Oldest first. */
export function transactionRuns(transactionalId: string, events: readonly ClusterEvent[]): readonly TransactionRun[] {
  const found: Open[] = []
  for (const event of events) {
    if (textIn(event.facts, 'transactional_id') !== transactionalId) continue
    const current = found.at(-1)
    const isOver = current === undefined || (current.ended !== null && event.kind === 'transaction.prepared')
    if (isOver && event.kind !== 'transaction.prepared') continue
    const open = isOver ? begin(found) : current
    open.events.push(event)
    follow(open, event)
  }
  return found.flatMap(({ events: own, ...open }) => {
    const [first] = own
    if (first === undefined) return []
    return [{ ...open, events: own, firstSequence: first.sequence, lastSequence: own.at(-1)?.sequence ?? first.sequence }]
  })
}

function begin(found: Open[]): Open {
  const open: Open = { events: [], producerId: -1, outcome: null, ended: null }
  found.push(open)
  return open
}

function follow(open: Open, event: ClusterEvent): void {
  const fields = event.kind === 'transaction.prepared' ? factsIn(event.facts, 'transition') : event.facts
  open.producerId = numberIn(fields, 'producer_id') ?? open.producerId
  const state = textIn(fields, 'state') ?? ''
  if (state.endsWith('Commit')) open.outcome = 'commit'
  if (state.endsWith('Abort')) open.outcome = 'abort'
  if (event.kind === 'transaction.moved' && state.startsWith('Complete')) open.ended = event
}
