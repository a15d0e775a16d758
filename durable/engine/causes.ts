// Which record caused which. Inside one decision the larger thing comes first: a broker is fenced, so partitions change, so logs move.
import type { ClusterRecord } from './record.ts'

type Kind = ClusterRecord['kind']

const LARGE: ReadonlySet<Kind> = new Set<Kind>([
  'cluster.created',
  'broker.registered',
  'broker.changed',
  'process.changed',
  'controller.elected',
  'fault.started',
  'fault.ended',
  'topic.created',
  'brokerConfig.changed',
  'acl.created',
  'acl.removed',
  'clientQuota.changed',
])
const MEDIUM: ReadonlySet<Kind> = new Set<Kind>(['partition.changed', 'partition.created', 'config.changed', 'groupConfig.changed'])

function sizeOf(kind: Kind): number {
  if (LARGE.has(kind)) return 2
  return MEDIUM.has(kind) ? 1 : 0
}

/** Rounds of fetching that are decided together lead to one another: the fetch moves the high watermark, and that is told with the next. */
function isNextRound(before: ClusterRecord | undefined, { kind }: ClusterRecord): boolean {
  if (before === undefined) return false
  return (before.kind === 'replica.fetched' && kind === 'log.changed') || (before.kind === 'log.changed' && kind === 'replica.fetched')
}

/**
 * For each record of a decision how many records back its cause is. `back` is the distance from the first record to the one that led to the
 * decision, 0 when nothing but the trigger did.
 */
export function causesWithin(records: readonly ClusterRecord[], back: number): number[] {
  // Nearly every decision is one record.
  if (records.length === 1) return [back]
  return records.map((record, index) => {
    if (isNextRound(records[index - 1], record)) return 1
    const size = sizeOf(record.kind)
    for (let before = index - 1; before >= 0; before--) {
      const candidate = records[before]
      if (candidate !== undefined && sizeOf(candidate.kind) > size) return index - before
    }
    return back === 0 ? 0 : back + index
  })
}
