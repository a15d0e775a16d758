// One event: its causes, what it led to, and its facts as they are.
import type { ComponentChildren, JSX } from 'preact'
import { language } from '../i18n/language.ts'
import { useSession } from '../sandbox/session-context.ts'
import { text } from './text.ts'
import { useKnownEvents } from './use-known-events.ts'
import { WhySection } from './why-section.tsx'

const SHOWN_EFFECTS = 20

type EventDetailProps = { readonly sequence: number; readonly children: ComponentChildren }

export function EventDetail({ sequence, children }: EventDetailProps): JSX.Element {
  const session = useSession()
  const known = useKnownEvents(session)
  const event = known.get(sequence)
  if (event === null) return <>{children}</>
  const later = known.all.slice(known.indexOf(sequence + 1))
  const effects = later.filter(({ caused_by: cause }) => cause === sequence).slice(0, SHOWN_EFFECTS)
  return (
    <>
      <WhySection event={event} />
      {children}
      {effects.length > 0 && (
        <section class="stack" aria-label={text.effects}>
          <h3>{text.effects}</h3>
          <ol class="history-list">
            {effects.map((effect) => (
              <li key={effect.sequence}>
                <button
                  type="button"
                  class="history-row"
                  onClick={() => (session.selection.value = { kind: 'event', sequence: effect.sequence })}
                >
                  {effect.why[language.value]}
                </button>
              </li>
            ))}
          </ol>
        </section>
      )}
      <details class="action-call">
        <summary>{text.rawFacts}</summary>
        <pre class="inspector-json">{JSON.stringify(event, null, 2)}</pre>
      </details>
    </>
  )
}
