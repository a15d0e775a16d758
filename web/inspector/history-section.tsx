// The history of what is selected: the newest events about it. Each opens its causes.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import type { Selection } from '../data/selection.ts'
import type { ClusterEvent } from '../data/shapes.ts'
import { formatTime } from '../i18n/format.ts'
import { language } from '../i18n/language.ts'
import { useSession } from '../sandbox/session-context.ts'
import { askHistoryOf } from './ask-older.ts'
import { text } from './text.ts'
import { Causes } from './why-section.tsx'

type HistorySectionProps = {
  readonly selection: Selection
  readonly events: readonly ClusterEvent[]
  readonly withTraffic: boolean
  readonly onTraffic: (withTraffic: boolean) => void
}

export function HistorySection({ selection, events, withTraffic, onTraffic }: HistorySectionProps): JSX.Element {
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
      <OlderButton selection={selection} />
    </section>
  )
}

type OlderButtonProps = { readonly selection: Selection }

/** What is older than the page's own part of the history is asked for by hand: the server reads all of it for that. */
function OlderButton({ selection }: OlderButtonProps): JSX.Element | null {
  const session = useSession()
  const state = useSignal<'new' | 'asking' | 'done'>('new')
  const first = session.events.firstSequence
  if (state.value === 'done' || first === null || first <= 1) return null
  const ask = async (): Promise<void> => {
    state.value = 'asking'
    await askHistoryOf(session, selection)
    state.value = 'done'
  }
  return (
    <button type="button" class="button" aria-busy={state.value === 'asking'} onClick={() => void ask()}>
      {state.value === 'asking' ? text.loading : text.loadOlder}
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
