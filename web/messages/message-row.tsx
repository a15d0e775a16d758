// One row of the list: a record, a place where no reader is given one, or a gap that a burst has left.
import type { JSX } from 'preact'
import { formatTime } from '../i18n/format.ts'
import { FateBadge } from './fate-badge.tsx'
import type { Fate } from './fates.ts'
import type { Row } from './live-rows.ts'
import { oneLine } from './message.ts'
import type { Message } from './message.ts'
import { fateWhys, text } from './text.ts'

export const ROW_COLUMNS = ['offset', 'partition', 'time', 'key', 'value', 'headers', 'fate'] as const

/** Narrow lists leave out the time and the headers; a cell over more columns than there are would make one more. */
const ALWAYS_SHOWN = ROW_COLUMNS.length - 2

type RowProps = {
  readonly row: Row
  readonly index: number
  readonly fate: Fate | null
  /** The one row of the list that the tab key stops at. */
  readonly isActive: boolean
  readonly isOpened: boolean
  readonly onOpen: (message: Message) => void
}

export function MessageRow({ row, index, fate, isActive, isOpened, onOpen }: RowProps): JSX.Element {
  // The head is the first row.
  const ariaRowIndex = index + 2
  if (row.kind === 'gap') {
    return (
      <tr class="messages-row messages-gap" aria-rowindex={ariaRowIndex}>
        <td colSpan={ALWAYS_SHOWN}>⋯ {text.gap(row.dropped)}</td>
      </tr>
    )
  }
  const { partition, offset, timeMs } = row
  return (
    <tr class="messages-row" data-kind={row.kind} data-opened={isOpened} aria-rowindex={ariaRowIndex} onClick={() => onOpen(row)}>
      <td class="messages-offset">
        <button
          type="button"
          class="messages-open"
          data-row={index}
          tabIndex={isActive ? 0 : -1}
          aria-label={text.open(partition, offset)}
          aria-pressed={isOpened}
          onClick={(event) => {
            event.stopPropagation()
            onOpen(row)
          }}
        >
          {offset}
        </button>
      </td>
      <td class="messages-partition">{partition}</td>
      <td class="messages-time">{timeMs === null ? '–' : formatTime(timeMs)}</td>
      {row.kind === 'record' ? <Contents record={row.record} /> : <Place fate={row.fate} />}
      <td class="messages-fate">
        <FateBadge fate={fate} />
      </td>
    </tr>
  )
}

/** A place has neither key nor value; the headers' cell stays, because narrow lists leave that column out. */
function Place({ fate }: { readonly fate: Fate }): JSX.Element {
  return (
    <>
      <td colSpan={2}>{fateWhys[fate]}</td>
      <td class="messages-headers" />
    </>
  )
}

function Contents({ record }: { readonly record: Extract<Message, { kind: 'record' }>['record'] }): JSX.Element {
  const { key, value, headers } = record
  return (
    <>
      <td class="messages-key mono">{oneLine(key) ?? <span class="quiet">{text.none}</span>}</td>
      <td class="messages-value mono">{oneLine(value) ?? <span class="quiet">{text.tombstone}</span>}</td>
      <td class="messages-headers">{headers.length}</td>
    </>
  )
}
