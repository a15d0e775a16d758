// The middle of the stage: brokers as columns, topics and partitions as rows. One stop of the tab key; arrow keys walk inside.
import type { JSX, RefObject, TargetedKeyboardEvent, TargetedMouseEvent } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { ActionButton } from '../actions/action-button.tsx'
import { generalRefusal, placeOf } from '../actions/actions.ts'
import { brokerActions } from '../actions/node-actions.ts'
import { useSession } from '../sandbox/session-context.ts'
import { brokerFacts } from './facts-of.ts'
import { PartitionRowView, TopicRowView } from './grid-rows.tsx'
import type { BrokerColumn } from './model/brokers.ts'
import { CONDITION_GLYPHS, CONDITION_TONES } from './model/brokers.ts'
import { placeAfter } from './model/grid-keys.ts'
import type { GridRow } from './model/rows.ts'
import { selectionOf } from './model/selection-of.ts'
import { text } from './text.ts'
import { Unseen } from './unseen.tsx'
import { useSelect } from './use-select.ts'

type GridProps = {
  readonly columns: readonly BrokerColumn[]
  readonly rows: readonly GridRow[]
  readonly onFold: (topic: string, isUnfolded: boolean) => void
  readonly boxRef: RefObject<HTMLDivElement | null>
}

export function BrokerGrid({ columns, rows, onFold, boxRef }: GridProps): JSX.Element {
  const { selection } = useSession()
  const { select } = useSelect()
  const table = useRef<HTMLTableElement>(null)
  useLayoutEffect(() => keepOneTabStop(table.current))

  const selectCell = (cell: HTMLElement): void => {
    const chosen = selectionOf(cell.dataset['at'] ?? '')
    if (chosen !== null) select(chosen)
  }
  const onClick = (event: TargetedMouseEvent<HTMLTableElement>): void => {
    const cell = cellOf(event.target)
    if (cell !== null && !isButton(event.target)) selectCell(cell)
  }
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLTableElement>): void => {
    const cell = cellOf(event.target)
    if (cell === null || event.altKey || event.metaKey || isButton(event.target)) return
    if (event.key === 'Enter' || event.key === ' ') selectCell(cell)
    else if (event.key === 'Escape' && selection.value !== null) selection.value = null
    else if (!walk(event.currentTarget, cell, event.key, event.ctrlKey)) return
    event.preventDefault()
  }
  return (
    <div class="grid-box" ref={boxRef} data-clip>
      <table
        ref={table}
        class="grid"
        role="grid"
        aria-label={text.gridLabel}
        onClick={onClick}
        onKeyDown={onKeyDown}
        onFocusIn={(event) => moveTabStop(event.currentTarget, cellOf(event.target))}
      >
        <thead>
          <tr>
            <th scope="col" class="grid-corner" tabIndex={-1}>
              {text.topicOrPartition}
            </th>
            {columns.map((column) => (
              <BrokerHead key={column.broker.broker_id} column={column} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) =>
            row.kind === 'topic' ? (
              <TopicRowView key={row.key} row={row} columns={columns} onFold={onFold} />
            ) : (
              <PartitionRowView key={row.key} row={row} columns={columns} />
            ),
          )}
        </tbody>
      </table>
    </div>
  )
}

function BrokerHead({ column }: { readonly column: BrokerColumn }): JSX.Element {
  const { isSelected } = useSelect()
  const { broker, condition, faultCount } = column
  const anchor = `broker:${broker.broker_id}`
  const facts = brokerFacts(column)
  return (
    <th
      scope="col"
      class="grid-broker"
      tabIndex={-1}
      data-at={anchor}
      data-process={broker.process}
      data-condition={condition}
      data-tip={facts.join('\n')}
      aria-selected={isSelected(anchor)}
    >
      <span class="grid-broker-name">{text.broker(broker.broker_id)}</span>
      <span class="stage-phase" data-tone={CONDITION_TONES[condition]}>
        <span aria-hidden="true">{CONDITION_GLYPHS[condition]}</span> {text[`condition_${condition}`]}
      </span>
      <Unseen facts={facts.slice(2)} />
      <QuickAction brokerId={broker.broker_id} />
      <span class="grid-under">
        {text.leaders(broker.leader_count)}
        {faultCount > 0 && <b class="stage-warn"> ⚡ {text.faultCount(faultCount)}</b>}
      </span>
    </th>
  )
}

/** What one most likely wants to do to a broker: break it, or mend it. Everything else is in the inspector. */
const QUICK_ACTIONS: ReadonlySet<string> = new Set(['broker.kill', 'broker.start', 'broker.resume'])

function QuickAction({ brokerId }: { readonly brokerId: number }): JSX.Element | null {
  const session = useSession()
  const place = placeOf(session)
  if (place === null || generalRefusal(session) !== null) return null
  const action = brokerActions(place, brokerId).find(({ id }) => QUICK_ACTIONS.has(id))
  if (action === undefined) return null
  // The action's key is about what is selected, which need not be this broker.
  const { key: _key, ...quick } = action
  return <ActionButton action={{ ...quick, label: text.onBroker(action.label, brokerId) }} shown={action.label} isReasonTold />
}

// ---- The keyboard. The place of the one tab stop is the document's own affair: drawing the grid anew never moves it.

function cellOf(target: EventTarget | null): HTMLTableCellElement | null {
  return target instanceof Element ? target.closest<HTMLTableCellElement>('td, th') : null
}

function isButton(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button') !== null
}

function walk(table: HTMLTableElement, cell: HTMLTableCellElement, key: string, isControl: boolean): boolean {
  const row = cell.parentElement
  if (!(row instanceof HTMLTableRowElement)) return false
  const at = { row: row.rowIndex, column: cell.cellIndex }
  const place = placeAfter(key, isControl, at, table.rows.length, row.cells.length)
  if (place === null) return false
  const next = table.rows[place.row]?.cells[place.column]
  next?.focus({ preventScroll: true })
  next?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  return true
}

function moveTabStop(table: HTMLTableElement, cell: HTMLTableCellElement | null): void {
  if (cell === null) return
  for (const other of table.querySelectorAll<HTMLElement>('[tabindex="0"]')) other.tabIndex = -1
  cell.tabIndex = 0
}

/** Rows come and go, and the one that could be reached may have gone. */
function keepOneTabStop(table: HTMLTableElement | null): void {
  if (table === null || table.querySelector('[tabindex="0"]') !== null) return
  const first = table.rows[0]?.cells[1] ?? table.rows[0]?.cells[0]
  if (first !== undefined) first.tabIndex = 0
}
