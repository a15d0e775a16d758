// One decision about one application: the step that collects it, and the application as it stands. A function that takes one decides one
// thing, pushes what changes, and says whether there was anything to decide.
import type { Step } from '../step.ts'
import type { AnyAppView, AppView, ProducerView } from './app.ts'
import type { AppChange } from './app-change.ts'

export type AppStep = { readonly step: Step; readonly app: AppView }
/** Of an application with a process. */
export type ProducerStep = AppStep & { readonly producer: ProducerView }

/** Of any application: brokers do not see whether it writes or reads. */
export type ClientStep = { readonly step: Step; readonly app: AnyAppView }

export function change({ step, app }: ClientStep, what: AppChange): true {
  step.records.push({ kind: 'app.changed', appId: app.appId, change: what })
  return true
}
