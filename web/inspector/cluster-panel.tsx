// The cluster as a whole: how it stands, what is broken on purpose, and what can be done to all of it.
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { ActionButton } from '../actions/action-button.tsx'
import { ActionList } from '../actions/action-list.tsx'
import { placeOf } from '../actions/actions.ts'
import type { ActionPlace } from '../actions/actions.ts'
import { clusterActions, faultActions } from '../actions/actions-of.ts'
import { isMapOpen } from '../actions/shortcut-map.tsx'
import { MAP_KEY } from '../actions/shortcuts.ts'
import { text as actionText } from '../actions/text.ts'
import { lazy } from '../app/lazy.tsx'
import { useSession } from '../sandbox/session-context.ts'
import { FactList, SelectLink } from './fact-list.tsx'
import { describedFault } from './facts-of.ts'
import { clusterFacts } from './node-facts.ts'
import { text } from './text.ts'

const ConfigSection = lazy(() => import('./config-section.tsx').then((module) => module.ConfigSection))

export function ClusterPanel(): JSX.Element | null {
  const session = useSession()
  const place = placeOf(session)
  if (place === null) return null
  return (
    <>
      <ActionList label={text.actions} actions={clusterActions(place)} />
      <Faults place={place} />
      <FactList facts={clusterFacts(place.state)} />
      {session.kind === 'sandbox' && <AllConfigs />}
      <button type="button" class="button" onClick={() => (isMapOpen.value = true)}>
        {actionText.map} <kbd aria-hidden="true">{MAP_KEY}</kbd>
      </button>
    </>
  )
}

function AllConfigs(): JSX.Element {
  const session = useSession()
  const isOpen = useSignal(false)
  return (
    <details class="action-call" onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
      <summary>{text.configsOfAll}</summary>
      {isOpen.value && <ConfigSection place={{ owner: 'brokers', path: session.v3('/broker-configs') }} />}
    </details>
  )
}

function Faults({ place }: { readonly place: ActionPlace }): JSX.Element {
  const session = useSession()
  const { faults } = place.state
  return (
    <section class="stack" aria-label={text.faults}>
      <h3>{text.faults}</h3>
      {faults.length === 0 && <p class="quiet">{text.noFaults}</p>}
      <ul class="config-list">
        {faults.map((fault) => (
          <li key={fault.id} class="row">
            <SelectLink link={{ label: describedFault(fault), to: { kind: 'fault', faultId: fault.id } }} />
            {session.kind === 'sandbox' &&
              faultActions(place, fault.id).map((action) => <ActionButton key={action.id} action={action} isReasonTold />)}
          </li>
        ))}
      </ul>
    </section>
  )
}
