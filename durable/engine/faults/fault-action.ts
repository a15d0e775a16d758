// Starting and ending faults. A fault of a node, topic or partition that does not exist, and a second fault of the same kind in the same place,
// are refused: a fault on a fault would hide when either of them ends.
import { MAX_FAULTS } from '../../../schema/limits.ts'
import type { ClusterView } from '../cluster.ts'
import { refuseAction } from '../decision.ts'
import type { ActionDecision, ActionRefusal } from '../decision.ts'
import type { LogReader } from '../log/log-reader.ts'
import { Step } from '../step.ts'
import type { Endpoint, FaultSpec } from './fault.ts'
import { isGroupFault, strikeGroup } from './strike-group.ts'

export function decideStartFault(
  cluster: ClusterView,
  spec: FaultSpec,
  durationMs: number | null,
  nowMs: number,
  reader: LogReader,
): ActionDecision {
  const refused = refuseFault(cluster, spec)
  if (refused !== null) return { records: [], writes: [], outcome: refused }
  const step = new Step(cluster, nowMs, reader)
  const faultId = cluster.nextFaultId
  const endsMs = durationMs === null ? null : nowMs + durationMs
  step.records.push({ kind: 'fault.started', fault: { faultId, spec, startedMs: nowMs, endsMs, used: 0 } })
  if (!isGroupFault(spec)) return step.outcome({ ok: true, faultId })
  const missed = strikeGroup(step, spec)
  if (missed !== null) return { records: [], writes: [], outcome: missed }
  step.records.push({ kind: 'fault.used', faultId, used: 1 }, { kind: 'fault.ended', faultId, reason: { code: 'usedUp' } })
  return step.outcome({ ok: true, faultId })
}

/** INVALID_REQUEST when there is no such fault (any more). */
export function decideEndFault(cluster: ClusterView, faultId: number, nowMs: number, reader: LogReader): ActionDecision {
  if (!cluster.faults.has(faultId)) return refuseAction('INVALID_REQUEST', `There is no fault ${faultId}.`)
  const step = new Step(cluster, nowMs, reader)
  step.records.push({ kind: 'fault.ended', faultId, reason: { code: 'removed' } })
  return step.outcome({ ok: true, faultId })
}

/** When the next fault ends by its time; null when none does. */
export function nextFaultEndMs({ faults }: ClusterView): number | null {
  let dueMs: number | null = null
  for (const { endsMs } of faults.values()) if (endsMs !== null && (dueMs === null || endsMs < dueMs)) dueMs = endsMs
  return dueMs
}

export function endFaultsInTime(step: Step): void {
  for (const { faultId, endsMs } of step.cluster.faults.values()) {
    if (endsMs !== null && endsMs <= step.nowMs) step.records.push({ kind: 'fault.ended', faultId, reason: { code: 'timeUp' } })
  }
}

function refuseFault(cluster: ClusterView, spec: FaultSpec): ActionRefusal | null {
  if (cluster.faults.size >= MAX_FAULTS) return refusal('POLICY_VIOLATION', `A sandbox has at most ${MAX_FAULTS} faults at a time.`)
  return refusePlace(cluster, spec) ?? refuseTwice(cluster, spec)
}

function refusePlace(cluster: ClusterView, spec: FaultSpec): ActionRefusal | null {
  if (spec.kind === 'link') {
    if (spec.from === spec.to && spec.from !== 'all') return refusal('INVALID_REQUEST', 'A node needs no link to itself.')
    return refuseEndpoint(cluster, spec.from) ?? refuseEndpoint(cluster, spec.to)
  }
  if (isGroupFault(spec)) return null
  if (spec.brokerId !== null && !cluster.brokers.has(spec.brokerId)) {
    return refusal('BROKER_ID_NOT_REGISTERED', `There is no broker ${spec.brokerId}.`)
  }
  if (spec.kind !== 'pause_replication' || spec.topic === null) return null
  const topic = cluster.topics.get(spec.topic)
  if (topic === undefined) return refusal('UNKNOWN_TOPIC_OR_PARTITION', `There is no topic ${spec.topic}.`)
  if (spec.partitionIndex === null || topic.partitions[spec.partitionIndex] !== undefined) return null
  return refusal('UNKNOWN_TOPIC_OR_PARTITION', `The topic ${spec.topic} has no partition ${spec.partitionIndex}.`)
}

function refuseEndpoint({ brokers, controllers }: ClusterView, endpoint: Endpoint): ActionRefusal | null {
  if (typeof endpoint === 'string' || brokers.has(endpoint) || controllers.has(endpoint)) return null
  return refusal('BROKER_ID_NOT_REGISTERED', `There is no broker or controller ${endpoint}.`)
}

/** Whether a fault of this kind is in force in this very place already. */
function refuseTwice(cluster: ClusterView, spec: FaultSpec): ActionRefusal | null {
  for (const { faultId, spec: other } of cluster.faults.values()) {
    if (placeOf(other) !== placeOf(spec)) continue
    return refusal('INVALID_REQUEST', `Fault ${faultId} is in force there already. End it first.`)
  }
  return null
}

function placeOf(spec: FaultSpec): string {
  switch (spec.kind) {
    case 'link':
      return `link ${spec.from} ${spec.to}`
    case 'pause_replication':
      return `pause_replication ${spec.brokerId} ${spec.topic ?? '*'} ${spec.partitionIndex ?? '*'}`
    case 'slow_disk':
      return `slow_disk ${spec.brokerId}`
    case 'error':
    case 'drop_response':
      return `${spec.kind} ${spec.api} ${spec.brokerId ?? '*'}`
    case 'rebalance':
    case 'expire_session':
      return `${spec.kind} ${spec.groupId}`
  }
}

function refusal(error: ActionRefusal['error'], message: string): ActionRefusal {
  return { ok: false, error, message }
}
