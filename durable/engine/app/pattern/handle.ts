// What an application does with a record that it has read, as pure functions over what its handler has in memory:
//
//   handle(state, consumed, at)        a record and what the work on it threw: it has ended, it leaves, it is held, or its partition waits
//   turnWheel(state, nowMs)            what is due in the timing wheel leaves
//   acknowledged(state, places)        brokers have the messages of these records, so they have ended
//   committable(state)                 the offsets behind which nothing is left to do
//   released(state, partitions)        they belong to somebody else now
//   resumable(state, nowMs)            partitions of which the wait is over
//   nextHandlerMs(state)               when time changes something
//
// The application sends what leaves, in order, and commits no more than what is committable, so that a crash loses nothing: at least once.
// Where a partition waits, it goes back to the record, pauses the partition, and reads it again when the wait is over.
import { assert } from '../../assert.ts'
import { isPartition } from '../../consumer/consumer.ts'
import type { CommittedOffset } from '../../consumer/consumer.ts'
import { earliest } from '../../earliest.ts'
import type { TopicPartition } from '../../../../schema/kafka/topic-partition.ts'
import { MAX_RECORD_FORWARDS } from '../../../../schema/limits.ts'
import { decideDeadLetter } from './dead-letter.ts'
import { decideDelayLevels } from './delay-levels.ts'
import { decideTimingWheel } from './delay-wheel.ts'
import { ATTEMPT, bornMs, forwardedHeaders, forwardsOf, numberIn, withHop } from './message-headers.ts'
import type { Consumed, ConsumedRecord, Decision, Ended, Fate, HandlerPlan, HandlerState, Headers, Leaving, Place } from './pattern.ts'
import { decideRetry } from './retry-levels.ts'
import { decideRoute } from './route.ts'
import { addTimer, fire, newTimingWheel, nextFireMs, timersOf, withoutTimers } from './timing-wheel.ts'

/** `application` is the name that its trace leaves in records. */
export type HandledAt = { readonly plan: HandlerPlan; readonly application: string; readonly nowMs: number }

export type Handled = {
  readonly state: HandlerState
  /** Null while the record is on its way, in the wheel, or to be read again. */
  readonly ended: Ended | null
  /** The partition has to be read from this record on, then; null when it goes on behind it. */
  readonly waits: { readonly untilMs: number; readonly hasFailed: boolean } | null
}

export function handle(given: HandlerState, consumed: Consumed, at: HandledAt): Handled {
  const { record } = consumed
  const state = turnWheel(given, at.nowMs)
  if (consumed.isDropped) return end(state, record, 'dropped', at)
  const decision = decide(state, consumed, at)
  switch (decision.kind) {
    case 'waiting':
      return waitFor(state, record, decision)
    case 'processed':
    case 'skipped':
      return end(state, record, decision.kind, at)
    case 'held':
      return { state: hold(reach(state, record), record, decision, at), ended: null, waits: null }
    case 'forwarded': {
      if (forwardsOf(record) >= MAX_RECORD_FORWARDS) return end(state, record, 'looped', at)
      const leaves = leaving(record, decision, decision.fate, at)
      return { state: { ...reach(state, record), leaving: [...state.leaving, leaves] }, ended: null, waits: null }
    }
  }
}

function decide(state: HandlerState, consumed: Consumed, { plan: { pattern }, nowMs }: HandledAt): Decision {
  const { record } = consumed
  switch (pattern.kind) {
    case 'process':
      return { kind: consumed.error === null ? 'processed' : 'skipped' }
    case 'deadLetter':
      return decideDeadLetter(pattern, consumed, failedAttempts(state, record) + 1, nowMs)
    case 'retry':
      return decideRetry(pattern, consumed, nowMs)
    case 'delayLevels':
      return decideDelayLevels(pattern, record, nowMs)
    case 'timingWheel':
      return decideTimingWheel(pattern, record, state.wheel, nowMs)
    case 'route':
      return decideRoute(pattern, record)
  }
}

/** How many attempts on a record have failed so far: here, and in whichever level it was. */
export function failedBefore(state: HandlerState, record: ConsumedRecord): number {
  return failedAttempts(state, record) + (numberIn(record.headers, ATTEMPT) ?? 0)
}

function failedAttempts({ attempts }: HandlerState, record: Place): number {
  const failed = attempts.find(isPartition(record))
  return failed?.offset === record.offset && failed.leaderEpoch === record.leaderEpoch ? failed.count : 0
}

function placeOf({ topic, partitionIndex, offset, leaderEpoch }: Place): Place {
  return { topic, partitionIndex, offset, leaderEpoch }
}

function withoutPartition<Item extends TopicPartition>(items: readonly Item[], partition: TopicPartition): Item[] {
  const isIt = isPartition(partition)
  return items.filter((item) => !isIt(item))
}

/** What failed is counted until the record ends or another one takes its place. */
function waitFor(state: HandlerState, record: ConsumedRecord, { untilMs, hasFailed }: Extract<Decision, { kind: 'waiting' }>): Handled {
  const { topic, partitionIndex } = record
  const failed = { ...placeOf(record), count: failedAttempts(state, record) + 1 }
  const attempts = hasFailed ? [...withoutPartition(state.attempts, record), failed] : state.attempts
  const waits = [...withoutPartition(state.waits, record), { topic, partitionIndex, untilMs }]
  return { state: { ...state, attempts, waits }, ended: null, waits: { untilMs, hasFailed } }
}

function reach(state: HandlerState, record: Place): HandlerState {
  const reached = [...withoutPartition(state.reached, record), placeOf(record)]
  return { ...state, reached, attempts: withoutPartition(state.attempts, record) }
}

function end(state: HandlerState, record: ConsumedRecord, fate: Fate, at: HandledAt): Handled {
  const ended = { record: placeOf(record), bornMs: bornMs(record), fate, headers: traced(record.headers, record, at) }
  return { state: reach(state, record), ended, waits: null }
}

function traced(headers: Headers, record: Place, { plan, application, nowMs }: HandledAt): Headers {
  return plan.interceptors.some(({ kind }) => kind === 'trace') ? withHop(headers, application, record, nowMs) : headers
}

type Addressed = { readonly topic: string; readonly headers: Headers }

function leaving(record: ConsumedRecord, { topic, headers: added }: Addressed, fate: Fate, at: HandledAt): Leaving {
  const headers = traced(forwardedHeaders(record, added), record, at)
  return { record: placeOf(record), bornMs: bornMs(record), fate, message: { topic, key: record.key, value: record.value, headers } }
}

function hold(state: HandlerState, record: ConsumedRecord, held: Addressed & { readonly dueMs: number }, at: HandledAt): HandlerState {
  const { pattern } = at.plan
  assert(pattern.kind === 'timingWheel', 'only a timing wheel holds records')
  const wheel = state.wheel ?? newTimingWheel<Leaving>(pattern.tickMs, pattern.wheelSize, at.nowMs)
  return { ...state, wheel: addTimer(wheel, held.dueMs, leaving(record, held, 'delivered', at)) }
}

export function turnWheel(state: HandlerState, nowMs: number): HandlerState {
  if (state.wheel === null) return state
  const { wheel, due } = fire(state.wheel, nowMs)
  return { ...state, wheel, leaving: [...state.leaving, ...due] }
}

/** The messages of these records are in the logs. What has been released since is nobody's business here any more. */
export function acknowledged(
  state: HandlerState,
  places: readonly Place[],
): { readonly state: HandlerState; readonly ended: readonly Ended[] } {
  const isDone = ({ record }: Leaving): boolean => places.some((place) => isPartition(place)(record) && place.offset === record.offset)
  const ended = state.leaving.filter(isDone).map(({ record, bornMs: sinceMs, fate, message }) => {
    return { record, bornMs: sinceMs, fate, headers: message.headers }
  })
  return { state: { ...state, leaving: state.leaving.filter((one) => !isDone(one)) }, ended }
}

/** Behind the last record that was reached, or before the first that is still held or on its way. */
export function committable(state: HandlerState): CommittedOffset[] {
  const open = unfinished(state)
  return state.reached.map((last) => {
    const behind = { ...last, offset: last.offset + 1 }
    const first = open.filter(isPartition(last)).reduce((lowest, place) => (place.offset < lowest.offset ? place : lowest), behind)
    return { ...first, metadata: '' }
  })
}

function unfinished({ leaving: leaves, wheel }: HandlerState): Place[] {
  return [...leaves, ...(wheel === null ? [] : timersOf(wheel))].map(({ record }) => record)
}

/** What was sent already may arrive nevertheless; whoever has the partitions now reads it again. */
export function released(state: HandlerState, partitions: readonly TopicPartition[]): HandlerState {
  const isGone = (place: TopicPartition): boolean => partitions.some(isPartition(place))
  return {
    reached: state.reached.filter((place) => !isGone(place)),
    leaving: state.leaving.filter(({ record }) => !isGone(record)),
    wheel: state.wheel === null ? null : withoutTimers(state.wheel, ({ record }) => isGone(record)),
    waits: state.waits.filter((wait) => !isGone(wait)),
    attempts: state.attempts.filter((place) => !isGone(place)),
  }
}

export type Resumed = { readonly state: HandlerState; readonly partitions: readonly TopicPartition[] }

/** Partitions of which the wait is over. */
export function resumable(state: HandlerState, nowMs: number): Resumed {
  const partitions = state.waits.filter(({ untilMs }) => untilMs <= nowMs)
  return { state: { ...state, waits: state.waits.filter(({ untilMs }) => untilMs > nowMs) }, partitions }
}

export function nextHandlerMs({ waits, wheel }: HandlerState): number | null {
  return waits.reduce((first, { untilMs }) => earliest(first, untilMs), wheel === null ? null : nextFireMs(wheel))
}
