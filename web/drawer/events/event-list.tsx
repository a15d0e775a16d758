// The list of events, of which only the rows in sight are in the document.
import { useSignal } from '@preact/signals'
import type { JSX, TargetedKeyboardEvent } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { ClusterEvent } from '../../data/shapes.ts'
import { formatNumber } from '../../i18n/format.ts'
import { useSession } from '../../sandbox/session-context.ts'
import { momentOf } from '../../timeline/moment.ts'
import { isAtEnd, useVirtualList } from '../use-virtual-list.ts'
import type { VirtualList } from '../use-virtual-list.ts'
import { EventRow } from './event-row.tsx'
import { openEvents, wantedEvent } from './filter-state.ts'
import { text } from './text.ts'

const ROW_HEIGHT = 29

/** So near to the top, older events are fetched. */
const TOP = 60

export function EventList({ events: all }: { readonly events: readonly ClusterEvent[] }): JSX.Element {
  // Somebody who reads further up is told of news and not disturbed by it.
  const heldAt = useRef<number | null>(null)
  if (heldAt.current !== null && (wantedEvent.value ?? 0) > heldAt.current) heldAt.current = null
  const events = heldAt.current === null ? all : all.slice(0, placeBehind(all, heldAt.current))
  const scroller = useRef<HTMLDivElement>(null)
  const keyOf = (index: number): number => events[index]?.sequence ?? -1
  const list = useVirtualList({ scroller, count: events.length, keyOf, rowHeight: ROW_HEIGHT })
  const isEnd = isAtEnd(list, ROW_HEIGHT)
  useHold(heldAt, isEnd, events)
  const older = useOlder(list)
  useLayoutEffect(() => list.scrollToEnd(), [list])
  useWanted(list, events)
  const shown = useShown(list, events)
  return (
    <div
      ref={scroller}
      class="events-scroll"
      role="log"
      aria-live="off"
      aria-label={text.list}
      aria-busy={older}
      tabIndex={0}
      data-events-list
      onKeyDown={(event) => walk(event)}
    >
      {events.length === 0 && <p class="quiet events-none">{text.none}</p>}
      {older && <p class="quiet events-none">{text.older}</p>}
      <ol class="events-list" style={{ height: `${list.getTotalSize()}px` }}>
        {list.getVirtualItems().map(({ index, start }) => {
          const event = events[index]
          if (event === undefined) return null
          return (
            <EventRow
              key={event.sequence}
              event={event}
              index={index}
              count={events.length}
              top={start}
              isOpen={openEvents.value.has(event.sequence)}
              isShown={index === shown}
              measure={list.measureElement}
            />
          )
        })}
      </ol>
      {!isEnd && (
        <NewPill
          count={all.length - events.length}
          onPress={() => {
            heldAt.current = null
            list.scrollToEnd()
          }}
        />
      )}
    </div>
  )
}

/** The arrow keys lead from one event to the next; everything else is the browser's. */
function walk(event: TargetedKeyboardEvent<HTMLDivElement>): void {
  const row = event.target instanceof Element && event.target.matches('.events-toggle') ? event.target.closest('.events-row') : null
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : event.key === 'ArrowUp' ? row?.previousElementSibling : null
  const toggle = next?.querySelector<HTMLElement>('.events-toggle')
  if (toggle === null || toggle === undefined) return
  event.preventDefault()
  toggle.focus()
}

/** The list is held while its end is out of sight. */
function useHold(heldAt: { current: number | null }, isEnd: boolean, events: readonly ClusterEvent[]): void {
  useEffect(() => {
    heldAt.current = isEnd ? null : (events.at(-1)?.sequence ?? null)
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what is held is the list of the moment in which the end went out of sight
  }, [isEnd])
}

function placeBehind(events: readonly ClusterEvent[], sequence: number): number {
  return events.findLastIndex((event) => event.sequence <= sequence) + 1
}

/** Fetches older events when the top is reached by scrolling. Whether it is doing so. */
function useOlder(list: VirtualList): boolean {
  const session = useSession()
  const isLoading = useSignal(false)
  const isOver = useRef(false)
  const isTop = list.scrollDirection === 'backward' && (list.scrollOffset ?? Number.POSITIVE_INFINITY) <= TOP
  useEffect(() => {
    if (!isTop || isOver.current || isLoading.value) return
    const load = async (): Promise<void> => {
      isLoading.value = true
      isOver.current = !(await session.loadOlder())
      isLoading.value = false
    }
    void load()
  }, [isTop, session, isLoading, isLoading.value])
  return isLoading.value
}

/** Brings the wanted event into sight, as soon as it is in the list. */
function useWanted(list: VirtualList, events: readonly ClusterEvent[]): void {
  const wanted = wantedEvent.value
  useEffect(() => {
    if (wanted === null) return
    const index = events.findIndex(({ sequence }) => sequence === wanted)
    if (index < 0) return
    wantedEvent.value = null
    list.scrollToIndex(index, { align: 'center' })
  }, [list, events, wanted])
}

/** While the past is looked at, the place of the last event that had happened, which is kept in sight; else -1. */
function useShown(list: VirtualList, events: readonly ClusterEvent[]): number {
  const moment = momentOf(useSession())
  const sequence = moment.isPast.value ? moment.sequence.value : null
  const shown = sequence === null ? -1 : events.findLastIndex((event) => event.sequence <= sequence)
  useEffect(() => {
    if (sequence !== null && shown >= 0) list.scrollToIndex(shown, { align: 'auto' })
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- news must not pull the list back to where somebody scrolled away from
  }, [sequence])
  return shown
}

/** How many events came below what is in sight. */
function NewPill({ count, onPress }: { readonly count: number; readonly onPress: () => void }): JSX.Element {
  return (
    <button type="button" class="button events-new" data-look="main" onClick={onPress}>
      {count === 0 ? text.toEnd : text.newer(formatNumber(count))}
    </button>
  )
}
