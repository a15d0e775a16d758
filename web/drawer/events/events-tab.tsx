// The tab of events: the filter, the list, and the reading aloud of what is new.
import { useComputed, useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import { formatNumber } from '../../i18n/format.ts'
import { language } from '../../i18n/language.ts'
import { useSession } from '../../sandbox/session-context.ts'
import { useSlow } from '../use-slow.ts'
import { Announcer } from './announcer.tsx'
import { FilteredEvents } from './event-filter.ts'
import type { EventFilter } from './event-filter.ts'
import { EventList } from './event-list.tsx'
import { FilterBar } from './filter-bar.tsx'
import { chosenFilter, revealEvent, showEverything, wantedEvent } from './filter-state.ts'
import { text } from './text.ts'

const DRAW_EVERY_MS = 150

export function EventsTab(): JSX.Element {
  const session = useSession()
  const filtered = useMemo(() => new FilteredEvents(), [session])
  const isAloud = useSignal(false)
  const filter = useComputed<EventFilter>(() => {
    const { isAboutSelection, ...chosen } = chosenFilter.value
    const selection = session.selection.value
    const about = isAboutSelection && selection?.kind !== 'event' ? selection : null
    return { ...chosen, about, language: language.value }
  })
  useSlow(session.events.version, DRAW_EVERY_MS)
  const events = filtered.update(session.events.all, filter.value)
  const selection = session.selection.value
  const selected = selection?.kind === 'event' ? selection.sequence : null
  useEffect(() => {
    if (selected !== null) revealEvent(selected)
  }, [selected])
  const wanted = wantedEvent.value
  useEffect(() => {
    // Whoever follows a cause to an event that the filter hides wants to see it all the same.
    if (wanted !== null && session.events.get(wanted) !== null && !events.some(({ sequence }) => sequence === wanted)) showEverything()
  }, [wanted, events, session])
  return (
    <div class="events-tab">
      <FilterBar isAloud={isAloud}>
        <span class="quiet" data-events-count={events.length}>
          {text.count(formatNumber(events.length), formatNumber(session.events.all.length))}
        </span>
      </FilterBar>
      <EventList events={events} />
      {isAloud.value && <Announcer filter={filter.value} />}
    </div>
  )
}
