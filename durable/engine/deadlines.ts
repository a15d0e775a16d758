// When the cluster next has something to do by itself. Two kinds of work wait on time. What keeps a promise (a session that ends, a message on
// its way, a fault that ends) is urgent: the shell sets the object's one alarm to it. What only tidies up (retention, compaction, preferred
// leaders) is done, at its own time on the cluster's clock, before the next input is carried out; it wakes nobody unless somebody watches.
import { nextAppMs } from './app/settle-app.ts'
import { nextFencingMs } from './controller/brokers.ts'
import { nextQuorumMs } from './controller/quorum.ts'
import type { ClusterView, PartitionView, TopicView } from './cluster.ts'
import { CONSUMER_OFFSETS, TRANSACTION_STATE } from './coordinator/internal-topics.ts'
import { earliest } from './earliest.ts'
import { nextFaultEndMs } from './faults/fault-action.ts'
import { nextReturnMs } from './faults/node-action.ts'
import { nextOffsetExpirationMs } from './group/expire-offsets.ts'
import { nextGroupMs } from './group/group-timers.ts'
import { nextConsumerExpiryMs } from './hosted/hosted-timers.ts'
import { nextTidyMs } from './log-care/tidy.ts'
import { reachesController } from './network/links.ts'
import { nextFlushMs } from './replication/flush.ts'
import { nextShrinkMs } from './replication/isr.ts'
import { nextMarkerMs } from './transaction/settle-markers.ts'
import { nextExpirationMs, nextTimeOutMs } from './transaction/transaction-timers.ts'

/** Milliseconds since the epoch on the cluster's clock; null when nothing waits. */
export type Due = { readonly urgentMs: number | null; readonly lazyMs: number | null }

/** Nodes, faults, the quorum and hosted consumers. */
export function clusterDue(cluster: ClusterView): Due {
  const ofFaults = earliest(nextFaultEndMs(cluster), nextReturnMs(cluster))
  const ofNodes = earliest(nextFencingMs(cluster), nextQuorumMs(cluster))
  const urgentMs = earliest(earliest(ofFaults, ofNodes), nextConsumerExpiryMs(cluster))
  return { urgentMs, lazyMs: null }
}

export function partitionDue(cluster: ClusterView, topic: TopicView, partition: PartitionView): Due {
  const urgentMs = urgentPartitionMs(cluster, topic, partition)
  const lazyMs = nextTidyMs(cluster, topic, partition)
  if (topic.name === CONSUMER_OFFSETS) {
    const ofGroupsMs = earliest(nextGroupMs(cluster, partition), nextMarkerMs(cluster, topic, partition))
    return { urgentMs: earliest(urgentMs, ofGroupsMs), lazyMs: earliest(lazyMs, nextOffsetExpirationMs(cluster, topic, partition)) }
  }
  if (topic.name !== TRANSACTION_STATE) return { urgentMs: earliest(urgentMs, nextMarkerMs(cluster, topic, partition)), lazyMs }
  return {
    urgentMs: earliest(urgentMs, nextTimeOutMs(cluster, topic, partition)),
    lazyMs: earliest(lazyMs, nextExpirationMs(cluster, topic, partition)),
  }
}

/** Of the simulated applications, after a moment at which all of them had done what they could. */
export function appsDueMs(cluster: ClusterView, afterMs: number): number | null {
  let dueMs: number | null = null
  for (const app of cluster.apps.values()) dueMs = earliest(dueMs, nextAppMs(cluster, app, afterMs))
  return dueMs
}

function urgentPartitionMs(cluster: ClusterView, topic: TopicView, partition: PartitionView): number | null {
  let dueMs = nextFlushMs(cluster, topic, partition)
  for (const { fetcher } of partition.replicaStates)
    if (fetcher !== null && fetcher.phase !== 'blocked') dueMs = earliest(dueMs, fetcher.dueMs)
  const canShrink = partition.leader !== -1 && reachesController(cluster, partition.leader)
  return canShrink ? earliest(dueMs, nextShrinkMs(partition, cluster.effectiveBrokerConfigs.replicaLagTimeMaxMs)) : dueMs
}

/** The whole cluster's next deadlines, worked out from scratch: what agenda.ts keeps up to date piece by piece. */
export function nextDue(cluster: ClusterView): Due {
  let { urgentMs, lazyMs } = clusterDue(cluster)
  urgentMs = earliest(urgentMs, appsDueMs(cluster, Number.NEGATIVE_INFINITY))
  for (const topic of cluster.topics.values()) {
    for (const partition of topic.partitions) {
      const due = partitionDue(cluster, topic, partition)
      urgentMs = earliest(urgentMs, due.urgentMs)
      lazyMs = earliest(lazyMs, due.lazyMs)
    }
  }
  return { urgentMs, lazyMs }
}

/** When the shell must wake the cluster; null lets the object sleep, as a healthy idle cluster does. */
export function nextWakeMs(cluster: ClusterView): number | null {
  return nextDue(cluster).urgentMs
}
