// Faults between /v1 and the object: the body that asks for one as the cluster's own words, and one that is in force as JSON.
import type { SandboxAction } from '../../durable/shell/rpc.ts'
import type { FaultState } from '../../durable/shell/views/cluster-state.ts'
import { fault } from '../../schema/api/faults.ts'
import type { ShownFault, StartFaultBody } from '../../schema/api/faults.ts'
import { isoTime } from './show-sandbox.ts'

export type FaultSpec = Extract<SandboxAction, { kind: 'startFault' }>['spec']

export function faultSpec(body: StartFaultBody): FaultSpec {
  switch (body.kind) {
    case 'link': {
      const { kind, from, to, latency_ms: latencyMs = 0, loss = 0, cut = false } = body
      return { kind, from, to, latencyMs, loss, cut }
    }
    case 'pause_replication': {
      const { kind, broker: brokerId, topic = null, partition: partitionIndex = null } = body
      return { kind, brokerId, topic, partitionIndex }
    }
    case 'slow_disk':
      return { kind: body.kind, brokerId: body.broker, latencyMs: body.latency_ms }
    case 'error': {
      const { kind, api, broker: brokerId = null, error, count } = body
      return { kind, api, brokerId, error, count }
    }
    case 'drop_response': {
      const { kind, api, broker: brokerId = null, count } = body
      return { kind, api, brokerId, count }
    }
    case 'rebalance':
      return { kind: body.kind, groupId: body.group }
    case 'expire_session':
      return { kind: body.kind, groupId: body.group, memberId: body.member }
  }
}

const NAMES: Readonly<Record<string, string>> = {
  brokerId: 'broker',
  partitionIndex: 'partition',
  latencyMs: 'latency_ms',
  groupId: 'group',
  memberId: 'member',
}

/** A fault as it was asked for, with what became of it. */
export function showFault({ faultId, spec, startedMs, endsMs, used }: FaultState): ShownFault {
  const asked = Object.fromEntries(Object.entries(spec).map(([name, value]) => [NAMES[name] ?? name, value]))
  const ends_at = endsMs === null ? null : isoTime(endsMs)
  // Parsed, because the object gives a fault's spec as plain data: a kind that is not described here is a mistake of ours.
  return fault.parse({ id: faultId, ...asked, started_at: isoTime(startedMs), ends_at, used })
}
