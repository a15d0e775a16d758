// The KRaft quorum: which controller leads it. Raft itself is not replayed: what people see of it is a leader that goes away, the time until
// that is noticed, a majority that elects another, and a cluster that cannot change anything while there is no majority.
// Source: KafkaRaftClient and LeaderState of Kafka 4.3 (check quorum, controller.quorum.fetch.timeout.ms); KIP-595, KIP-853.
import type { ClusterView } from '../cluster.ts'
import { areConnected } from '../network/links.ts'
import type { Step } from '../step.ts'

/** Notices a leader that has gone, and elects at once where there is none and could be one. */
export function settleQuorum(step: Step): boolean {
  const { cluster, nowMs } = step
  if (cluster.activeController === -1) return elect(step)
  const isHeard = hasMajority(cluster, cluster.activeController)
  if (isHeard === (cluster.controllerSilentSinceMs === null)) return false
  step.records.push({ kind: 'controller.silent', sinceMs: isHeard ? null : nowMs })
  return true
}

/** When the others will give up on the leader; null while it is heard. */
export function nextQuorumMs({ controllerSilentSinceMs, effectiveBrokerConfigs }: ClusterView): number | null {
  return controllerSilentSinceMs === null ? null : controllerSilentSinceMs + effectiveBrokerConfigs.controllerQuorumFetchTimeoutMs
}

/** The fetch timeout has passed without the leader. */
export function replaceController(step: Step): void {
  if (elect(step)) return
  const { activeController, controllerEpoch, controllers } = step.cluster
  if (activeController === -1) return
  step.records.push({ kind: 'controller.elected', nodeId: -1, controllerEpoch, reason: { code: 'quorumLost', voters: controllers.size } })
}

function elect(step: Step): boolean {
  const { cluster } = step
  const candidate = [...cluster.controllers.keys()].find((nodeId) => hasMajority(cluster, nodeId))
  if (candidate === undefined) return false
  const reason = { code: 'controllerElected', votes: votesFor(cluster, candidate), voters: cluster.controllers.size } as const
  step.records.push({ kind: 'controller.elected', nodeId: candidate, controllerEpoch: cluster.controllerEpoch + 1, reason })
  return true
}

function hasMajority(cluster: ClusterView, nodeId: number): boolean {
  return votesFor(cluster, nodeId) * 2 > cluster.controllers.size
}

/** Its own vote and those of everybody it can talk to; none when it does not run. */
function votesFor(cluster: ClusterView, nodeId: number): number {
  if (cluster.controllers.get(nodeId)?.process !== 'running') return 0
  let votes = 0
  for (const voter of cluster.controllers.values()) {
    if (voter.nodeId === nodeId || (voter.process === 'running' && areConnected(cluster, nodeId, voter.nodeId))) votes++
  }
  return votes
}
