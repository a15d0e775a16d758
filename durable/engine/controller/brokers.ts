// Brokers come and go, as the controller sees it: registration, heartbeats, fencing, controlled shutdown, and what each means for the leaders.
// Source: ClusterControlManager, BrokerHeartbeatManager and ReplicationControlManager.generateLeaderAndIsrUpdates of Kafka 4.3; KIP-631, KIP-966.
import type { BrokerView, ClusterView, PartitionView, TopicView } from '../cluster.ts'
import { areConnected, reachesController } from '../network/links.ts'
import type { Reason } from '../reason.ts'
import { updatePartition } from '../replication/leadership.ts'
import { isActive } from './is-active.ts'
import type { Wanted } from '../replication/leadership.ts'
import type { Step } from '../step.ts'

/** Does the next thing that follows from who runs and who hears whom; false when all is as it should be. */
export function settleBrokers(step: Step): boolean {
  for (const broker of step.cluster.brokers.values()) if (settleBroker(step, broker)) return true
  return false
}

function settleBroker(step: Step, broker: BrokerView): boolean {
  const { brokerId, process } = broker
  if (process === 'starting') return register(step, broker)
  const isHeard = reachesController(step.cluster, brokerId)
  if (isHeard && broker.staleView !== null) return records(step, { kind: 'broker.view', brokerId, stale: false })
  if (!isHeard && broker.silentSinceMs === null && !broker.fenced) {
    return records(step, { kind: 'broker.heard', brokerId, silentSinceMs: step.nowMs })
  }
  if (!isHeard && broker.staleView === null && process !== 'down') return records(step, { kind: 'broker.view', brokerId, stale: true })
  if (isHeard && broker.silentSinceMs !== null) return records(step, { kind: 'broker.heard', brokerId, silentSinceMs: null })
  return isHeard && broker.fenced && !broker.inControlledShutdown ? unfence(step, broker) : false
}

function records(step: Step, record: Step['records'][number]): boolean {
  step.records.push(record)
  return true
}

/** A broker that starts registers anew. Its old life ends with that at the latest, in order or not, and it is fenced until it has caught up. */
function register(step: Step, { brokerId, rack, shutDownCleanly }: BrokerView): boolean {
  const { activeController } = step.cluster
  const controller = step.cluster.controllers.get(activeController)
  if (controller?.process !== 'running' || !areConnected(step.cluster, brokerId, activeController)) return false
  step.records.push({ kind: 'broker.registered', brokerId, rack })
  step.records.push({ kind: 'process.changed', nodeId: brokerId, process: 'running', reason: { code: 'registered', brokerId } })
  const isUnclean = !shutDownCleanly && step.cluster.effectiveBrokerConfigs.eligibleLeaderReplicasEnabled
  updateEach(step, (partition) => {
    if (isUnclean && (partition.isr.includes(brokerId) || partition.elr.includes(brokerId))) {
      const targetIsr = partition.isr.filter((member) => member !== brokerId)
      const wanted = { leaving: brokerId, targetIsr, uncleanShutdownReplicas: [brokerId] }
      return [wanted, { code: 'uncleanShutdown', brokerId }]
    }
    return partition.isr.includes(brokerId) ? withoutBroker(partition, brokerId, { code: 'registered', brokerId }) : null
  })
  return true
}

/** It has read the metadata log to its end: it may lead again, and does where nobody else could. */
function unfence(step: Step, { brokerId }: BrokerView): boolean {
  step.records.push({ kind: 'broker.changed', brokerId, fenced: false, reason: { code: 'caughtUpWithMetadata', brokerId } })
  return true
}

/** Partitions without a leader get one as soon as somebody may lead them. */
export function settleLeaderless(step: Step, topic: TopicView, partition: PartitionView): boolean {
  if (partition.leader !== -1 || step.cluster.activeController === -1) return false
  const active = partition.replicas.filter((brokerId) => isActive(step.cluster, brokerId))
  if (active.length === 0) return false
  const complete = active.find((brokerId) => partition.isr.includes(brokerId) || partition.elr.includes(brokerId))
  const [brokerId] = active
  const isUnclean = complete === undefined && topic.effectiveConfigs.uncleanLeaderElectionEnable
  const reason: Reason = isUnclean ? { code: 'uncleanElectionAllowed' } : { code: 'brokerUnfenced', brokerId: complete ?? brokerId ?? -1 }
  return updatePartition(step, topic, partition, {}, reason)
}

/** When the next silent broker's session ends, milliseconds; null while all are heard or fenced already, or nobody could fence them. */
export function nextFencingMs({ brokers, activeController, controllerSilentSinceMs, effectiveBrokerConfigs }: ClusterView): number | null {
  if (activeController === -1 || controllerSilentSinceMs !== null) return null
  let dueMs: number | null = null
  for (const { fenced, silentSinceMs } of brokers.values()) {
    if (fenced || silentSinceMs === null) continue
    const ofThis = silentSinceMs + effectiveBrokerConfigs.brokerSessionTimeoutMs
    dueMs = dueMs === null ? ofThis : Math.min(dueMs, ofThis)
  }
  return dueMs
}

/** Fences the brokers whose sessions have ended. */
export function fenceSilent(step: Step): void {
  const sessionTimeoutMs = step.cluster.effectiveBrokerConfigs.brokerSessionTimeoutMs
  for (const { brokerId, fenced, silentSinceMs } of step.cluster.brokers.values()) {
    if (fenced || silentSinceMs === null || silentSinceMs + sessionTimeoutMs > step.nowMs) continue
    step.records.push({ kind: 'broker.changed', brokerId, fenced: true, reason: { code: 'sessionExpired', brokerId, sessionTimeoutMs } })
    updateEach(step, (partition) => withoutBroker(partition, brokerId, { code: 'brokerFenced', brokerId }))
    // One broker a step: what the next one means depends on the leaders that this one leaves behind.
    return
  }
}

/** A broker that asked to stop: its leaderships move before it goes, and it leaves the ISRs. */
export function shutDownInOrder(step: Step, brokerId: number): void {
  const reason = { code: 'controlledShutdown', brokerId } as const
  step.records.push({ kind: 'broker.changed', brokerId, inControlledShutdown: true, reason })
  updateEach(step, (partition) => withoutBroker(partition, brokerId, reason))
}

type Update = readonly [wanted: Wanted, reason: Reason]

function withoutBroker({ isr, leader }: PartitionView, brokerId: number, reason: Reason): Update | null {
  if (!isr.includes(brokerId) && leader !== brokerId) return null
  return [{ leaving: brokerId, targetIsr: isr.filter((member) => member !== brokerId) }, reason]
}

function updateEach(step: Step, wantedOf: (partition: PartitionView) => Update | null): void {
  for (const topic of step.cluster.topics.values()) {
    for (const partition of topic.partitions) {
      const update = wantedOf(partition)
      if (update !== null) updatePartition(step, topic, partition, ...update)
    }
  }
}
