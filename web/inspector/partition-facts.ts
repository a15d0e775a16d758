// What is known of a topic, a partition, and a replica with its log.
import type { ClusterState, PartitionState, ReplicaState } from '../data/shapes.ts'
import { formatBytes, formatNumber } from '../i18n/format.ts'
import { factText, valueText } from './fact-text.ts'
import { brokerLink, fact, factIf, ids, time, toneOf, yesNo } from './facts.ts'
import type { Fact, Facts, FactTable } from './facts.ts'

type At = { readonly topic: string; readonly partition: number }

export function topicFacts(state: ClusterState, name: string): Facts | null {
  const topic = state.topics.find((one) => one.name === name)
  if (topic === undefined) return null
  const { partitions } = topic
  const logs = partitions.flatMap(leaderLog)
  const under = partitions.filter((partition) => partition.is_under_replicated).length
  const offline = partitions.filter((partition) => partition.is_offline).length
  const groups = state.groups.filter(({ committed, members }) => {
    const assigned = members.flatMap(({ assignment }) => assignment ?? [])
    return [...committed, ...assigned].some((at) => at.topic === name)
  })
  const links = groups.map(({ group_id: groupId }) => ({ label: groupId, to: { kind: 'group', groupId } as const }))
  return {
    facts: [
      fact('partitionCount', partitions.length),
      fact('replicationFactor', partitions[0]?.replicas.length ?? 0),
      fact('underReplicated', under, toneOf(under === 0, 'warn')),
      fact('offline', offline, toneOf(offline === 0)),
      fact('committedRecords', sum(logs.map((log) => log.high_watermark - log.log_start_offset))),
      fact('leaderBytes', formatBytes(sum(logs.map((log) => log.size_bytes ?? 0)))),
      ...factIf(links.length > 0, 'groups', '', { links }),
      fact('topicId', topic.topic_id),
    ],
    tables: [partitionTable(name, partitions)],
  }
}

function partitionTable(topic: string, partitions: readonly PartitionState[]): FactTable {
  return {
    caption: factText.partitionCount,
    head: ['#', factText.leader, factText.isr, 'LEO', 'HW', 'LSO'],
    rows: partitions.map((partition) => {
      const { partition_index: index, leader, isr } = partition
      const [log] = leaderLog(partition)
      const offsets = log === undefined ? ['–', '–', '–'] : offsetCells(log)
      return {
        key: String(index),
        cells: [String(index), leader < 0 ? valueText.none : String(leader), ids(isr), ...offsets],
        to: { kind: 'partition', topic, partition: index },
      }
    }),
  }
}

export function partitionFacts(state: ClusterState, { topic, partition: index }: At): Facts | null {
  const partition = partitionOf(state, { topic, partition: index })
  if (partition === undefined) return null
  const { leader, logs } = partition
  const lead = leader < 0 ? { tone: 'bad' as const } : { links: [brokerLink(leader)] }
  return {
    facts: [
      fact('leader', leader < 0 ? valueText.none : valueText.broker(leader), lead),
      ...healthFacts(partition),
      fact('leaderEpoch', String(partition.leader_epoch)),
      fact('partitionEpoch', String(partition.partition_epoch)),
      ...leaderLog(partition).flatMap(logFacts),
      ...factIf(partition.leader_recovery_state !== 'RECOVERED', 'leaderRecoveryState', partition.leader_recovery_state, { tone: 'warn' }),
      fact('lowWatermark', String(partition.low_watermark)),
    ],
    tables: [
      {
        caption: factText.replicas,
        head: [factText.broker, factText.role, factText.inSync, 'LEO', 'HW', 'LSO'],
        rows: logs.map((log) => ({
          key: String(log.broker_id),
          cells: [String(log.broker_id), log.role, yesNo(log.is_in_sync), ...offsetCells(log)],
          to: { kind: 'replica', topic, partition: index, brokerId: log.broker_id },
        })),
      },
    ],
  }
}

function healthFacts(partition: PartitionState): Fact[] {
  const { replicas, isr, osr, elr, adding_replicas: adding, removing_replicas: removing } = partition
  return [
    fact('replicas', ids(replicas)),
    fact('isr', ids(isr), toneOf(!partition.is_under_replicated, partition.is_under_min_isr ? 'bad' : 'warn')),
    ...factIf(osr.length > 0, 'osr', ids(osr), { tone: 'warn' }),
    ...factIf(elr.length > 0, 'elr', ids(elr)),
    ...factIf(partition.last_known_elr.length > 0, 'lastKnownElr', ids(partition.last_known_elr)),
    ...factIf(adding.length > 0, 'addingReplicas', ids(adding)),
    ...factIf(removing.length > 0, 'removingReplicas', ids(removing)),
    fact('minIsr', String(partition.min_isr), partition.is_under_min_isr ? { tone: 'bad' } : {}),
    ...factIf(partition.is_offline, 'offline', valueText.yes, { tone: 'bad' }),
  ]
}

export function replicaFacts(state: ClusterState, at: At & { readonly brokerId: number }): Facts | null {
  const log = partitionOf(state, at)?.logs.find(({ broker_id: id }) => id === at.brokerId)
  if (log === undefined) return null
  const { known } = log
  return {
    facts: [
      fact('role', log.role),
      fact('inSync', yesNo(log.is_in_sync), toneOf(log.is_in_sync, 'warn')),
      ...logFacts(log),
      fact('recoveryPoint', String(log.recovery_point)),
      ...factIf(log.is_diverged, 'diverged', valueText.yes, { tone: 'bad' }),
      ...(log.fetcher === null ? [] : [fact('fetcher', log.fetcher, log.fetcher === 'blocked' ? { tone: 'warn' } : {})]),
      ...(known === null
        ? []
        : [
            fact('knownEnd', known.log_end_offset < 0 ? valueText.none : String(known.log_end_offset)),
            fact('lastFetch', time(known.last_fetch_ms)),
            fact('lastCaughtUp', time(known.last_caught_up_ms)),
          ]),
      ...factIf(
        log.leader_epochs.length > 0,
        'leaderEpochs',
        log.leader_epochs.map(({ epoch, start_offset: start }) => valueText.epochAt(epoch, start)).join(' · '),
      ),
    ],
    tables: [],
  }
}

function logFacts(log: ReplicaState): Fact[] {
  return [
    fact('logStartOffset', String(log.log_start_offset)),
    fact('logEndOffset', String(log.log_end_offset)),
    fact('highWatermark', String(log.high_watermark)),
    fact('lastStableOffset', String(log.last_stable_offset)),
    ...(log.size_bytes === null ? [] : [fact('size', formatBytes(log.size_bytes))]),
    fact('segments', log.segments.length),
  ]
}

function offsetCells(log: ReplicaState): string[] {
  return [log.log_end_offset, log.high_watermark, log.last_stable_offset].map(formatNumber)
}

function leaderLog({ leader, logs }: PartitionState): ReplicaState[] {
  return logs.filter(({ broker_id: id }) => id === leader)
}

function partitionOf(state: ClusterState, { topic, partition }: At): PartitionState | undefined {
  return state.topics.find(({ name }) => name === topic)?.partitions.find(({ partition_index: index }) => index === partition)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
