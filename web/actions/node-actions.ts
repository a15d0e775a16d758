// What can be done to a broker or a controller: its life, and the faults around it.
import type { Action, ActionPlace } from './actions.ts'
import { formAction } from './actions.ts'
import { faultForm } from './fault-forms.ts'
import { formText } from './form-text.ts'
import { given, makeForm, numberOf, textOf } from './forms.ts'
import { text } from './text.ts'

type Verb = 'kill' | 'stop' | 'start' | 'pause' | 'resume' | 'crash-unflushed'
type Node = { readonly id: number; readonly process: string }

/** As the engine has it: what a node can be asked for in each state. */
const VERBS: Readonly<Record<string, readonly Verb[]>> = {
  running: ['kill', 'stop', 'pause', 'crash-unflushed'],
  starting: ['kill', 'stop', 'crash-unflushed'],
  paused: ['resume', 'kill', 'crash-unflushed'],
  down: ['start'],
}

const KEYS: Readonly<Partial<Record<Verb, string>>> = { kill: 'k', stop: 's', start: 's', pause: 'z', resume: 'z' }

export function brokerActions(place: ActionPlace, brokerId: number): Action[] {
  const broker = place.state.brokers.find(({ broker_id: id }) => id === brokerId)
  if (broker === undefined) return []
  return [
    ...lifeActions('broker', place, { id: brokerId, process: broker.process }),
    ...linkActions('broker', place, brokerId),
    fault('broker.slow-disk', text.slowDisk, place, { kind: 'slow_disk', broker: String(brokerId) }),
    fault('broker.pause-replication', text.pauseReplication, place, { kind: 'pause_replication', broker: String(brokerId) }),
  ]
}

export function controllerActions(place: ActionPlace, nodeId: number): Action[] {
  const controller = place.state.controller.controllers.find(({ node_id: id }) => id === nodeId)
  if (controller === undefined) return []
  return [...lifeActions('controller', place, { id: nodeId, process: controller.process }), ...linkActions('controller', place, nodeId)]
}

function lifeActions(kind: 'broker' | 'controller', place: ActionPlace, node: Node): Action[] {
  const verbs = VERBS[node.process] ?? []
  const actions = verbs.map((verb) => lifeAction(kind, place, node, verb))
  return verbs.includes('kill') ? [...actions, awayAction(kind, place, node)] : actions
}

function lifeAction(kind: string, place: ActionPlace, { id }: Node, verb: Verb): Action {
  const labels = {
    kill: text.kill,
    stop: text.stop,
    start: text.start,
    pause: text.pause,
    resume: text.resume,
    'crash-unflushed': text.crash,
  }
  const key = KEYS[verb]
  return {
    id: `${kind}.${verb}`,
    label: labels[verb],
    call: { method: 'POST', path: place.v1(`/brokers/${id}:${verb}`) },
    ...(key === undefined ? {} : { key }),
    ...(verb === 'kill' ? { look: 'danger' } : verb === 'start' || verb === 'resume' ? { look: 'main' } : {}),
    ...(verb === 'crash-unflushed' ? { confirm: text.crashConfirm(id) } : {}),
  }
}

const AWAY_MS = 5_000

function awayAction(kind: string, place: ActionPlace, { id, process }: Node): Action {
  const labels = { pause: text.pause, kill: text.kill, stop: text.stop, 'crash-unflushed': text.crash }
  const verbs = (['pause', 'kill', 'stop', 'crash-unflushed'] as const).filter((verb) => VERBS[process]?.includes(verb) === true)
  const form = makeForm({
    fields: () => [
      {
        name: 'verb',
        label: formText.how,
        kind: 'choice',
        initial: verbs[0] ?? 'kill',
        options: verbs.map((verb) => ({ value: verb, label: labels[verb] })),
      },
      {
        name: 'duration_ms',
        label: formText.duration,
        hint: formText.awayHint,
        kind: 'number',
        initial: String(AWAY_MS),
        isRequired: true,
        min: 1,
      },
    ],
    call: (values) => ({
      method: 'POST',
      path: place.v1(`/brokers/${id}:${textOf(values, 'verb') ?? 'kill'}`),
      body: given({ duration_ms: numberOf(values, 'duration_ms') }),
    }),
  })
  return formAction({ id: `${kind}.away`, label: text.away }, form)
}

function linkActions(kind: string, place: ActionPlace, nodeId: number): Action[] {
  const body = { kind: 'link', from: nodeId, to: 'all', cut: true, both_ways: true }
  return [
    { id: `${kind}.isolate`, label: text.isolate, look: 'danger', call: { method: 'POST', path: place.v1('/faults'), body } },
    fault(`${kind}.link`, text.cutTo, place, { kind: 'link', from: String(nodeId) }),
  ]
}

function fault(id: string, label: string, place: ActionPlace, preset: Readonly<Record<string, string>>): Action {
  return formAction({ id, label }, faultForm(place, preset))
}
