// What is known of a broker, of a controller, and of the cluster as a whole.
import type { ClusterState } from '../data/shapes.ts'
import { formatBytes, formatTime } from '../i18n/format.ts'
import { valueText } from './fact-text.ts'
import { fact, factIf, processFact, time, toneOf, yesNo } from './facts.ts'
import type { Facts } from './facts.ts'

export function brokerFacts(state: ClusterState, brokerId: number): Facts | null {
  const broker = state.brokers.find(({ broker_id: id }) => id === brokerId)
  if (broker === undefined) return null
  const groups = state.groups.filter(({ coordinator }) => coordinator === brokerId)
  const links = groups.map(({ group_id: groupId }) => ({ label: groupId, to: { kind: 'group', groupId } as const }))
  return {
    facts: [
      processFact(broker.process),
      fact('fenced', yesNo(broker.fenced), toneOf(!broker.fenced)),
      ...factIf(broker.silent_since_ms !== null, 'silentSince', time(broker.silent_since_ms), { tone: 'warn' }),
      ...factIf(broker.returns_ms !== null, 'returns', time(broker.returns_ms)),
      ...factIf(broker.in_controlled_shutdown, 'inControlledShutdown', valueText.yes, { tone: 'warn' }),
      fact('followsMetadata', yesNo(broker.follows_metadata), toneOf(broker.follows_metadata, 'warn')),
      fact('brokerEpoch', String(broker.broker_epoch)),
      ...factIf(broker.rack !== null, 'rack', broker.rack ?? ''),
      fact('leaderCount', broker.leader_count),
      fact('replicaCount', broker.replica_count),
      ...factIf(links.length > 0, 'coordinates', '', { links }),
    ],
    tables: [],
  }
}

export function controllerFacts({ controller }: ClusterState, nodeId: number): Facts | null {
  const node = controller.controllers.find(({ node_id: id }) => id === nodeId)
  if (node === undefined) return null
  return {
    facts: [
      processFact(node.process),
      fact('isActive', yesNo(node.is_active)),
      ...factIf(node.is_active, 'controllerEpoch', String(controller.controller_epoch)),
      ...factIf(node.returns_ms !== null, 'returns', time(node.returns_ms)),
    ],
    tables: [],
  }
}

export function clusterFacts(state: ClusterState): Facts {
  const partitions = state.topics.flatMap((topic) => topic.partitions)
  const count = (isIt: (partition: (typeof partitions)[number]) => boolean): number => partitions.filter(isIt).length
  const up = state.brokers.filter(({ process, fenced }) => process === 'running' && !fenced).length
  const { active_controller: active, controller_epoch: epoch } = state.controller
  const underReplicated = count((partition) => partition.is_under_replicated)
  const underMinIsr = count((partition) => partition.is_under_min_isr)
  const offline = count((partition) => partition.is_offline)
  return {
    facts: [
      fact('brokersUp', valueText.brokerCount(up, state.brokers.length), toneOf(up === state.brokers.length)),
      fact('controllers', active < 0 ? valueText.none : valueText.controller(active, epoch), {
        ...toneOf(active >= 0),
        ...(active < 0 ? {} : { links: [{ label: valueText.controller(active, epoch), to: { kind: 'controller', nodeId: active } }] }),
      }),
      fact('topics', state.topics.length),
      fact('partitionCount', partitions.length),
      fact('underReplicated', underReplicated, toneOf(underReplicated === 0, 'warn')),
      fact('underMinIsr', underMinIsr, toneOf(underMinIsr === 0)),
      fact('offline', offline, toneOf(offline === 0)),
      fact('openTransactions', state.transactions.filter((one) => one.state === 'Ongoing').length),
      fact('waiting', `${state.purgatory.produce}, ${state.purgatory.fetch}`),
      fact('clock', valueText[state.clock.mode](formatTime(state.clock.now_ms))),
      fact('stored', formatBytes(state.stored_bytes)),
    ],
    tables: [],
  }
}
