// Everything about one thing.
import { useSignal } from '@preact/signals'
import type { ComponentChildren, JSX } from 'preact'
import { ActionList } from '../actions/action-list.tsx'
import { placeOf } from '../actions/actions.ts'
import { actionsOf } from '../actions/actions-of.ts'
import { lazy } from '../app/lazy.tsx'
import { sandboxHref } from '../app/location.ts'
import type { SandboxPage } from '../app/route.ts'
import type { Selection } from '../data/selection.ts'
import type { SandboxSession } from '../data/session.ts'
import { useSession } from '../sandbox/session-context.ts'
import type { ConfigPlace } from './config-section.tsx'
import { FactList } from './fact-list.tsx'
import { factsOf } from './facts-of.ts'
import { HistorySection } from './history-section.tsx'
import type { KnownEvents } from './older-events.ts'
import { decisiveEvent, relatedEvents } from './related-events.ts'
import { text } from './text.ts'
import { EventDetail } from './event-detail.tsx'
import { useKnownEvents } from './use-known-events.ts'
import { WhySection } from './why-section.tsx'

const ConfigSection = lazy(() => import('./config-section.tsx').then((module) => module.ConfigSection))

const SHOWN_EVENTS = 50

export function SelectionPanel({ selection }: { readonly selection: Selection }): JSX.Element {
  const session = useSession()
  const place = placeOf(session)
  const facts = place === null ? null : factsOf({ ...place, events: session.events }, selection)
  const actions = place === null ? [] : actionsOf(place, selection)
  const configs = configPlaceOf(session, selection)
  const list = facts === null ? <p class="notice">{text.gone}</p> : <FactList facts={facts} />
  return (
    <>
      <PageLinks selection={selection} />
      {actions.length > 0 && <ActionList label={text.actions} actions={actions} />}
      {selection.kind === 'event' ? (
        <EventDetail sequence={selection.sequence}>{list}</EventDetail>
      ) : (
        <Past selection={selection}>{list}</Past>
      )}
      {configs !== null && (
        <section class="stack" aria-label={text.configs}>
          <h3>{text.configs}</h3>
          <ConfigSection place={configs} />
        </section>
      )}
    </>
  )
}

type PastProps = { readonly selection: Selection; readonly children: ComponentChildren }

/** Why it is as it is, how it is, and what happened to it. The past that is looked at ends at its own moment. */
function Past({ selection, children }: PastProps): JSX.Element {
  const session = useSession()
  const withTraffic = useSignal(false)
  const known = upTo(useKnownEvents(session), session.past.value?.sequence ?? null)
  const told = relatedEvents(known, selection, { count: SHOWN_EVENTS, withTraffic: false })
  const events = withTraffic.value ? relatedEvents(known, selection, { count: SHOWN_EVENTS, withTraffic: true }) : told
  return (
    <>
      <WhySection event={decisiveEvent(told)} />
      {children}
      <HistorySection
        selection={selection}
        events={events}
        withTraffic={withTraffic.value}
        onTraffic={(wanted) => (withTraffic.value = wanted)}
      />
    </>
  )
}

function upTo(known: KnownEvents, sequence: number | null): Pick<KnownEvents, 'all'> {
  return sequence === null ? known : { all: known.all.slice(0, known.indexOf(sequence + 1)) }
}

function configPlaceOf(session: SandboxSession, selection: Selection): ConfigPlace | null {
  if (session.kind === 'snapshot') return null
  if (selection.kind === 'topic') return { owner: 'topic', path: session.v3(`/topics/${encodeURIComponent(selection.topic)}/configs`) }
  return selection.kind === 'broker' ? { owner: 'broker', path: session.v3(`/brokers/${selection.brokerId}/configs`) } : null
}

/** The pages that tell more of it than the panel can. */
function PageLinks({ selection }: { readonly selection: Selection }): JSX.Element | null {
  const session = useSession()
  const links = pagesOf(selection)
  if (links.length === 0) return null
  return (
    <p class="row">
      {links.map(([label, page]) => (
        <a key={label} href={sandboxHref(session.sandboxId, page)}>
          {label}
        </a>
      ))}
    </p>
  )
}

function pagesOf(selection: Selection): readonly (readonly [label: string, page: SandboxPage])[] {
  switch (selection.kind) {
    case 'topic':
    case 'partition':
    case 'replica':
      return [
        [text.pageOfTopic, { view: 'topic', topic: selection.topic }],
        [text.messages, { view: 'messages', topic: selection.topic }],
      ]
    case 'group':
    case 'member':
      return [[text.pageOfGroup, { view: 'group', groupId: selection.groupId }]]
    case 'transaction':
      return [[text.pageOfTransaction, { view: 'transaction', transactionalId: selection.transactionalId }]]
    default:
      return []
  }
}
