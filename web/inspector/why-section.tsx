// "Why is it like this?": from what changed it last to what set that going, one sentence a step.
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { ClusterEvent } from '../data/shapes.ts'
import { formatTime } from '../i18n/format.ts'
import { language } from '../i18n/language.ts'
import { useSession } from '../sandbox/session-context.ts'
import { askEvent } from './ask-older.ts'
import { causeChain, missingCause, shownChain } from './cause-chain.ts'
import type { CauseStep } from './cause-chain.ts'
import { describedTrigger } from './facts-of.ts'
import { text } from './text.ts'
import { useKnownEvents } from './use-known-events.ts'

export function WhySection({ event }: { readonly event: ClusterEvent | null }): JSX.Element {
  return (
    <section class="stack" aria-label={text.why}>
      <h3>{text.why}</h3>
      {event === null ? <p class="quiet">{text.noWhy}</p> : <Causes event={event} />}
    </section>
  )
}

/** The chain of an event as a list, the effect first. */
export function Causes({ event }: { readonly event: ClusterEvent }): JSX.Element {
  const session = useSession()
  const chain = causeChain(useKnownEvents(session), event)
  const missing = missingCause(chain)
  useEffect(() => {
    if (missing !== null) void askEvent(session, missing)
  }, [session, missing])
  const { first, hiddenCount, last } = shownChain(chain)
  const root = chain.steps.at(-1)
  return (
    <ol class="cause-list" data-cause-chain>
      {first.map((step) => (
        <Step key={step.event.sequence} step={step} />
      ))}
      {hiddenCount > 0 && <li class="quiet">{text.hidden(hiddenCount)}</li>}
      {last.map((step) => (
        <Step key={step.event.sequence} step={step} />
      ))}
      <li class="cause-root">
        {chain.isComplete && root !== undefined ? (
          <>
            <span class="cause-link">↑ {text.root}</span> <strong>{describedTrigger(root.event.trigger)}</strong>
          </>
        ) : (
          <span class="quiet">{text.unknownBefore}</span>
        )}
      </li>
    </ol>
  )
}

const LINK_TEXTS = { effect: () => null, caused: () => text.because, earlier: () => text.earlier } as const

function Step({ step: { event, link } }: { readonly step: CauseStep }): JSX.Element {
  const session = useSession()
  const linked = LINK_TEXTS[link]()
  return (
    <li data-sequence={event.sequence}>
      {linked !== null && <span class="cause-link">↑ {linked}</span>}
      {event.why[language.value]}{' '}
      <button
        type="button"
        class="inspector-link quiet"
        title={text.showMoment}
        aria-label={`${formatTime(event.time_ms)}, ${event.sequence}: ${text.showMoment}`}
        onClick={() => void session.lookAt(event.sequence)}
      >
        {formatTime(event.time_ms)}
      </button>
    </li>
  )
}
