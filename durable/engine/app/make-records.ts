// The application's own thread: when its next record is due it makes one from its templates, hands it to its interceptors, and calls send. While
// it is inside of send it makes no others, and afterwards it does not catch up.
import type { Random } from '../random.ts'
import type { AppRecord, ProducerView } from './app.ts'
import { change } from './app-step.ts'
import type { AppStep, ProducerStep } from './app-step.ts'
import { intercept } from './interceptors.ts'
import { drawKey, nextRecordMs, render } from './workload.ts'

/** A record that somebody makes by hand. What is left out comes from the workload. */
export type HandRecord = {
  readonly topic: string | null
  readonly partitionIndex: number | null
  readonly key: string | null
  readonly value: string | null
  readonly headers: readonly (readonly [key: string, value: string])[]
}

export function makeNextRecord(at: ProducerStep): boolean {
  const { step, app, producer } = at
  if (app.nextRecordMs > step.nowMs || !wantsToMake(at)) return false
  const { topic, workload, counters } = app
  const sequence = counters.made + 1
  const random = (): Random => step.random
  const key = drawKey(workload.keys, producer.madeByWorkload, random)
  const facts = { sequence, key, nowMs: step.nowMs, topic }
  const value = workload.value === null ? null : render(workload.value, facts, random)
  const headers = workload.headers.map(([name, template]) => [name, render(template, facts, random)] as const)
  const record = { sequence, topic, partitionIndex: null, key, value, headers, timestampMs: Math.floor(step.nowMs) }
  return make(at, record, false)
}

/** Whether the thread is free to make one: it is not inside of send, and a transaction is open where there must be one. */
export function wantsToMake({ app, producer }: Omit<ProducerStep, 'step'>): boolean {
  return app.phase === 'running' && producer.sending === null && workloadLeft(app.workload, producer) > 0 && isReady(producer)
}

export function workloadLeft({ count }: { readonly count: number }, { madeByWorkload }: Pick<ProducerView, 'madeByWorkload'>): number {
  return Math.max(0, count - madeByWorkload)
}

function isReady({ transactions }: ProducerView): boolean {
  return transactions === null || transactions.phase === 'idempotent' || transactions.phase === 'inTransaction'
}

/** The same by hand. The thread must be free: see refuseByHand. */
export function makeByHand(at: AppStep, { topic, partitionIndex, key, value, headers }: HandRecord): true {
  const { step, app } = at
  const sequence = app.counters.made + 1
  const timestampMs = Math.floor(step.nowMs)
  return make(at, { sequence, topic: topic ?? app.topic, partitionIndex, key, value, headers, timestampMs }, true)
}

function make(at: AppStep, made: AppRecord, byHand: boolean): true {
  const { step, app } = at
  const { record, droppedBy } = intercept(app.interceptors, made, () => step.random)
  const next = byHand ? app.nextRecordMs : nextRecordMs(app.workload, app.nextRecordMs, step.nowMs)
  return change(at, { kind: 'record.made', record, droppedBy, byHand, nextRecordMs: next })
}
