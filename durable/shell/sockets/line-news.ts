// What a commit means for the clients of the binary protocol whose requests the edge answers: which of them it has to bring to the object again.
import type { JournalEntry } from '../../engine/event.ts'
import type { ClusterRecord } from '../../engine/record.ts'
import type { Moved } from './moved.ts'

export type LineNews = {
  /** A broker may answer now that did not, or the other way round. */
  readonly isAboutAccess: boolean
  /** Who may do what is another question than before. */
  readonly changesRules: boolean
  /** Brokers, topics, leaders: the cluster may look different. */
  readonly isAboutCluster: boolean
  /** Whether the answer to a fetch may be another one. */
  concernsPoll(watched: ReadonlySet<string> | 'everything'): boolean
  /** Whether the answer to a heartbeat may be another one. */
  concernsGroup(groupId: string): boolean
}

export function lineNewsOf(entries: readonly JournalEntry[], moved: Moved): LineNews {
  let cluster: ClusterNews | null = null
  const isAboutAccess = entries.some(({ records }) => records.some(({ kind }) => ABOUT_ACCESS.has(kind)))
  return {
    isAboutAccess,
    changesRules: entries.some(({ records }) => records.some(({ kind }) => kind === 'acl.created' || kind === 'acl.removed')),
    get isAboutCluster() {
      cluster ??= clusterNewsOf(entries)
      return cluster.isAboutCluster
    },
    concernsPoll: (watched) => isAboutAccess || moved.concernsAny(watched),
    concernsGroup(groupId) {
      cluster ??= clusterNewsOf(entries)
      return cluster.isAboutCluster || cluster.groupIds.has(groupId)
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

type ClusterNews = { readonly groupIds: ReadonlySet<string>; readonly isAboutCluster: boolean }

/** What the cluster looks like is told to members too: those of the newer protocol hear of topics by their next heartbeat. */
function clusterNewsOf(entries: readonly JournalEntry[]): ClusterNews {
  const groupIds = new Set<string>()
  let isAboutCluster = false
  for (const { records } of entries) {
    for (const record of records) {
      if (record.kind === 'group.changed' || record.kind === 'group.written' || record.kind === 'group.removed')
        groupIds.add(record.groupId)
      else if (!COMMONPLACE.has(record.kind)) isAboutCluster = true
    }
  }
  return { groupIds, isAboutCluster }
}

/** What happens all the time and changes neither the look of the cluster nor what a member is told. Whatever is not named here counts. */
const COMMONPLACE: ReadonlySet<ClusterRecord['kind']> = new Set<ClusterRecord['kind']>([
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
