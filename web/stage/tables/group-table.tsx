// What groups read, partition by partition, as a table.
import type { JSX } from 'preact'
import type { AnyApp, ClusterState } from '../../data/shapes.ts'
import { formatNumber } from '../../i18n/format.ts'
import type { GroupCard, PartitionLag } from '../model/groups.ts'
import { groupCardsOf } from '../model/groups.ts'
import { text } from '../text.ts'
import type { Column } from './sortable-table.tsx'
import { SortableTable } from './sortable-table.tsx'

/** A group without members and offsets has one row, so that it is seen. */
type Row = {
  readonly card: GroupCard
  readonly memberId: string | null
  readonly memberName: string | null
  readonly partition: PartitionLag | null
}

export function GroupTable({ state, apps }: { readonly state: ClusterState; readonly apps: readonly AnyApp[] }): JSX.Element {
  return (
    <SortableTable
      caption={text.groupTable}
      columns={columns()}
      rows={groupCardsOf(state, apps).flatMap(rowsOfGroup)}
      selectionOf={({ card }) => ({ kind: 'group', groupId: card.group.group_id })}
      keyOf={({ card, memberId, partition }) =>
        `${card.group.group_id} ${memberId ?? ''} ${partition === null ? '' : `${partition.topic}-${partition.partition}`}`
      }
      empty={text.noGroups}
    />
  )
}

function rowsOfGroup(card: GroupCard): readonly Row[] {
  const rows = card.members.flatMap(({ memberId, name, partitions }): readonly Row[] => {
    const member = { card, memberId, memberName: name }
    if (partitions === null || partitions.length === 0) return [{ ...member, partition: null }]
    return partitions.map((partition) => Object.assign({ partition }, member))
  })
  const unread = card.unread.map((partition): Row => ({ card, memberId: null, memberName: null, partition }))
  return rows.length + unread.length === 0 ? [{ card, memberId: null, memberName: null, partition: null }] : [...rows, ...unread]
}

function columns(): readonly [Column<Row>, ...(readonly Column<Row>[])] {
  return [
    { id: 'group', label: text.group, value: ({ card }) => card.group.group_id },
    { id: 'state', label: text.columnState, value: ({ card }) => card.group.state },
    { id: 'generation', label: text.columnGeneration, isNumber: true, value: ({ card }) => card.group.generation },
    { id: 'member', label: text.columnMember, value: ({ memberName }) => memberName },
    {
      id: 'partition',
      label: text.columnPartition,
      value: ({ partition }) => (partition === null ? null : `${partition.topic}-${partition.partition}`),
    },
    numberColumn('committed', text.columnCommitted, (partition) => partition.committedOffset),
    numberColumn('end', text.columnEnd, (partition) => partition.endOffset),
    numberColumn('lag', text.columnLag, (partition) => partition.lag),
  ]
}

function numberColumn(id: string, label: string, numberOf: (partition: PartitionLag) => number | null): Column<Row> {
  const value = ({ partition }: Row): number | null => (partition === null ? null : numberOf(partition))
  const shown = (row: Row): string => {
    const number = value(row)
    return number === null ? '–' : formatNumber(number)
  }
  return { id, label, isNumber: true, value, shown }
}
