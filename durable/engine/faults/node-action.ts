// What a person does to a node: kill it, stop it in order, start it, pause it, wake it, or pull the plug of its machine.
// The controller notices in its own time: a killed broker is only silent at first.
import type { ClusterView, Process } from '../cluster.ts'
import { refuseAction } from '../decision.ts'
import type { ActionDecision } from '../decision.ts'
import { shutDownInOrder } from '../controller/brokers.ts'
import type { ActionInput, NodeAction } from '../input.ts'
import { earliest } from '../earliest.ts'
import type { LogReader } from '../log/log-reader.ts'
import { reachesController } from '../network/links.ts'
import type { Reason } from '../reason.ts'
import { Step } from '../step.ts'
import { loseUnflushed } from './lose-unflushed.ts'
import { flushAll } from './flush-all.ts'

const REASONS: Readonly<Record<NodeAction, Reason>> = {
  kill: { code: 'killed' },
  stop: { code: 'stopped' },
  start: { code: 'started' },
  pause: { code: 'paused' },
  resume: { code: 'resumed' },
  crash: { code: 'crashed' },
}

/** From which states an action is possible, and what the process does afterwards. */
const TRANSITIONS: Readonly<Record<NodeAction, { readonly from: readonly Process[]; readonly to: Process }>> = {
  kill: { from: ['running', 'paused', 'starting'], to: 'down' },
  crash: { from: ['running', 'paused', 'starting'], to: 'down' },
  stop: { from: ['running', 'starting'], to: 'down' },
  start: { from: ['down'], to: 'starting' },
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
}

type NodeInput = Extract<ActionInput, { kind: 'node' }>
type Returns = { readonly returnsMs?: number }

/** When the next node comes back by itself; null when none does. */
export function nextReturnMs({ brokers, controllers }: ClusterView): number | null {
  let dueMs: number | null = null
  for (const { returnsMs } of brokers.values()) dueMs = earliest(dueMs, returnsMs)
  for (const { returnsMs } of controllers.values()) dueMs = earliest(dueMs, returnsMs)
  return dueMs
}

/** What brings back the next node whose time has come; null when there is none. */
export function nextReturn({ brokers, controllers }: ClusterView, nowMs: number): NodeInput | null {
  for (const nodes of [brokers, controllers]) {
    for (const [nodeId, { process, returnsMs }] of nodes) {
      if (returnsMs !== null && returnsMs <= nowMs)
        return { kind: 'node', nowMs, nodeId, action: process === 'paused' ? 'resume' : 'start' }
    }
  }
  return null
}

/** BROKER_ID_NOT_REGISTERED: no such node. INVALID_REQUEST: it is not in a state for that. */
export function decideNodeAction(
  cluster: ClusterView,
  { nodeId, action, durationMs = null, nowMs }: NodeInput,
  reader: LogReader,
): ActionDecision {
  const broker = cluster.brokers.get(nodeId)
  const node = broker ?? cluster.controllers.get(nodeId)
  if (node === undefined) return refuseAction('BROKER_ID_NOT_REGISTERED', `There is no broker or controller ${nodeId}.`)
  const { from, to } = TRANSITIONS[action]
  if (!from.includes(node.process)) return refuseAction('INVALID_REQUEST', `Node ${nodeId} is ${node.process}: it cannot ${action}.`)
  if (durationMs !== null && to !== 'paused' && to !== 'down') return refuseAction('INVALID_REQUEST', `To ${action} a node takes no time.`)
  const step = new Step(cluster, nowMs, reader)
  const returns = durationMs === null ? {} : { returnsMs: nowMs + durationMs }
  if (broker === undefined) controllerAction(step, nodeId, action, to, returns)
  else brokerAction(step, nodeId, action, to, returns)
  return step.outcome({ ok: true, faultId: null })
}

/** A controller has nothing to register with: it is there as soon as it runs. */
function controllerAction(step: Step, nodeId: number, action: NodeAction, to: Process, returns: Returns): void {
  const process = to === 'starting' ? 'running' : to
  step.records.push({ kind: 'process.changed', nodeId, process, ...returns, reason: REASONS[action] })
}

function brokerAction(step: Step, brokerId: number, action: NodeAction, to: Process, returns: Returns): void {
  const reason = REASONS[action]
  if (action === 'stop') {
    // A broker that cannot reach the controller gives up waiting for its shutdown to be allowed; its disk is in order all the same.
    if (reachesController(step.cluster, brokerId)) shutDownInOrder(step, brokerId)
    flushAll(step, brokerId)
  }
  if (action === 'crash') loseUnflushed(step, brokerId)
  // The file that says so names the registration that it ends (KIP-966). A broker that stops before it has registered has none to name.
  const isRegistered = step.cluster.brokers.get(brokerId)?.process === 'running'
  const cleanly = action === 'stop' ? { cleanly: isRegistered } : action === 'kill' || action === 'crash' ? { cleanly: false } : {}
  step.records.push({ kind: 'process.changed', nodeId: brokerId, process: to, ...cleanly, ...returns, reason })
  if (action === 'stop' && reachesController(step.cluster, brokerId)) {
    step.records.push({ kind: 'broker.changed', brokerId, fenced: true, reason: { code: 'controlledShutdown', brokerId } })
  }
}
