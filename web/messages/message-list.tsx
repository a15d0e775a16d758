// The list of messages: ten thousand rows of which only those in sight are in the document. Every row has the same height, so that its place is known
// without measuring. The drawer shows the same list.
import { useSignal } from '@preact/signals'
import type { JSX, TargetedEvent } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { Fates } from './fates.ts'
import type { Row } from './live-rows.ts'
import { messageKey } from './message.ts'
import type { Message } from './message.ts'
import { MessageRow, ROW_COLUMNS } from './message-row.tsx'
import { text } from './text.ts'
import { scrollToRow, windowOfRows } from './window-of-rows.ts'
import './messages.css'

/** As in messages.css. */
const ROW_HEIGHT = 34
const FALLBACK_HEIGHT = 400

type ListProps = {
  readonly label: string
  readonly rows: readonly Row[]
  readonly fates: Fates
  /** Rows that were ever put on top: a list that is scrolled stays where it is and says how many are new. */
  readonly added: number
  readonly opened: Message | null
  readonly onOpen: (message: Message) => void
}

export function MessageList({ label, rows, fates, added, opened, onOpen }: ListProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null)
  const scrollTop = useSignal(0)
  const height = useSignal(FALLBACK_HEIGHT)
  const active = useSignal(0)
  const unseen = useUnseen(box, added, scrollTop)
  useEffect(() => {
    if (box.current === null) return
    const observer = new ResizeObserver(([entry]) => {
      height.value = entry?.contentRect.height ?? FALLBACK_HEIGHT
    })
    observer.observe(box.current)
    return () => observer.disconnect()
  }, [height])
  const { first, end } = windowOfRows(rows.length, scrollTop.value, height.value, ROW_HEIGHT)
  const shown = rows.slice(first, end)
  const version = fates.version.value
  useEffect(() => fates.watch(shown.filter((row) => row.kind !== 'gap')), [fates, rows, first, end])

  const onKeyDown = (event: KeyboardEvent): void => {
    const next = movedBy(event.key, active.value, Math.floor(height.value / ROW_HEIGHT), rows.length)
    if (next === null || box.current === null) return
    event.preventDefault()
    active.value = next
    const target = scrollToRow(next, box.current.scrollTop, height.value, ROW_HEIGHT, ROW_HEIGHT)
    if (target !== null) box.current.scrollTop = target
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus())
  }
  const onScroll = (event: TargetedEvent<HTMLDivElement>): void => {
    scrollTop.value = event.currentTarget.scrollTop
  }
  const openedKey = opened === null ? null : messageKey(opened)
  return (
    <div class="messages-list">
      {unseen.value > 0 && (
        <button type="button" class="button messages-new" data-look="main" onClick={() => box.current?.scrollTo({ top: 0 })}>
          {text.newRows(unseen.value)}
        </button>
      )}
      <div ref={box} class="messages-scroll" onScroll={onScroll} onKeyDown={onKeyDown} data-fates={version}>
        <table class="messages-table" aria-rowcount={rows.length + 1}>
          <caption class="visually-hidden">
            {label} {text.hint}
          </caption>
          <thead>
            <tr aria-rowindex={1}>
              {ROW_COLUMNS.map((name) => (
                <th key={name} scope="col" class={`messages-${name}`}>
                  {text[name]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Spacer rows={first} />
            {shown.map((row, index) => (
              <MessageRow
                key={row.kind === 'gap' ? `gap:${row.id}` : messageKey(row)}
                row={row}
                index={first + index}
                fate={row.kind === 'gap' ? null : fates.of(row)}
                isActive={first + index === Math.min(Math.max(active.value, first), end - 1)}
                isOpened={row.kind !== 'gap' && messageKey(row) === openedKey}
                onOpen={(message) => {
                  active.value = first + index
                  onOpen(message)
                }}
              />
            ))}
            <Spacer rows={rows.length - end} />
          </tbody>
        </table>
      </div>
    </div>
  )
}

/** What stands for the rows that are not in the document. */
function Spacer({ rows }: { readonly rows: number }): JSX.Element | null {
  if (rows <= 0) return null
  return (
    <tr aria-hidden="true">
      <td class="messages-spacer" style={{ height: rows * ROW_HEIGHT }} />
    </tr>
  )
}

/** How many rows came while the list was scrolled away from its top; they push nothing out of sight. */
function useUnseen(
  box: { readonly current: HTMLDivElement | null },
  added: number,
  scrollTop: { value: number },
): { readonly value: number } {
  const unseen = useSignal(0)
  const before = useRef(added)
  useLayoutEffect(() => {
    const fresh = added - before.current
    before.current = added
    if (box.current === null || fresh === 0) return
    if (fresh < 0 || box.current.scrollTop < ROW_HEIGHT) {
      unseen.value = 0
      return
    }
    box.current.scrollTop += fresh * ROW_HEIGHT
    unseen.value += fresh
  }, [added, box, unseen])
  useEffect(() => {
    if (scrollTop.value < ROW_HEIGHT) unseen.value = 0
  }, [scrollTop.value, unseen])
  return unseen
}

function movedBy(key: string, from: number, page: number, count: number): number | null {
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -count, End: count }
  const step = Object.hasOwn(steps, key) ? steps[key as keyof typeof steps] : null
  return step === null ? null : Math.max(0, Math.min(count - 1, from + step))
}
