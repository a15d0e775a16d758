// A table that can be sorted by each of its columns, and marks what changed a moment ago.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import { selectionKey } from '../../data/selection.ts'
import type { Selection } from '../../data/selection.ts'
import { useSession } from '../../sandbox/session-context.ts'
import { text } from '../text.ts'
import { useSelect } from '../use-select.ts'
import { Changes } from './changes.ts'
import type { Sorting, Value } from './sorting.ts'
import { nextSorting, sortedBy } from './sorting.ts'

export type Column<Row> = {
  readonly id: string
  readonly label: string
  readonly value: (row: Row) => Value
  /** How the value is written; without it, as it is. */
  readonly shown?: (row: Row) => string
  readonly isNumber?: boolean
}

type TableProps<Row> = {
  readonly caption: string
  /** The first one names the row, and selects what it is about. */
  readonly columns: readonly [Column<Row>, ...(readonly Column<Row>[])]
  readonly rows: readonly Row[]
  readonly selectionOf: (row: Row) => Selection
  /** Tells rows apart; without it, what they select. */
  readonly keyOf?: (row: Row) => string
  readonly empty: string
}

export function SortableTable<Row>({ caption, columns, rows, selectionOf, keyOf, empty }: TableProps<Row>): JSX.Element {
  const sorting = useSignal<Sorting | null>(null)
  const changes = useChanges()
  const nowMs = performance.now()
  const by = sorting.value
  const sortColumn = columns.find((column) => column.id === by?.column)
  const sorted = by === null || sortColumn === undefined ? rows : sortedBy(rows, sortColumn.value, by.isDescending)
  return (
    <div class="table-box stage-table" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.id} column={column} sorting={by} onSort={() => (sorting.value = nextSorting(by, column.id))} />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => {
            const key = keyOf?.(row) ?? selectionKey(selectionOf(row))
            return <Line key={key} rowKey={key} row={row} columns={columns} selection={selectionOf(row)} changes={changes} nowMs={nowMs} />
          })}
          {sorted.length === 0 && (
            <tr>
              <td colSpan={columns.length}>{empty}</td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  )
}

/** Of one table. Another moment, or another language, is no change. */
function useChanges(): Changes {
  const session = useSession()
  const moment = session.past.value?.sequence ?? null
  const changes = useMemo(() => new Changes(), [])
  useEffect(() => () => changes.forget(), [changes, moment])
  return changes
}

type HeadProps<Row> = { readonly column: Column<Row>; readonly sorting: Sorting | null; readonly onSort: () => void }

function Head<Row>({ column, sorting, onSort }: HeadProps<Row>): JSX.Element {
  const isSorted = sorting?.column === column.id
  const direction = sorting?.isDescending === true ? 'descending' : 'ascending'
  return (
    <th scope="col" class={column.isNumber === true ? 'number' : undefined} aria-sort={isSorted ? direction : 'none'}>
      <button type="button" class="stage-sort" onClick={onSort}>
        {column.label}
        <span aria-hidden="true">{isSorted ? (direction === 'ascending' ? ' ▲' : ' ▼') : ''}</span>
      </button>
    </th>
  )
}

type LineProps<Row> = {
  readonly rowKey: string
  readonly row: Row
  readonly columns: readonly [Column<Row>, ...(readonly Column<Row>[])]
  readonly selection: Selection
  readonly changes: Changes
  readonly nowMs: number
}

function Line<Row>({ rowKey, row, columns: [first, ...columns], selection, changes, nowMs }: LineProps<Row>): JSX.Element {
  const { isSelected, select } = useSelect()
  const isChosen = isSelected(selectionKey(selection))
  return (
    <tr data-selected={isChosen}>
      <th scope="row">
        <button type="button" class="stage-sort" aria-pressed={isChosen} onClick={() => select(selection)}>
          {shownOf(first, row)}
        </button>
      </th>
      {columns.map((column) => {
        const shown = shownOf(column, row)
        const isChanged = changes.note(`${rowKey} ${column.id}`, String(column.value(row)), nowMs)
        return (
          <td key={column.id} class={column.isNumber === true ? 'number' : undefined} data-changed={isChanged}>
            {shown}
            {isChanged && <span class="visually-hidden"> {text.changed}</span>}
          </td>
        )
      })}
    </tr>
  )
}

function shownOf<Row>(column: Column<Row>, row: Row): string {
  return column.shown?.(row) ?? String(column.value(row) ?? '–')
}
