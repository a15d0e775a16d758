// What watchers are told: every record that was applied, with its place in history, its time and what caused it. Events are not stored:
// they are the journal, read.
import type { KafkaApi } from '../../schema/kafka/requests/apis.ts'
import type { ClusterRecord } from './record.ts'

/** What set a step going. */
export type Trigger =
  | { readonly kind: 'request'; readonly api: KafkaApi; readonly brokerId: number | null }
  /** An action on a node, a fault, or the clock: somebody's hand. */
  | { readonly kind: 'action'; readonly action: string; readonly nodeId: number | null }
  /** Something that waited in the cluster came due. */
  | { readonly kind: 'timer' }
  | { readonly kind: 'creation' }

/** The records of one step in their order: what the journal keeps, and all that a replay needs. */
export type JournalEntry = {
  readonly nowMs: number
  readonly trigger: Trigger
  readonly records: readonly ClusterRecord[]
  /** For each record how many records back the one is that caused it; 0 when the trigger itself did. */
  readonly causes: readonly number[]
  /** The step goes on in the entry behind this one: it was too long to be stored in one piece. */
  readonly goesOn?: true
}

export type ClusterEvent = {
  /** The number of its record since the beginning of the cluster. */
  readonly sequence: number
  /** The cluster's time, milliseconds since the epoch. */
  readonly nowMs: number
  readonly trigger: Trigger
  /** The sequence of the event that caused it; null when the trigger itself did. */
  readonly causedBy: number | null
  readonly record: ClusterRecord
}

/** `firstSequence` is the sequence of the entry's first record. */
export function eventsOf(entry: JournalEntry, firstSequence: number): ClusterEvent[] {
  const { nowMs, trigger } = entry
  return entry.records.map((record, index) => {
    const back = entry.causes[index] ?? 0
    const sequence = firstSequence + index
    return { sequence, nowMs, trigger, causedBy: back > 0 ? sequence - back : null, record }
  })
}
