// What can be done to a simulated application.
import type { AnyApp } from '../data/shapes.ts'
import { isConsumerApp } from '../data/shapes.ts'
import type { Action, ActionPlace } from './actions.ts'
import { formAction } from './actions.ts'
import { changeAppForm } from './app-forms.ts'
import { appRecordForm } from './record-forms.ts'
import { text } from './text.ts'

type Verb = 'start' | 'pause' | 'resume' | 'stop' | 'kill'

/** As the engine has it: what an application can be asked for in each phase. */
const VERBS: Readonly<Record<AnyApp['phase'], readonly Verb[]>> = {
  running: ['kill', 'stop', 'pause'],
  paused: ['resume', 'kill', 'stop'],
  stopping: ['kill'],
  finishing: ['kill'],
  stopped: ['start'],
  finished: ['start'],
  killed: ['start'],
  failed: ['start'],
}

const KEYS: Readonly<Record<Verb, string>> = { kill: 'k', stop: 's', start: 's', pause: 'z', resume: 'z' }

export function appActions(place: ActionPlace, appId: number): Action[] {
  const app = place.apps.find(({ id }) => id === appId)
  if (app === undefined) return []
  const owner = 'owner_app' in app ? app.owner_app : null
  const actions = [
    ...VERBS[app.phase].map((verb) => lifeAction(place, app, verb)),
    ...(isConsumerApp(app) ? [] : [sendAction(place, app)]),
    formAction({ id: 'app.change', label: text.changeApp }, changeAppForm(place, app)),
    deleteAction(place, app),
  ]
  return owner === null ? actions : actions.map((action) => refused(action, text.isOwned(owner)))
}

function refused(action: Action, refusal: string): Action {
  return { ...action, refusal }
}

function lifeAction(place: ActionPlace, { id }: AnyApp, verb: Verb): Action {
  const labels = { kill: text.kill, stop: text.stop, start: text.start, pause: text.pause, resume: text.resume }
  return {
    id: `app.${verb}`,
    label: labels[verb],
    key: KEYS[verb],
    call: { method: 'POST', path: place.v1(`/apps/${id}:${verb}`) },
    ...(verb === 'kill' ? { look: 'danger' } : verb === 'start' || verb === 'resume' ? { look: 'main' } : {}),
  }
}

function sendAction(place: ActionPlace, app: AnyApp & { readonly topic: string }): Action {
  const isTransactional = app.configs['transactional.id'] !== undefined
  const send = { id: 'app.send', label: text.sendRecord, key: 'p', ...(isTransactional ? { refusal: text.isTransactional } : {}) }
  return formAction(send, appRecordForm(place, app))
}

function deleteAction(place: ActionPlace, { id, name }: AnyApp): Action {
  return {
    id: 'app.delete',
    label: text.deleteApp,
    look: 'danger',
    key: 'd',
    confirm: text.deleteAppConfirm(name),
    call: { method: 'DELETE', path: place.v1(`/apps/${id}`) },
  }
}
