// One event: when, what, and why, in one sentence; opened, everything that is known of it.
import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { ClusterEvent } from '../../data/shapes.ts'
import { formatTime } from '../../i18n/format.ts'
import { language } from '../../i18n/language.ts'
import { interestingLane } from '../../timeline/lanes.ts'
import { EventDetails } from './event-details.tsx'
import { revealEvent, toggleEvent } from './filter-state.ts'
import { text } from './text.ts'

type RowProps = {
  readonly event: ClusterEvent
  readonly index: number
  readonly count: number
  readonly top: number
  readonly isOpen: boolean
  /** Whether the cluster is shown as it was behind this event. */
  readonly isShown: boolean
  readonly measure: (row: HTMLElement | null) => void
}

export function EventRow({ event, index, count, top, isOpen, isShown, measure }: RowProps): JSX.Element {
  const ref = useRef<HTMLLIElement>(null)
  useLayoutEffect(() => measure(ref.current), [measure, isOpen, index])
  const { sequence, caused_by: cause } = event
  return (
    <li
      ref={ref}
      class="events-row"
      data-index={index}
      data-sequence={sequence}
      data-lane={interestingLane(event) ?? undefined}
      data-shown={isShown}
      aria-setsize={count}
      aria-posinset={index + 1}
      aria-current={isShown ? 'true' : undefined}
      style={{ transform: `translateY(${top}px)` }}
    >
      <div class="events-line">
        <button type="button" class="events-toggle" aria-expanded={isOpen} onClick={() => toggleEvent(sequence)}>
          <span class="mono events-time">{formatTime(event.time_ms)}</span>
          <span class="mono events-kind">{event.kind}</span>
          <span class="events-why">{event.why[language.value]}</span>
        </button>
        {cause !== null && (
          <button
            type="button"
            class="mono events-cause"
            aria-label={text.causeOf(cause)}
            title={text.causeOf(cause)}
            onClick={() => revealEvent(cause)}
          >
            ↑ #{cause}
          </button>
        )}
      </div>
      {isOpen && <EventDetails event={event} />}
    </li>
  )
}
