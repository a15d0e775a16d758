// The list of events, of which only the rows in sight are in the document.
import { useSignal } from '@preact/signals'
import type { JSX, TargetedKeyboardEvent } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { ClusterEvent } from '../../data/shapes.ts'
import { formatNumber } from '../../i18n/format.ts'
import { useSession } from '../../sandbox/session-context.ts'
import { momentOf } from '../../timeline/moment.ts'
import { useVirtualList } from '../use-virtual-list.ts'
import type { VirtualList } from '../use-virtual-list.ts'
import { EventRow } from './event-row.tsx'
import { openEvents, wantedEvent } from './filter-state.ts'
import { text } from './text.ts'

const ROW_HEIGHT = 29

/** So near to the top, older events are fetched. */
const TOP = 60

export function EventList({ events }: { readonly events: readonly ClusterEvent[] }): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null)
  const keyOf = (index: number): number => events[index]?.sequence ?? -1
  const list = useVirtualList({ scroller, count: events.length, keyOf, rowHeight: ROW_HEIGHT })
  const older = useOlder(scroller)
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
      <NewPill list={list} events={events} />
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

/** Fetches older events when the top is reached by scrolling. Whether it is doing so. */
function useOlder(scroller: { readonly current: HTMLElement | null }): boolean {
  const session = useSession()
  const isLoading = useSignal(false)
  const isOver = useRef(false)
  useEffect(() => {
    const element = scroller.current
    let lastTop = Number.POSITIVE_INFINITY
    const onScroll = async (): Promise<void> => {
      const top = element?.scrollTop ?? 0
      const isUp = top < lastTop
      lastTop = top
      if (!isUp || top > TOP || isLoading.value || isOver.current) return
      isLoading.value = true
      isOver.current = !(await session.loadOlder())
      isLoading.value = false
    }
    const listener = (): void => void onScroll()
    element?.addEventListener('scroll', listener, { passive: true })
    return () => element?.removeEventListener('scroll', listener)
  }, [session, scroller, isLoading])
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
function NewPill({ list, events }: { readonly list: VirtualList; readonly events: readonly ClusterEvent[] }): JSX.Element | null {
  const seen = useRef(0)
  if (list.isAtEnd() || events.length === 0) {
    seen.current = events.at(-1)?.sequence ?? 0
    return null
  }
  const firstNew = events.findLastIndex(({ sequence }) => sequence <= seen.current) + 1
  const count = events.length - firstNew
  return (
    <button type="button" class="button events-new" data-look="main" onClick={() => list.scrollToEnd()}>
      {count === 0 ? text.toEnd : text.newer(formatNumber(count))}
    </button>
  )
}
