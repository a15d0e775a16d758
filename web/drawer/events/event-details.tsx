// What an open event shows: its causes down to it, its effects, its facts, and what can be done with it.
import type { ComponentChildren, JSX } from 'preact'
import type { ClusterEvent } from '../../data/shapes.ts'
import { language } from '../../i18n/language.ts'
import { causeChain, shownChain } from '../../inspector/cause-chain.ts'
import { useSession } from '../../sandbox/session-context.ts'
import { momentOf } from '../../timeline/moment.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { effectsOf, MAX_LOOKED_AT } from './event-tree.ts'
import type { Effects } from './event-tree.ts'
import { revealEvent } from './filter-state.ts'
import { text } from './text.ts'

type Of = { readonly event: ClusterEvent }

export function EventDetails({ event }: Of): JSX.Element {
  const session = useSession()
  const { sequence, trigger, facts } = event
  return (
    <div class="events-details">
      <div class="row">
        <button type="button" class="button" onClick={() => void momentOf(session).look(sequence)}>
          {text.showMoment}
        </button>
        <button type="button" class="button" onClick={() => (session.selection.value = { kind: 'event', sequence })}>
          {text.inspect}
        </button>
        <CopyButton value={JSON.stringify(event, null, 2)} label={text.copyJson} />
        <span class="quiet">
          #{sequence} · {event.kind} · {text.trigger} {triggerText(trigger)}
        </span>
      </div>
      <Causes event={event} />
      <EffectTree event={event} />
      <details>
        <summary>{text.facts}</summary>
        <pre class="events-facts">{JSON.stringify(facts, null, 2)}</pre>
      </details>
    </div>
  )
}

function triggerText({ kind, api, action }: ClusterEvent['trigger']): string {
  switch (kind) {
    case 'request':
      return text.triggerRequest(api ?? '')
    case 'action':
      return text.triggerAction(action ?? '')
    case 'timer':
      return text.triggerTimer
    case 'creation':
      return text.triggerCreation
  }
}

/** From what set it all going down to the event itself. */
function Causes({ event }: Of): JSX.Element | null {
  const { events } = useSession()
  const chain = causeChain(events, event)
  if (chain.steps.length < 2 && chain.isComplete) return null
  const { first, hiddenCount, last } = shownChain(chain)
  return (
    <section>
      <h3>{text.causes}</h3>
      <ol class="events-tree">
        {!chain.isComplete && <li class="quiet">{text.causesCut}</li>}
        {last.toReversed().map((step) => (
          <Step key={step.event.sequence} event={step.event} />
        ))}
        {hiddenCount > 0 && <li class="quiet">{text.causesHidden(hiddenCount)}</li>}
        {first.toReversed().map((step) => (
          <Step key={step.event.sequence} event={step.event} />
        ))}
      </ol>
    </section>
  )
}

function EffectTree({ event }: Of): JSX.Element {
  const { events } = useSession()
  const behind = events.indexOf(event.sequence + 1)
  const { effects, hiddenCount } = effectsOf(event, events.all.slice(behind, behind + MAX_LOOKED_AT))
  return (
    <section>
      <h3>{text.effects}</h3>
      {effects.length === 0 && <p class="quiet">{text.noEffects}</p>}
      <Branch effects={effects}>{hiddenCount > 0 && <li class="quiet">{text.effectsHidden(hiddenCount)}</li>}</Branch>
    </section>
  )
}

function Branch({
  effects,
  children,
}: {
  readonly effects: readonly Effects[]
  readonly children?: ComponentChildren
}): JSX.Element | null {
  if (effects.length === 0) return null
  return (
    <ul class="events-tree">
      {effects.map((effect) => (
        <Step key={effect.event.sequence} event={effect.event}>
          <Branch effects={effect.effects} />
        </Step>
      ))}
      {children}
    </ul>
  )
}

function Step({ event, children }: Of & { readonly children?: ComponentChildren }): JSX.Element {
  return (
    <li>
      <button type="button" class="events-link" onClick={() => revealEvent(event.sequence)}>
        <span class="mono">#{event.sequence}</span> {event.why[language.value]}
      </button>
      {children}
    </li>
  )
}
