// What a pattern has in memory, and what it reports, after something happened. The pattern is a pure function of the record and of what it had: it is
// asked again here, so that a record of the journal need not hold all of it.
import { present } from '../../assert.ts'
import { isPartition } from '../../consumer/consumer.ts'
import type { Callback, CommittedOffset } from '../../consumer/consumer.ts'
import { APP_RETRY_PAUSE_MS } from '../../../../schema/limits.ts'
import { acknowledged, handle, released, resumable, turnWheel } from '../pattern/handle.ts'
import { newHandlerState } from '../pattern/pattern.ts'
import type { Ended } from '../pattern/pattern.ts'
import { newHandlerReport, reported } from '../pattern/report.ts'
import type { ConsumerApp, ConsumerProcess, Handling } from './consumer-app.ts'
import type { ConsumerAppChange } from './consumer-change.ts'
import { handlerPlanOf } from './consumer-plan.ts'
import { consumedOf, handledAt, isPlace } from './handling.ts'

type ChangeOf<Kind extends ConsumerAppChange['kind']> = Extract<ConsumerAppChange, { kind: Kind }>

export function newHandling(): Handling {
  return { state: newHandlerState(), sending: [], notBeforeMs: 0, asked: [] }
}

export function handlingOf({ handling }: ConsumerProcess): Handling {
  return present(handling, 'the memory of the pattern')
}

export function handleRecord(app: ConsumerApp, process: ConsumerProcess, change: ChangeOf<'consumer.handled'>, nowMs: number): void {
  const handling = handlingOf(process)
  const first = present(process.hand[0], 'the record in hand')
  const { state, ended } = handle(handling.state, consumedOf(first, change.error), handledAt(app, nowMs))
  handling.state = state
  if (ended !== null) note(app, ended, nowMs)
  if (change.outcome.kind === 'waits') process.hand = process.hand.filter((one) => !isPartition(first)(one))
  else process.hand.shift()
}

function note(app: ConsumerApp, ended: Ended, nowMs: number): void {
  app.report = reported(present(handlerPlanOf(app), 'the pattern'), app.report ?? newHandlerReport(), ended, nowMs)
}

export function resumeHandling(process: ConsumerProcess, nowMs: number): void {
  const handling = handlingOf(process)
  handling.state = resumable(handling.state, nowMs).state
}

export function turnHandling(process: ConsumerProcess, nowMs: number): void {
  const handling = handlingOf(process)
  handling.state = turnWheel(handling.state, nowMs)
}

export function noteForwarded(app: ConsumerApp, process: ConsumerProcess, change: ChangeOf<'consumer.forwarded'>, nowMs: number): void {
  const handling = handlingOf(process)
  const { state, ended } = acknowledged(handling.state, change.acknowledged)
  handling.state = state
  for (const one of ended) note(app, one, nowMs)
  const done = [...change.acknowledged, ...change.failed]
  handling.sending = handling.sending.filter((one) => !done.some(isPlace(one)))
  if (change.failed.length > 0) handling.notBeforeMs = nowMs + APP_RETRY_PAUSE_MS
}

/** Positions, where there are no offsets, are none that a pattern asked for. */
export function noteAsked({ handling }: ConsumerProcess, offsets: readonly CommittedOffset[] | null): void {
  if (handling === null || offsets === null) return
  handling.asked = [...handling.asked.filter((one) => !offsets.some(isPartition(one))), ...offsets]
}

/** What is revoked or lost is somebody else's. */
export function releaseHandled({ handling }: ConsumerProcess, callbacks: readonly Callback[]): void {
  const gone = callbacks.flatMap(({ kind, partitions }) => (kind === 'assigned' ? [] : partitions))
  if (handling === null || gone.length === 0) return
  const isGone = (place: { readonly topic: string; readonly partitionIndex: number }): boolean => gone.some(isPartition(place))
  handling.state = released(handling.state, gone)
  handling.sending = handling.sending.filter((one) => !isGone(one))
  handling.asked = handling.asked.filter((one) => !isGone(one))
}
