// The history of what is selected: the newest events about it. Each opens its causes.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { ClusterEvent } from '../data/shapes.ts'
import { formatTime } from '../i18n/format.ts'
import { language } from '../i18n/language.ts'
import { useSession } from '../sandbox/session-context.ts'
import { text } from './text.ts'
import { Causes } from './why-section.tsx'

type HistorySectionProps = {
  readonly events: readonly ClusterEvent[]
  readonly withTraffic: boolean
  readonly onTraffic: (withTraffic: boolean) => void
}

export function HistorySection({ events, withTraffic, onTraffic }: HistorySectionProps): JSX.Element {
  const opened = useSignal<number | null>(null)
  return (
    <section class="stack" aria-label={text.history}>
      <h3>{text.history}</h3>
      <label class="row action-switch quiet">
        <input type="checkbox" checked={withTraffic} onChange={(event) => onTraffic(event.currentTarget.checked)} />
        {text.withTraffic}
      </label>
      {events.length === 0 && <p class="quiet">{text.noHistory}</p>}
      <ol class="history-list">
        {events.map((event) => (
          <HistoryRow
            key={event.sequence}
            event={event}
            isOpen={opened.value === event.sequence}
            onToggle={() => (opened.value = opened.value === event.sequence ? null : event.sequence)}
          />
        ))}
      </ol>
      <OlderButton />
    </section>
  )
}

/** What is older than the page's own part of the history is fetched when somebody asks for it. */
function OlderButton(): JSX.Element | null {
  const session = useSession()
  const isOver = useSignal(false)
  const first = session.events.firstSequence
  if (isOver.value || first === null || first <= 1) return null
  const load = async (): Promise<void> => {
    isOver.value = !(await session.loadOlder())
  }
  return (
    <button type="button" class="button" onClick={() => void load()}>
      {text.loadOlder(first)}
    </button>
  )
}

type HistoryRowProps = { readonly event: ClusterEvent; readonly isOpen: boolean; readonly onToggle: () => void }

function HistoryRow({ event, isOpen, onToggle }: HistoryRowProps): JSX.Element {
  return (
    <li>
      <button type="button" class="history-row" aria-expanded={isOpen} onClick={onToggle}>
        <span class="mono quiet">{formatTime(event.time_ms)}</span> <span>{event.why[language.value]}</span>
      </button>
      {isOpen && <Causes event={event} />}
    </li>
  )
}
