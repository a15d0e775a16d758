// Faults between /v1 and the object: the body that asks for one as the cluster's own words, and one that is in force as JSON.
import type { SandboxAction } from '../../durable/shell/rpc.ts'
import type { FaultState } from '../../durable/shell/views/cluster-state.ts'
import { fault, GROUP_FAULTS_LATER } from '../../schema/api/faults.ts'
import type { ShownFault, StartFaultBody } from '../../schema/api/faults.ts'
import { RestError } from '../http/rest-error.ts'
import { isoTime } from './show-sandbox.ts'

export type FaultSpec = Extract<SandboxAction, { kind: 'startFault' }>['spec']

/** What can be broken so far. */
type AvailableFault = Exclude<StartFaultBody, { kind: 'rebalance' | 'expire_session' }>

/** Throws RestError 400 for the faults of groups, which a later version brings. */
export function availableFault(body: StartFaultBody): AvailableFault {
  if (body.kind !== 'rebalance' && body.kind !== 'expire_session') return body
  throw new RestError({ status: 400, code: 'INVALID_REQUEST', message: GROUP_FAULTS_LATER })
}

export function faultSpec(body: AvailableFault): FaultSpec {
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
  }
}

const NAMES: Readonly<Record<string, string>> = { brokerId: 'broker', partitionIndex: 'partition', latencyMs: 'latency_ms' }

/** A fault as it was asked for, with what became of it. */
export function showFault({ faultId, spec, startedMs, endsMs, used }: FaultState): ShownFault {
  const asked = Object.fromEntries(Object.entries(spec).map(([name, value]) => [NAMES[name] ?? name, value]))
  const ends_at = endsMs === null ? null : isoTime(endsMs)
  // Parsed, because the object gives a fault's spec as plain data: a kind that is not described here is a mistake of ours.
  return fault.parse({ id: faultId, ...asked, started_at: isoTime(startedMs), ends_at, used })
}
