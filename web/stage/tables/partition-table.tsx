// The partitions as a table, with the end of every replica's log.
import type { JSX } from 'preact'
import type { BrokerState, ClusterState, PartitionState, ReplicaState } from '../../data/shapes.ts'
import { formatBytes, formatNumber } from '../../i18n/format.ts'
import { partitionTroubles } from '../facts-of.ts'
import { conditionOf } from '../model/brokers.ts'
import { inOrder } from '../model/rows.ts'
import { text } from '../text.ts'
import type { Column } from './sortable-table.tsx'
import { SortableTable } from './sortable-table.tsx'

type Row = { readonly topic: string; readonly partition: PartitionState; readonly leaderLog: ReplicaState | undefined }

export function PartitionTable({ state }: { readonly state: ClusterState }): JSX.Element {
  const rows = inOrder(state.topics).flatMap(({ name, partitions }) =>
    partitions.map((partition): Row => ({ topic: name, partition, leaderLog: leaderLogOf(partition) })),
  )
  return (
    <SortableTable
      caption={text.partitionTable}
      columns={[NAME(), ...factColumns(), ...state.brokers.map(endColumn)]}
      rows={rows}
      selectionOf={({ topic, partition }) => ({ kind: 'partition', topic, partition: partition.partition_index })}
      empty={text.noTopics}
    />
  )
}

/** Without a leader, whoever has a log tells. */
function leaderLogOf(partition: PartitionState): ReplicaState | undefined {
  return partition.logs.find((log) => log.broker_id === partition.leader) ?? partition.logs[0]
}

const NAME = (): Column<Row> => ({
  id: 'name',
  label: text.columnPartition,
  value: ({ topic, partition }) => `${topic}-${partition.partition_index}`,
})

function factColumns(): readonly Column<Row>[] {
  return [
    {
      id: 'leader',
      label: text.leader,
      isNumber: true,
      value: ({ partition }) => (partition.leader < 0 ? null : partition.leader),
    },
    { id: 'epoch', label: 'leaderEpoch', isNumber: true, value: ({ partition }) => partition.leader_epoch },
    { id: 'isr', label: 'ISR', value: ({ partition }) => partition.isr.join(', ') },
    { id: 'replicas', label: text.columnReplicas, value: ({ partition }) => partition.replicas.join(', ') },
    { id: 'state', label: text.columnState, value: (row) => partitionTroubles(row)[0] ?? text.healthy },
    offsetColumn('logStartOffset', (log) => log.log_start_offset),
    offsetColumn('LSO', (log) => log.last_stable_offset),
    offsetColumn('HW', (log) => log.high_watermark),
    offsetColumn('LEO', (log) => log.log_end_offset),
    {
      id: 'size',
      label: text.columnSize,
      isNumber: true,
      value: ({ leaderLog }) => leaderLog?.size_bytes ?? null,
      shown: ({ leaderLog }) => sizeOr(leaderLog?.size_bytes ?? null),
    },
  ]
}

function offsetColumn(id: string, offsetOf: (log: ReplicaState) => number): Column<Row> {
  const value = ({ leaderLog }: Row): number | null => (leaderLog === undefined ? null : offsetOf(leaderLog))
  return { id, label: id, isNumber: true, value, shown: (row) => numberOr(value(row)) }
}

/** What the broker has of each partition: its LEO, and whether it is in the ISR. */
function endColumn(broker: BrokerState): Column<Row> {
  const condition = conditionOf(broker)
  const logOf = ({ partition }: Row): ReplicaState | undefined => partition.logs.find((log) => log.broker_id === broker.broker_id)
  const value = (row: Row): number | null => logOf(row)?.log_end_offset ?? null
  return {
    id: `broker ${broker.broker_id}`,
    label: `${text.endAt(broker.broker_id)}${condition === 'running' ? '' : ` (${text[`condition_${condition}`]})`}`,
    isNumber: true,
    value,
    shown: (row) => `${numberOr(value(row))}${logOf(row)?.is_in_sync === false ? ` ! ${text.outOfSync}` : ''}`,
  }
}

function numberOr(value: number | null): string {
  return value === null ? '–' : formatNumber(value)
}

function sizeOr(bytes: number | null): string {
  return bytes === null ? '–' : formatBytes(bytes)
}
