// The thread of an application with a pattern: it asks the pattern what becomes of each record, has its producer send what leaves, and goes on when
// that has arrived. It commits only what is behind all of it, and waits for a partition by going back to the record and pausing it.
import { isPartition } from '../../consumer/consumer.ts'
import type { CommittedOffset, Consumer } from '../../consumer/consumer.ts'
import { pause, resume, seek } from '../../consumer/user-calls.ts'
import type { DeepReadonly } from '../../deep-readonly.ts'
import { MAX_APP_FORWARDING } from '../../../../schema/limits.ts'
import type { AppView } from '../app.ts'
import { makeByHand } from '../make-records.ts'
import { committable, failedBefore, handle, nextHandlerMs, resumable } from '../pattern/handle.ts'
import type { HandledAt } from '../pattern/handle.ts'
import type { Consumed, HandlerState, Place } from '../pattern/pattern.ts'
import { fire, nextFireMs } from '../pattern/timing-wheel.ts'
import type { ConsumerAppView, ConsumerProcessView, Handling, PolledRecord } from './consumer-app.ts'
import type { HandledOutcome } from './consumer-change.ts'
import { clientOf, crash, isForwarding, moveOf, tell } from './consumer-step.ts'
import type { ConsumerStep } from './consumer-step.ts'
import { commitNow, isWorkDone, resumed } from './consumer-thread.ts'
import { consumedOf, handledAt, isPlace, writerOf } from './handling.ts'

type HandlingView = DeepReadonly<Handling>

/** The pattern looks at the next record, when everything before it has arrived. */
export function handleNext(at: ConsumerStep): boolean {
  const { app, process, step } = at
  const [first] = process.hand
  if (first === undefined || process.handling === null || isForwarding(process) || !isWorkDone(at)) return false
  if (first.fate === 'fails' && app.failure?.reaction !== 'skip') return false
  const state = process.handling.state
  const { outcome, error } = outcomeOf(state, consumedOf(first, errorOn(app, state, first)), handledAt(app, step.nowMs))
  const isWaiting = outcome.kind === 'waits'
  const before = clientOf(step.cluster, app, process)
  const client = isWaiting ? waitAt(before, first) : before
  const left = isWaiting ? process.hand.filter((one) => !isPartition(first)(one)) : process.hand.slice(1)
  const record = { topic: first.topic, partitionIndex: first.partitionIndex, offset: first.offset, leaderEpoch: first.leaderEpoch }
  tell(at, { kind: 'consumer.handled', record, outcome, error, moved: moveOf(process, client), thread: resumed(at, left.length) })
  crash(at, 'afterProcess')
  return true
}

/** What its own work throws. Where only some attempts fail, those count that failed in earlier processes and on other levels. */
function errorOn({ failure }: ConsumerAppView, state: HandlerState, polled: PolledRecord): string | null {
  if (failure === null || polled.fate !== 'fails') return null
  const failed = failedBefore(state, consumedOf(polled, null).record)
  return failure.attempts > 0 && failed >= failure.attempts ? null : `The handler throws: attempt ${failed + 1}`
}

/** Where the time was not there yet the work was not done, and has not failed. */
function outcomeOf(
  state: HandlerState,
  consumed: Consumed,
  at: HandledAt,
): { readonly outcome: HandledOutcome; readonly error: string | null } {
  const { state: after, ended, waits } = handle(state, consumed, at)
  const { record, error } = consumed
  if (waits !== null) return { outcome: { kind: 'waits', untilMs: waits.untilMs }, error: waits.hasFailed ? error : null }
  if (ended !== null) return { outcome: { kind: 'ended', fate: ended.fate }, error }
  return { outcome: { kind: after.leaving.some((one) => isPlace(record)(one.record)) ? 'leaves' : 'held' }, error }
}

/** A partition that was taken away meanwhile is somebody else's to wait for. */
function waitAt(client: Consumer, { topic, partitionIndex, offset }: Place): Consumer {
  const sought = seek(client, { topic, partitionIndex }, offset)
  const paused = sought.ok ? pause(sought.state, [{ topic, partitionIndex }]) : sought
  return paused.ok ? paused.state : client
}

/** Partitions of which the wait is over are read on. */
export function resumePartitions(at: ConsumerStep): boolean {
  const { app, process, step } = at
  if (process.handling === null || app.phase === 'paused') return false
  const { partitions } = resumable(process.handling.state, step.nowMs)
  if (partitions.length === 0) return false
  const called = resume(clientOf(step.cluster, app, process), partitions)
  return tell(at, { kind: 'consumer.resumed', partitions, moved: called.ok ? moveOf(process, called.state) : {} })
}

export function turn(at: ConsumerStep): boolean {
  const { app, process, step } = at
  const { wheel } = (process.handling?.state ?? { wheel: null }) as Pick<HandlerState, 'wheel'>
  const nextMs = wheel === null || app.phase === 'paused' ? null : nextFireMs(wheel)
  if (wheel === null || nextMs === null || nextMs > step.nowMs) return false
  return tell(at, { kind: 'consumer.wheelTurned', dueCount: fire(wheel, step.nowMs).due.length })
}

/** The next of what leaves is handed to the producer. Its thread is inside of send for one record at a time. */
export function forward(at: ConsumerStep): boolean {
  const { app, process, step } = at
  const { handling } = process
  if (handling === null || handling.notBeforeMs > step.nowMs || handling.sending.length >= MAX_APP_FORWARDING) return false
  const next = handling.state.leaving.find(({ record }) => !handling.sending.some(isPlace(record)))
  const writer = writerOf(step.cluster, app)
  if (next === undefined || writer === undefined) return false
  if (writer.producer === null) return writer.phase === 'failed' && fail(at, writer)
  if (writer.producer.sending !== null) return false
  const { topic, key, value, headers } = next.message
  makeByHand({ step, app: writer }, { topic, partitionIndex: null, key, value, headers })
  return tell(at, { kind: 'consumer.forwarding', sending: { ...next.record, sequence: writer.counters.made + 1 }, topic })
}

/** A producer that is of no more use is the end of the process, too. */
function fail({ step, app }: ConsumerStep, { error }: AppView): true {
  step.records.push({ kind: 'app.changed', appId: app.appId, change: { kind: 'phase.moved', phase: 'failed', error } })
  return true
}

/** The callbacks of send. */
export function hearProducer(at: ConsumerStep): boolean {
  const { app, process, step } = at
  const sending = process.handling?.sending ?? []
  const writer = sending.length === 0 ? undefined : writerOf(step.cluster, app)
  if (writer === undefined) return false
  const fates = new Map(writer.trace.map(({ sequence, fate }) => [sequence, fate]))
  const acknowledged = sending.filter(({ sequence }) => fates.get(sequence) === 'acknowledged')
  const failed = sending.filter(({ sequence }) => fates.get(sequence) !== 'acknowledged' && fates.get(sequence) !== 'pending')
  return acknowledged.length + failed.length > 0 && tell(at, { kind: 'consumer.forwarded', acknowledged, failed })
}

/** Commits what is new behind everything that has ended: after each record, or when the hand is empty. */
export function commitHandled(at: ConsumerStep): boolean {
  const { app, process, step } = at
  const { handling, hand, thread } = process
  if (handling === null || app.phase === 'paused' || isForwarding(process)) return false
  const isTime = app.commit.kind === 'perRecord' ? isFree(thread) : app.commit.kind === 'afterBatch' && thread.kind === 'polling'
  const offsets = isTime ? committable(handling.state).filter((one) => isNews(handling, one)) : []
  if (offsets.length === 0) return false
  return commitNow(at, clientOf(step.cluster, app, process), offsets, hand.length === 0 ? 'polling' : 'processing')
}

function isFree({ kind }: ConsumerProcessView['thread']): boolean {
  return kind === 'polling' || kind === 'processing'
}

function isNews({ asked }: HandlingView, { topic, partitionIndex, offset }: CommittedOffset): boolean {
  return asked.find(isPartition({ topic, partitionIndex }))?.offset !== offset
}

/** What a rebalance listener commits: null, for the positions, without a pattern. */
export function handledOffsets({ handling }: ConsumerProcessView): readonly CommittedOffset[] | null {
  return handling === null ? null : committable(handling.state)
}

export function* patternDueTimes({ handling }: ConsumerProcessView): Generator<number, void, undefined> {
  if (handling === null) return
  const nextMs = nextHandlerMs(handling.state)
  if (nextMs !== null) yield nextMs
  if (handling.state.leaving.length > 0) yield handling.notBeforeMs
}
