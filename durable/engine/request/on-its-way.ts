// A request on its way to a broker and its answer on the way back: dead brokers refuse, paused ones are silent, links between clients and
// brokers are slow or lose things, and faults answer in the broker's place or swallow the answer. A client without a broker of its own choice
// asks where the leaders are and goes there.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { REQUEST_TIMEOUT_MS } from '../../../schema/limits.ts'
import type { ClusterView } from '../cluster.ts'
import { CONSUMER_OFFSETS, TRANSACTION_STATE } from '../coordinator/internal-topics.ts'
import type { CoordinatorTopic } from '../coordinator/internal-topics.ts'
import { partitionFor } from '../coordinator/partition-for.ts'
import type { Decision } from '../decision.ts'
import type { FaultSpec } from '../faults/fault.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { RequestInput } from '../input.ts'
import { areConnected, diskLatencyMs, linkOf } from '../network/links.ts'
import type { Link } from '../network/links.ts'
import type { ClusterRecord } from '../record.ts'
import type { Step } from '../step.ts'
import { errorReply } from './error-reply.ts'

type Handle = (step: Step, input: RequestInput) => Decision

export function decideOnItsWay(step: Step, input: RequestInput, handle: Handle): Decision {
  const { cluster } = step
  if (input.brokerId !== null) {
    const refusal = refuseConnection(cluster, input.brokerId)
    if (refusal !== null) return unheard(step, input, refusal)
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
  const { cluster } = step
  const targets = targetsOf(cluster, input)
  const paused = targets.find((brokerId) => cluster.brokers.get(brokerId)?.process === 'paused')
  if (paused !== undefined) return held(step, targets.length === 1 ? { ...input, brokerId: paused } : input, paused)
  // One that waited at its broker does not come over the network a second time.
  const refusal = input.waitUntilMs === undefined ? refusedOnItsWay(step, input, targets) : null
  if (refusal !== null) return refusal
  const noted = step.records.length
  const decision = handle(step, input)
  // It will be carried out again, and then there will be an answer that can be lost.
  return decision.waiting?.kind === 'again' ? decision : decideOnItsWayBack(step, input, targets, decision, noted)
}

function refusedOnItsWay(step: Step, input: RequestInput, targets: readonly number[]): Decision | null {
  if (targets.some((brokerId) => isLost(step, linkOf(step.cluster, 'clients', brokerId)))) {
    return unheard(step, input, 'The request was lost on its way to the broker.')
  }
  const struck = strike(step.cluster, 'error', input, targets)
  if (struck?.spec.kind !== 'error') return null
  step.records.push(...struck.records)
  return failed(step, input, struck.spec.error, null)
}

function decideOnItsWayBack(step: Step, input: RequestInput, targets: readonly number[], decision: Decision, noted: number): Decision {
  const { cluster, nowMs } = step
  const dropped = strike(cluster, 'drop_response', input, targets)
  const isAnswerLost = dropped !== null || targets.some((brokerId) => isLost(step, linkOf(cluster, brokerId, 'clients')))
  // A handler that throws away what it had decided does not throw away what was noted before it: faults that struck, numbers that were drawn.
  const decided = decision.records.length > 0 ? decision.records : step.records.slice(0, noted)
  const records = [...decided.filter(({ kind }) => kind !== 'random.moved'), ...(dropped?.records ?? []), ...step.drawn]
  const carriedOut = { ...decision, records }
  if (isAnswerLost) return lostAnswer(input, carriedOut, 'The request was carried out, and the answer was lost on its way back.')
  const lateMs = Math.max(0, ...targets.map((brokerId) => roundTripMs(cluster, input, brokerId)))
  return lateMs === 0 || decision.waiting !== null ? carriedOut : { ...carriedOut, waiting: { kind: 'late', deadlineMs: nowMs + lateMs } }
}

/** What a broker hands on to the controller. */
const CONTROLLER_APIS: ReadonlySet<RequestInput['api']> = new Set([
  'CreateTopics',
  'DeleteTopics',
  'CreatePartitions',
  'IncrementalAlterConfigs',
  'AlterConfigs',
  'UpdateFeatures',
  'ElectLeaders',
  'AlterPartitionReassignments',
  'ListPartitionReassignments',
  'DescribeQuorum',
  'CreateAcls',
  'DeleteAcls',
  'AlterClientQuotas',
])
const NO_CONTROLLER = 'There is no active controller: most of the quorum is down or cut off.'

/** Somebody decides what only a controller may. */
export function hasController({ activeController, controllerSilentSinceMs }: ClusterView): boolean {
  return activeController !== -1 && controllerSilentSinceMs === null
}

/** The brokers that a request goes to: the one it names, or the leaders of what it is about. */
function targetsOf(cluster: ClusterView, input: RequestInput): number[] {
  if (input.brokerId !== null) return [input.brokerId]
  const key = coordinatorKeyOf(input)
  const leaders = (key === null ? partitionsOf(input) : coordinatorPartition(cluster, key)).map(
    ([name, index]) => cluster.topics.get(name)?.partitions[index]?.leader ?? -1,
  )
  return [...new Set(leaders)].filter((leader) => leader !== -1)
}

type CoordinatorKey = { readonly topic: CoordinatorTopic; readonly key: string }

/** Whose coordinator the request goes to; null when it does not go to one. */
function coordinatorKeyOf({ api, request }: RequestInput): CoordinatorKey | null {
  switch (api) {
    case 'InitProducerId':
      return request.transactionalId === null ? null : { topic: TRANSACTION_STATE, key: request.transactionalId }
    case 'AddPartitionsToTxn':
    case 'AddOffsetsToTxn':
    case 'EndTxn':
      return { topic: TRANSACTION_STATE, key: request.transactionalId }
    case 'TxnOffsetCommit':
    case 'OffsetFetch':
    case 'OffsetCommit':
    case 'OffsetDelete':
    case 'JoinGroup':
    case 'SyncGroup':
    case 'Heartbeat':
    case 'LeaveGroup':
    case 'ConsumerGroupHeartbeat':
      return { topic: CONSUMER_OFFSETS, key: request.groupId }
    default:
      return null
  }
}

function coordinatorPartition(
  { topics }: ClusterView,
  { topic, key }: CoordinatorKey,
): (readonly [topic: string, partitionIndex: number])[] {
  const count = topics.get(topic)?.partitions.length
  return count === undefined ? [] : [[topic, partitionFor(key, count)]]
}

function partitionsOf(input: RequestInput): (readonly [topic: string, partitionIndex: number])[] {
  switch (input.api) {
    case 'Produce':
      return input.request.topicData.flatMap(({ name, partitionData }) => partitionData.map(({ index }) => [name, index] as const))
    case 'Fetch':
      return input.request.topics.flatMap(({ topic, partitions }) => partitions.map(({ partition }) => [topic, partition] as const))
    case 'OffsetForLeaderEpoch':
      return input.request.topics.flatMap(({ topic, partitions }) => partitions.map(({ partition }) => [topic, partition] as const))
    case 'WriteTxnMarkers':
      return input.request.markers.flatMap(({ topics }) =>
        topics.flatMap(({ name, partitionIndexes }) => partitionIndexes.map((index) => [name, index] as const)),
      )
    case 'ListOffsets':
    case 'DeleteRecords':
      return input.request.topics.flatMap(({ name, partitions }) => partitions.map(({ partitionIndex }) => [name, partitionIndex] as const))
    case 'DescribeProducers':
      return input.request.topics.flatMap(({ name, partitionIndexes }) => partitionIndexes.map((index) => [name, index] as const))
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

/** Whether requests come to the broker and its answers back; when they are late or lost on the way is another matter. */
export function isReachable(cluster: ClusterView, brokerId: number): boolean {
  return cluster.brokers.get(brokerId)?.process === 'running' && areConnected(cluster, 'clients', brokerId)
}

/** Whether nothing at all can happen to a request to this broker: nobody who answers in its place would say anything else. */
export function isCalmAt(cluster: ClusterView, brokerId: number): boolean {
  if (cluster.brokers.get(brokerId)?.process !== 'running') return false
  for (const { spec } of cluster.faults.values()) {
    if (spec.kind === 'link' && (spec.from === 'clients' || spec.to === 'clients')) return false
    if ((spec.kind === 'error' || spec.kind === 'drop_response') && (spec.brokerId ?? brokerId) === brokerId) return false
  }
  return true
}

/** It lies in the broker's socket: whoever leads by the time the broker wakes has never seen it. */
function held(step: Step, input: RequestInput, brokerId: number): Decision {
  const timeoutMs = input.api === 'Produce' ? input.request.timeoutMs : REQUEST_TIMEOUT_MS
  const { response } = errorReply(input, 'REQUEST_TIMED_OUT', null)
  return { ...step.changes(), response, waiting: { kind: 'held', deadlineMs: step.nowMs + timeoutMs, brokerId, input } }
}

function failed(step: Step, input: RequestInput, error: KafkaErrorName, message: string | null): Decision {
  return { ...step.changes(), response: errorReply(input, error, message).response, waiting: null }
}

function unheard(step: Step, input: RequestInput, message: string): Decision {
  return { ...failed(step, input, 'NETWORK_EXCEPTION', message), isUnheard: true }
}

function lostAnswer(input: RequestInput, decision: Decision, message: string): Decision {
  return { ...decision, response: errorReply(input, 'NETWORK_EXCEPTION', message).response, waiting: null, isUnheard: true }
}

export function isLost(step: Step, { cut, loss }: Link): boolean {
  return cut || (loss > 0 && step.random.below(1_000_000) < loss * 1_000_000)
}

function roundTripMs(cluster: ClusterView, { api }: RequestInput, brokerId: number): number {
  if (cluster.faults.size === 0) return 0
  const diskMs = api === 'Produce' ? diskLatencyMs(cluster, brokerId) : 0
  return linkOf(cluster, 'clients', brokerId).latencyMs + linkOf(cluster, brokerId, 'clients').latencyMs + diskMs
}

type Stroke = { readonly spec: DeepReadonly<FaultSpec>; readonly records: readonly ClusterRecord[] }

/** Uses up one stroke of a fault of this kind that concerns the request; null when there is none. */
export function strike(
  cluster: ClusterView,
  kind: 'error' | 'drop_response',
  { api }: Pick<RequestInput, 'api'>,
  targets: readonly number[],
): Stroke | null {
  for (const { spec, faultId, used: before } of cluster.faults.values()) {
    if (spec.kind !== kind || spec.api !== api) continue
    if (spec.brokerId !== null && !targets.includes(spec.brokerId)) continue
    const used = before + 1
    const records: ClusterRecord[] = [{ kind: 'fault.used', faultId, used }]
    if (used >= spec.count) records.push({ kind: 'fault.ended', faultId, reason: { code: 'usedUp' } })
    return { spec, records }
  }
  return null
}
