// What the tooltip and the accessible name of a thing say: the same lines for both, so that nothing is known by hovering alone.
import { formatNumber } from '../i18n/format.ts'
import type { BrokerColumn } from './model/brokers.ts'
import type { MemberCard, PartitionLag } from './model/groups.ts'
import type { PartitionRow, ReplicaCell, Standing, TopicCell } from './model/rows.ts'
import { text } from './text.ts'

export function standingWord(standing: Standing): string {
  return text[standing]
}

export function brokerFacts({ broker, condition, faultCount }: BrokerColumn): readonly string[] {
  return [
    `${text.broker(broker.broker_id)}: ${text[`condition_${condition}`]}`,
    ...(broker.fenced && condition !== 'fenced' ? [text.condition_fenced] : []),
    text.leaders(broker.leader_count),
    `replicas ${formatNumber(broker.replica_count)}`,
    ...(broker.rack === null ? [] : [text.rack(broker.rack)]),
    ...(broker.follows_metadata ? [] : [text.behindMetadata]),
    ...(broker.returns_ms === null ? [] : [text.returns]),
    ...(faultCount === 0 ? [] : [text.faultCount(faultCount)]),
  ]
}

export function replicaFacts(row: PartitionRow, cell: ReplicaCell): readonly string[] {
  const { log } = cell
  const leaderEnd = row.partition.logs.find((one) => one.broker_id === row.partition.leader)?.log_end_offset
  const behind = leaderEnd === undefined ? 0 : leaderEnd - log.log_end_offset
  const cut = cell.strip?.cells.filter(({ kind }) => kind === 'cut') ?? []
  return [
    `${row.topic}-${row.partition.partition_index}, ${text.broker(cell.brokerId)}: ${standingWord(cell.standing)}`,
    `LEO ${formatNumber(log.log_end_offset)}, HW ${formatNumber(log.high_watermark)}, LSO ${formatNumber(log.last_stable_offset)}`,
    `${text.logStart} ${formatNumber(log.log_start_offset)}`,
    ...(cell.strip === null || cell.strip.olderCount === 0 ? [] : [text.older(formatNumber(cell.strip.olderCount))]),
    ...(behind > 0 ? [text.behind(formatNumber(behind))] : []),
    ...(log.log_end_offset > log.high_watermark ? [text.uncommitted(formatNumber(log.log_end_offset - log.high_watermark))] : []),
    ...(log.high_watermark > log.last_stable_offset ? [text.open(formatNumber(log.high_watermark - log.last_stable_offset))] : []),
    ...(log.is_diverged ? [text.diverged] : []),
    ...(cell.isPreferredLeader ? [text.preferred] : []),
    ...(cell.reassignment === null ? [] : [text[cell.reassignment]]),
    ...(cut.length === 0 ? [] : [text.cutOff(formatNumber(cut[0]?.offset ?? 0), formatNumber(cut.at(-1)?.offset ?? 0))]),
  ]
}

export function partitionFacts({ topic, partition }: PartitionRow): readonly string[] {
  return [
    `${topic}-${partition.partition_index}: ${partition.leader < 0 ? text.offline : `${text.leader} ${partition.leader}`}`,
    text.leaderEpoch(partition.leader_epoch),
    `ISR ${partition.isr.join(', ')} / ${partition.replicas.join(', ')}`,
    `min.insync.replicas ${partition.min_isr}`,
    ...partitionTroubles({ partition }),
  ]
}

export function partitionTroubles({ partition }: Pick<PartitionRow, 'partition'>): readonly string[] {
  if (partition.is_offline) return [text.offline]
  if (partition.is_under_min_isr) return [text.underMinIsr]
  return partition.is_under_replicated ? [text.underReplicated] : []
}

export function topicCellFacts(topic: string, cell: TopicCell): readonly string[] {
  return [
    `${topic}, ${text.broker(cell.brokerId)}`,
    text.leaders(cell.leaderCount),
    text.followers(cell.followerCount),
    ...(cell.outOfSyncCount === 0 ? [] : [text.outOfSyncCount(cell.outOfSyncCount)]),
  ]
}

export function lagWords(partition: PartitionLag): string {
  return partition.lag === null ? text.noCommit : text.lag(formatNumber(partition.lag))
}

export function lagFacts(partition: PartitionLag): string {
  const { committedOffset, endOffset, pendingOffset } = partition
  return [
    `${partition.topic}-${partition.partition}: ${lagWords(partition)}`,
    ...(committedOffset === null ? [] : [text.committed(formatNumber(committedOffset))]),
    ...(endOffset === null ? [] : [text.endOffset(formatNumber(endOffset))]),
    ...(pendingOffset === null ? [] : [text.pending(formatNumber(pendingOffset))]),
  ].join(', ')
}

export function memberFacts(member: MemberCard): readonly string[] {
  return [
    member.name,
    member.memberId,
    ...(member.instanceId === null ? [] : [`group.instance.id ${member.instanceId}`]),
    ...(member.isLeader ? [text.groupLeader] : []),
    ...(member.partitions ?? []).map(lagFacts),
  ]
}
