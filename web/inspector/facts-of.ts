// The facts of whatever is selected; null when it is no more.
import type { EventLog } from '../data/event-log.ts'
import type { Selection } from '../data/selection.ts'
import type { AnyApp, ClusterEvent, ClusterState, FaultState } from '../data/shapes.ts'
import { formatTime } from '../i18n/format.ts'
import { appFacts } from './app-facts.ts'
import { valueText } from './fact-text.ts'
import { fact, factIf } from './facts.ts'
import type { Facts } from './facts.ts'
import { groupFacts, memberFacts, transactionFacts } from './group-facts.ts'
import { brokerFacts, controllerFacts } from './node-facts.ts'
import { partitionFacts, replicaFacts, topicFacts } from './partition-facts.ts'

export type FactSources = { readonly state: ClusterState; readonly apps: readonly AnyApp[]; readonly events: Pick<EventLog, 'get'> }

export function factsOf({ state, apps, events }: FactSources, selection: Selection): Facts | null {
  switch (selection.kind) {
    case 'broker':
      return brokerFacts(state, selection.brokerId)
    case 'controller':
      return controllerFacts(state, selection.nodeId)
    case 'topic':
      return topicFacts(state, selection.topic)
    case 'partition':
      return partitionFacts(state, selection)
    case 'replica':
      return replicaFacts(state, selection)
    case 'app':
      return appFacts(apps, selection.appId)
    case 'group':
      return groupFacts(state, selection.groupId)
    case 'member':
      return memberFacts(state, apps, selection.groupId, selection.memberId)
    case 'transaction':
      return transactionFacts(state, selection.transactionalId)
    case 'fault':
      return faultFacts(state, selection.faultId)
    case 'event':
      return eventFacts(events.get(selection.sequence))
  }
}

function faultFacts({ faults }: ClusterState, faultId: number): Facts | null {
  const fault = faults.find(({ id }) => id === faultId)
  if (fault === undefined) return null
  return {
    facts: [
      fact('faultKind', describedFault(fault), { tone: 'warn' }),
      fact('startedAt', formatTime(Date.parse(fault.started_at))),
      fact('endsAt', fault.ends_at === null ? valueText.untilEnded : formatTime(Date.parse(fault.ends_at))),
      ...factIf(fault.used > 0, 'used', fault.used),
    ],
    tables: [],
  }
}

const NOT_PARAMETERS: ReadonlySet<string> = new Set(['id', 'kind', 'started_at', 'ends_at', 'used', 'reverse_id', 'sequence'])

/** `slow_disk: broker 1, latency_ms 500`, in the words of the API. */
export function describedFault(fault: FaultState): string {
  const parameters = Object.entries(fault).filter(([name, value]) => {
    return !NOT_PARAMETERS.has(name) && value !== null && value !== false && value !== 0
  })
  return `${fault.kind}: ${parameters.map(([name, value]) => (value === true ? name : `${name} ${String(value)}`)).join(', ')}`
}

function eventFacts(event: ClusterEvent | null): Facts | null {
  if (event === null) return null
  return {
    facts: [
      fact('sequence', String(event.sequence)),
      fact('time', formatTime(event.time_ms)),
      fact('kind', event.kind),
      fact('trigger', describedTrigger(event.trigger)),
    ],
    tables: [],
  }
}

export function describedTrigger({ kind, api, action, node_id: nodeId }: ClusterEvent['trigger']): string {
  switch (kind) {
    case 'action':
      return valueText.byHand([action, nodeId].filter((part) => part !== undefined && part !== null).join(' '))
    case 'request':
      return valueText.byRequest(api ?? '')
    case 'timer':
      return valueText.byTimer
    case 'creation':
      return valueText.byCreation
  }
}
