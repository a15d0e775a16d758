// A request on its way to a broker and its answer on the way back: dead brokers refuse, paused ones are silent, links between clients and
// brokers are slow or lose things, and faults answer in the broker's place or swallow the answer. A client without a broker of its own choice
// asks where the leaders are and goes there.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { REQUEST_TIMEOUT_MS } from '../../../schema/limits.ts'
import type { ClusterView } from '../cluster.ts'
import type { Decision } from '../decision.ts'
import type { Fault } from '../faults/fault.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { RequestInput } from '../input.ts'
import { diskLatencyMs, linkOf } from '../network/links.ts'
import type { Link } from '../network/links.ts'
import type { Step } from '../step.ts'
import { errorReply } from './error-reply.ts'

type Handle = (step: Step, input: RequestInput) => Decision

export function decideOnItsWay(step: Step, input: RequestInput, handle: Handle): Decision {
  const { cluster } = step
  if (input.brokerId !== null) {
    const refusal = refuseConnection(cluster, input.brokerId)
    if (refusal !== null) return failed(step, input, 'NETWORK_EXCEPTION', refusal)
  }
  if (CONTROLLER_APIS.has(input.api) && !hasController(cluster)) return failed(step, input, 'NOT_CONTROLLER', NO_CONTROLLER)
  return isCalm(cluster) ? handle(step, input) : decideInTrouble(step, input, handle)
}

/** Nothing is broken and nobody sleeps, so nothing can happen on the way. Every produce asks this. */
function isCalm({ faults, brokers }: ClusterView): boolean {
  if (faults.size > 0) return false
  for (const { process } of brokers.values()) if (process === 'paused') return false
  return true
}

function decideInTrouble(step: Step, input: RequestInput, handle: Handle): Decision {
  const { cluster, nowMs } = step
  const targets = targetsOf(cluster, input)
  const paused = targets.find((brokerId) => cluster.brokers.get(brokerId)?.process === 'paused')
  if (paused !== undefined) return held(step, input, paused)
  if (targets.some((brokerId) => isLost(step, linkOf(cluster, 'clients', brokerId)))) {
    return failed(step, input, 'NETWORK_EXCEPTION', 'The request was lost on its way to the broker.')
  }
  const struck = strike(step, 'error', input.api, targets)
  if (struck?.spec.kind === 'error') return failed(step, input, struck.spec.error, null)
  const dropped = strike(step, 'drop_response', input.api, targets)
  const decision = handle(step, input)
  if (dropped !== null || targets.some((brokerId) => isLost(step, linkOf(cluster, brokerId, 'clients')))) {
    const message = 'The request was carried out, and the answer was lost on its way back.'
    return { ...step.changes(), ...lostAnswer(input, decision, message) }
  }
  const lateMs = Math.max(0, ...targets.map((brokerId) => roundTripMs(cluster, input, brokerId)))
  return lateMs === 0 || decision.waiting !== null ? decision : { ...decision, waiting: { kind: 'late', deadlineMs: nowMs + lateMs } }
}

/** What a broker hands on to the controller. */
const CONTROLLER_APIS: ReadonlySet<RequestInput['api']> = new Set([
  'CreateTopics',
  'DeleteTopics',
  'CreatePartitions',
  'IncrementalAlterConfigs',
  'ElectLeaders',
  'AlterPartitionReassignments',
  'ListPartitionReassignments',
  'DescribeQuorum',
])
const NO_CONTROLLER = 'There is no active controller: most of the quorum is down or cut off.'

function hasController({ activeController, controllerSilentSinceMs }: ClusterView): boolean {
  return activeController !== -1 && controllerSilentSinceMs === null
}

/** The brokers that a request goes to: the one it names, or the leaders of what it is about. */
function targetsOf(cluster: ClusterView, input: RequestInput): number[] {
  if (input.brokerId !== null) return [input.brokerId]
  const leaders = partitionsOf(input).map(([name, index]) => cluster.topics.get(name)?.partitions[index]?.leader ?? -1)
  return [...new Set(leaders)].filter((leader) => leader !== -1)
}

function partitionsOf(input: RequestInput): (readonly [topic: string, partitionIndex: number])[] {
  switch (input.api) {
    case 'Produce':
      return input.request.topicData.flatMap(({ name, partitionData }) => partitionData.map(({ index }) => [name, index] as const))
    case 'Fetch':
      return input.request.topics.flatMap(({ topic, partitions }) => partitions.map(({ partition }) => [topic, partition] as const))
    case 'OffsetForLeaderEpoch':
      return input.request.topics.flatMap(({ topic, partitions }) => partitions.map(({ partition }) => [topic, partition] as const))
    case 'ListOffsets':
    case 'DeleteRecords':
      return input.request.topics.flatMap(({ name, partitions }) => partitions.map(({ partitionIndex }) => [name, partitionIndex] as const))
    default:
      return []
  }
}

/** Why nobody answers at a broker's address; null when somebody does. */
export function refuseConnection(cluster: ClusterView, brokerId: number): string | null {
  const process = cluster.brokers.get(brokerId)?.process
  if (process === undefined) return `There is no broker ${brokerId}.`
  if (process === 'down' || process === 'starting') return `Broker ${brokerId} is down: the connection was refused.`
  const isCut = linkOf(cluster, 'clients', brokerId).cut
  return isCut ? `Broker ${brokerId} cannot be reached: its link to the clients is cut.` : null
}

function held(step: Step, input: RequestInput, brokerId: number): Decision {
  const timeoutMs = input.api === 'Produce' ? input.request.timeoutMs : REQUEST_TIMEOUT_MS
  const { response } = errorReply(input, 'REQUEST_TIMED_OUT', null)
  return { ...step.changes(), response, waiting: { kind: 'held', deadlineMs: step.nowMs + timeoutMs, brokerId, input } }
}

function failed(step: Step, input: RequestInput, error: KafkaErrorName, message: string | null): Decision {
  return { ...step.changes(), response: errorReply(input, error, message).response, waiting: null }
}

function lostAnswer(input: RequestInput, decision: Decision, message: string): Decision {
  return { ...decision, response: errorReply(input, 'NETWORK_EXCEPTION', message).response, waiting: null }
}

export function isLost(step: Step, { cut, loss }: Link): boolean {
  return cut || (loss > 0 && step.random.below(1_000_000) < loss * 1_000_000)
}

function roundTripMs(cluster: ClusterView, { api }: RequestInput, brokerId: number): number {
  if (cluster.faults.size === 0) return 0
  const diskMs = api === 'Produce' ? diskLatencyMs(cluster, brokerId) : 0
  return linkOf(cluster, 'clients', brokerId).latencyMs + linkOf(cluster, brokerId, 'clients').latencyMs + diskMs
}

/** Uses up one stroke of a fault of this kind that concerns the request; null when there is none. */
export function strike(
  step: Step,
  kind: 'error' | 'drop_response',
  api: RequestInput['api'],
  targets: readonly number[],
): DeepReadonly<Fault> | null {
  for (const fault of step.cluster.faults.values()) {
    const { spec, faultId } = fault
    if (spec.kind !== kind || spec.api !== api) continue
    if (spec.brokerId !== null && !targets.includes(spec.brokerId)) continue
    const used = fault.used + 1
    step.records.push({ kind: 'fault.used', faultId, used })
    if (used >= spec.count) step.records.push({ kind: 'fault.ended', faultId, reason: { code: 'usedUp' } })
    return fault
  }
  return null
}
