// The rows of the grid: a topic with a square for each partition, and a partition with its replicas.
import type { JSX } from 'preact'
import type { BrokerColumn } from './model/brokers.ts'
import type { PartitionRow, TopicCell, TopicRow } from './model/rows.ts'
import { partitionFacts, partitionTroubles, topicCellFacts } from './facts-of.ts'
import { ReplicaCell } from './replica-cell.tsx'
import { text } from './text.ts'
import { Unseen } from './unseen.tsx'
import { useSelect } from './use-select.ts'

type TopicRowProps = {
  readonly row: TopicRow
  readonly columns: readonly BrokerColumn[]
  readonly onFold: (topic: string, isUnfolded: boolean) => void
}

export function TopicRowView({ row, columns, onFold }: TopicRowProps): JSX.Element {
  const { isSelected } = useSelect()
  return (
    <tr class="grid-topic" data-unfolded={row.isUnfolded}>
      <th
        scope="row"
        tabIndex={-1}
        data-at={row.key}
        data-tip={`${row.topic}\n${text.partitions(row.partitionCount)}`}
        aria-selected={isSelected(row.key)}
      >
        <span class="grid-topic-head">
          <button
            type="button"
            class="grid-fold"
            aria-expanded={row.isUnfolded}
            aria-label={row.isUnfolded ? text.fold(row.topic) : text.unfold(row.topic)}
            onClick={() => onFold(row.topic, !row.isUnfolded)}
          >
            {row.isUnfolded ? '▾' : '▸'}
          </button>
          <span class="grid-topic-name">{row.topic}</span>
          <TopicTroubles row={row} />
        </span>
      </th>
      {row.cells.map((cell, index) => (
        <TopicCellView key={cell.brokerId} row={row} cell={cell} process={columns[index]?.broker.process ?? ''} />
      ))}
    </tr>
  )
}

function TopicTroubles({ row }: { readonly row: TopicRow }): JSX.Element {
  return (
    <span class="grid-under grid-topic-count">
      {text.partitions(row.partitionCount)}
      {row.offlineCount > 0 && <b class="stage-bad"> ✕ {row.offlineCount}</b>}
      {row.underReplicatedCount > 0 && <b class="stage-warn"> ▲ {row.underReplicatedCount}</b>}
    </span>
  )
}

type TopicCellProps = { readonly row: TopicRow; readonly cell: TopicCell; readonly process: string }

function TopicCellView({ row, cell, process }: TopicCellProps): JSX.Element {
  const facts = topicCellFacts(row.topic, cell)
  return (
    <td class="grid-summary" tabIndex={-1} data-at={`${row.key}:${cell.brokerId}`} data-process={process} data-tip={facts.join('\n')}>
      <Unseen facts={facts.slice(1)} />
      {row.isUnfolded ? (
        cell.outOfSyncCount > 0 && <span class="grid-under stage-warn">! {text.outOfSyncCount(cell.outOfSyncCount)}</span>
      ) : (
        <span class="grid-squares" aria-hidden="true">
          {cell.squares.map(({ partition, standing }) => (
            <span key={partition} data-standing={standing} />
          ))}
        </span>
      )}
    </td>
  )
}

type PartitionRowProps = { readonly row: PartitionRow; readonly columns: readonly BrokerColumn[] }

export function PartitionRowView({ row, columns }: PartitionRowProps): JSX.Element {
  const { isSelected } = useSelect()
  const { partition } = row
  const troubles = partitionTroubles(row)
  const facts = partitionFacts(row)
  return (
    <tr class="grid-partition" data-offline={partition.is_offline}>
      <th scope="row" tabIndex={-1} data-at={row.key} data-tip={facts.join('\n')} aria-selected={isSelected(row.key)}>
        <span class="grid-partition-name">{text.partition(partition.partition_index)}</span>
        <span class="grid-under">
          <span>{text.epoch(partition.leader_epoch)}</span>{' '}
          <span>
            ISR {partition.isr.length}/{partition.replicas.length}
          </span>
        </span>
        <Unseen facts={facts.slice(0, -troubles.length || facts.length)} />
        {troubles.length > 0 && (
          <span class="grid-trouble" data-tone={partition.is_offline || partition.is_under_min_isr ? 'bad' : 'warn'}>
            ▲ {troubles.join(', ')}
          </span>
        )}
      </th>
      {columns.map(({ broker }, index) => {
        const cell = row.cells[index]
        return cell === null || cell === undefined ? (
          <td key={broker.broker_id} class="grid-nothing" tabIndex={-1}>
            <Unseen facts={[text.noReplica]} />
          </td>
        ) : (
          <ReplicaCell key={broker.broker_id} row={row} cell={cell} process={broker.process} />
        )
      })}
    </tr>
  )
}
