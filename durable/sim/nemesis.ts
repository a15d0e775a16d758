// Breaks things and mends them, through the same actions that a person has: nodes, links, disks, faults.
import type { KafkaApi } from '../../schema/kafka/requests/apis.ts'
import type { Endpoint, FaultSpec } from '../engine/faults/fault.ts'
import type { NodeAction } from '../engine/input.ts'
import type { Process } from '../engine/cluster.ts'
import { processOf } from '../engine/network/links.ts'
import type { Chance } from './chance.ts'
import { membersByGroup } from './coordinated-group.ts'
import type { World } from './world.ts'

/** How often each kind happens, compared with the others. */
export const NEMESIS_WEIGHTS = {
  heal: 24,
  kill: 8,
  stop: 6,
  crash: 5,
  powerFailure: 1,
  pause: 6,
  controller: 3,
  cut: 8,
  slow: 6,
  lossy: 4,
  pauseReplication: 5,
  slowDisk: 3,
  error: 1,
  dropResponse: 4,
  rebalance: 3,
  expireSession: 3,
  evict: 4,
}

export type NemesisWeights = Readonly<typeof NEMESIS_WEIGHTS>

/** Strikes once, and says what it did. */
export function strike(world: World, chance: Chance, weights: NemesisWeights): string {
  const kind = chance.weighted(weights)
  const brokerIds = [...world.cluster.brokers.keys()]
  switch (kind) {
    case 'heal':
      return heal(world, chance)
    case 'kill':
    case 'stop':
    case 'crash':
    case 'pause':
      return node(world, chance.oneOf(brokerIds), kind)
    case 'powerFailure':
      return (
        chance
          .someOf(brokerIds, 60)
          .map((brokerId) => node(world, brokerId, 'crash'))
          .join(', ') || 'no power failure'
      )
    case 'rebalance':
    case 'expireSession':
      return strikeGroup(world, chance, kind)
    case 'evict':
      world.evict()
      return 'the object comes back from its storage'
    case 'controller':
      return node(world, chance.oneOf([...world.cluster.controllers.keys()]), chance.oneOf(['kill', 'stop', 'pause', 'crash'] as const))
    default:
      return start(world, chance, faultOf(world, chance, kind))
  }
}

function node(world: World, nodeId: number, action: NodeAction): string {
  const outcome = world.act({ kind: 'node', nodeId, action })
  return `${action} ${nodeId}${outcome.ok ? '' : ' (refused)'}`
}

const CURES: Readonly<Partial<Record<Process, NodeAction>>> = { down: 'start', paused: 'resume' }

/** One thing that is broken is mended. */
function heal(world: World, chance: Chance): string {
  const sick = sickNodes(world)
  const faults = [...world.cluster.faults.keys()]
  const choice = chance.below(Math.max(1, sick.length + faults.length))
  const nodeId = sick[choice]
  if (nodeId !== undefined) return cure(world, nodeId)
  const faultId = faults[choice - sick.length]
  return faultId === undefined ? 'nothing to heal' : endFault(world, faultId)
}

function sickNodes({ cluster }: World): number[] {
  const nodes = [...cluster.brokers.keys(), ...cluster.controllers.keys()]
  return nodes.filter((nodeId) => CURES[processOf(cluster, nodeId) ?? 'running'] !== undefined)
}

function cure(world: World, nodeId: number): string {
  return node(world, nodeId, CURES[processOf(world.cluster, nodeId) ?? 'running'] ?? 'start')
}

function endFault(world: World, faultId: number): string {
  world.act({ kind: 'endFault', faultId })
  return `end of fault ${faultId}`
}

/** Everything is mended: no fault is left and every node runs. */
export function healAll(world: World): void {
  for (const faultId of world.cluster.faults.keys()) endFault(world, faultId)
  for (const nodeId of sickNodes(world)) cure(world, nodeId)
}

/** What hurts when it was done and nobody hears of it. */
const UNANSWERED_APIS = [
  'Produce',
  'JoinGroup',
  'SyncGroup',
  'ConsumerGroupHeartbeat',
  'OffsetCommit',
  'TxnOffsetCommit',
  'EndTxn',
] as const satisfies readonly KafkaApi[]

/** A group that has members rebalances, or loses one of them as if its session had ended. It strikes once, and leaves nothing to mend. */
function strikeGroup(world: World, chance: Chance, kind: 'rebalance' | 'expireSession'): string {
  const groups = membersByGroup(world.cluster)
  if (groups.length === 0) return 'no group to strike'
  const [groupId, memberIds] = chance.oneOf(groups)
  const spec: FaultSpec = kind === 'rebalance' ? { kind, groupId } : { kind: 'expire_session', groupId, memberId: chance.oneOf(memberIds) }
  const { ok } = world.act({ kind: 'startFault', spec, durationMs: null })
  return `${JSON.stringify(spec)}${ok ? '' : ' (refused)'}`
}

type FaultKind = 'cut' | 'slow' | 'lossy' | 'pauseReplication' | 'slowDisk' | 'error' | 'dropResponse'

function faultOf({ cluster }: World, chance: Chance, kind: FaultKind): FaultSpec {
  const brokerIds = [...cluster.brokers.keys()]
  const brokerId = chance.oneOf(brokerIds)
  const endpoints: Endpoint[] = [...brokerIds, ...brokerIds, ...cluster.controllers.keys(), 'clients', 'all']
  const link = { kind: 'link', from: chance.oneOf(endpoints), to: chance.oneOf(endpoints), latencyMs: 0, loss: 0, cut: false } as const
  switch (kind) {
    case 'cut':
      return { ...link, cut: true }
    case 'slow':
      return { ...link, latencyMs: chance.oneOf([1, 50, 400, 3000]) }
    case 'lossy':
      return { ...link, loss: chance.between(1, 9) / 10 }
    case 'pauseReplication': {
      const topic = chance.isPercent(50) && cluster.topics.size > 0 ? chance.oneOf([...cluster.topics.keys()]) : null
      return { kind: 'pause_replication', brokerId, topic, partitionIndex: topic === null || chance.isPercent(50) ? null : 0 }
    }
    case 'slowDisk':
      return { kind: 'slow_disk', brokerId, latencyMs: chance.oneOf([5, 300, 5000]) }
    case 'error':
      return {
        kind: 'error',
        api: 'Produce',
        brokerId: chance.isPercent(50) ? null : brokerId,
        error: 'REQUEST_TIMED_OUT',
        count: chance.between(1, 3),
      }
    case 'dropResponse':
      return {
        kind: 'drop_response',
        api: chance.oneOf(UNANSWERED_APIS),
        brokerId: chance.isPercent(50) ? null : brokerId,
        count: chance.between(1, 3),
      }
  }
}

function start(world: World, chance: Chance, spec: FaultSpec): string {
  const durationMs = chance.isPercent(60) ? chance.oneOf([100, 3000, 20_000, 90_000]) : null
  const outcome = world.act({ kind: 'startFault', spec, durationMs })
  return `${JSON.stringify(spec)} for ${durationMs} ms${outcome.ok ? '' : ' (refused)'}`
}
