// The network between nodes, and between them and their clients: what a message from one to another meets. Default links have no latency
// and lose nothing; faults change them, one direction at a time.
import type { ClusterView, Process } from '../cluster.ts'
import type { Endpoint } from '../faults/fault.ts'

export type Link = { readonly cut: boolean; readonly latencyMs: number; readonly loss: number }

const PERFECT: Link = { cut: false, latencyMs: 0, loss: 0 }

/** Several faults on one link add up: latencies sum, and a message gets through when every one of them lets it. */
export function linkOf(cluster: ClusterView, from: Endpoint, to: Endpoint): Link {
  if (cluster.faults.size === 0) return PERFECT
  let link = PERFECT
  for (const { spec } of cluster.faults.values()) {
    if (spec.kind !== 'link' || !concerns(spec.from, from) || !concerns(spec.to, to)) continue
    link = {
      cut: link.cut || spec.cut || spec.loss >= 1,
      latencyMs: link.latencyMs + spec.latencyMs,
      loss: 1 - (1 - link.loss) * (1 - spec.loss),
    }
  }
  return link
}

function concerns(named: Endpoint, endpoint: Endpoint): boolean {
  return named === endpoint || (named === 'all' && endpoint !== 'clients')
}

/** Whether a request can go there and its answer come back. */
export function areConnected(cluster: ClusterView, one: Endpoint, other: Endpoint): boolean {
  return !linkOf(cluster, one, other).cut && !linkOf(cluster, other, one).cut
}

export function processOf(cluster: ClusterView, nodeId: number): Process | null {
  return cluster.brokers.get(nodeId)?.process ?? cluster.controllers.get(nodeId)?.process ?? null
}

/** Whether two running nodes can talk. */
export function canTalk(cluster: ClusterView, one: number, other: number): boolean {
  return processOf(cluster, one) === 'running' && processOf(cluster, other) === 'running' && areConnected(cluster, one, other)
}

/** Whether a broker follows the metadata log and is heard by the controller: KRaft's brokers ask, so both directions matter. */
export function reachesController(cluster: ClusterView, brokerId: number): boolean {
  return cluster.activeController >= 0 && canTalk(cluster, brokerId, cluster.activeController)
}

/** How long a broker's disk takes for a write, milliseconds. */
export function diskLatencyMs(cluster: ClusterView, brokerId: number): number {
  let latencyMs = 0
  for (const { spec } of cluster.faults.values()) if (spec.kind === 'slow_disk' && spec.brokerId === brokerId) latencyMs += spec.latencyMs
  return latencyMs
}
