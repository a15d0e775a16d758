// What a commit means for the clients of the binary protocol whose polls and heartbeats the edge holds: whom the object has to ask it about again.
import type { JournalEntry } from '../../engine/event.ts'
import type { ClusterRecord } from '../../engine/record.ts'
import type { Moved } from './moved.ts'

export type LineNews = {
  /** A broker may answer now that did not, or the other way round. */
  readonly isAboutAccess: boolean
  /** Who may do what is another question than before. */
  readonly changesRules: boolean
  /** Whether the answer to a fetch may be another one. */
  concernsReading(watched: ReadonlySet<string> | 'everything'): boolean
  /** Whether the answer to a heartbeat may be another one. */
  concernsGroup(groupId: string): boolean
}

export function lineNewsOf(entries: readonly JournalEntry[], moved: Moved): LineNews {
  let groups: GroupNews | null = null
  const isAboutAccess = entries.some(({ records }) => records.some(({ kind }) => ABOUT_ACCESS.has(kind)))
  return {
    isAboutAccess,
    changesRules: entries.some(({ records }) => records.some(({ kind }) => kind === 'acl.created' || kind === 'acl.removed')),
    concernsReading: (watched) => isAboutAccess || moved.concernsAny(watched),
    concernsGroup(groupId) {
      groups ??= groupNewsOf(entries)
      return groups.concernsAll || groups.groupIds.has(groupId)
    },
  }
}

/** Faults also slow answers down, lose them, or give wrong ones; and a broker that catches up knows better who leads. */
const ABOUT_ACCESS: ReadonlySet<ClusterRecord['kind']> = new Set<ClusterRecord['kind']>([
  'process.changed',
  'fault.started',
  'fault.ended',
  'broker.view',
  'clock.changed',
])

type GroupNews = { readonly groupIds: ReadonlySet<string>; readonly concernsAll: boolean }

/** Topics count too: members of the newer protocol are told of them by their next heartbeat. */
function groupNewsOf(entries: readonly JournalEntry[]): GroupNews {
  const groupIds = new Set<string>()
  let concernsAll = false
  for (const { records } of entries) {
    for (const record of records) {
      if (record.kind === 'group.changed' || record.kind === 'group.written' || record.kind === 'group.removed')
        groupIds.add(record.groupId)
      else if (!NOTHING_TO_GROUPS.has(record.kind)) concernsAll = true
    }
  }
  return { groupIds, concernsAll }
}

/** What happens all the time and never changes what a member is told. Whatever is not named here is looked at. */
const NOTHING_TO_GROUPS: ReadonlySet<ClusterRecord['kind']> = new Set<ClusterRecord['kind']>([
  'acl.created',
  'acl.removed',
  'app.changed',
  'broker.heard',
  'clientQuota.changed',
  'config.changed',
  'consumer.changed',
  'consumer.created',
  'consumer.removed',
  'extentId.moved',
  'fault.used',
  'fetcher.moved',
  'idempotencyKey.kept',
  'idempotencyKeys.expired',
  'log.changed',
  'log.flushed',
  'marker.acknowledged',
  'marker.moved',
  'members.seen',
  'metadata.appended',
  'offsets.appended',
  'offsets.deleted',
  'offsets.settled',
  'producerId.claimed',
  'producerIds.allocated',
  'random.moved',
  'replica.appended',
  'replica.asked',
  'replica.fetched',
  'transaction.moved',
  'transaction.prepared',
  'transaction.removed',
])
