// Patterns of the trade: what an application does with a record that it has read. The words are here; handle.ts is the door.
//
// A record passes the interceptors (onConsume), is worked on, and then the pattern decides: it is processed, sent on to another topic, held
// for a while, or read again later. Nothing here sends, commits or waits: the application does, and tells what came of it.
import type { TopicPartition } from '../../../../schema/kafka/topic-partition.ts'
import type { TimingWheel } from './timing-wheel.ts'

export type HandlerPlan = { readonly interceptors: readonly ConsumerInterceptor[]; readonly pattern: Pattern }

/** onConsume of a ConsumerInterceptor: it may keep records back, and then the handler never sees them. */
export type ConsumerInterceptor =
  /** Whose time is over. The header says how long a record lives, or when that ends, as timeToLive of a producer writes it: in milliseconds. */
  | { readonly kind: 'timeToLive'; readonly header: string; readonly meaning: 'duration' | 'deadline' }
  /** Those whose value holds a text. */
  | { readonly kind: 'drop'; readonly valueContains: string }
  /** Writes down who touched the record. */
  | { readonly kind: 'trace' }
  /** Compares the ids in a header with what should have come. Windows are those of the records' own timestamps. */
  | { readonly kind: 'audit'; readonly header: string; readonly firstId: number; readonly windowMs: number }

export type Level = { readonly topic: string; readonly delayMs: number }

export type RetryPattern = { readonly kind: 'retry'; readonly levels: readonly Level[]; readonly deadLetterTopic: string }
export type DeadLetterPattern = {
  readonly kind: 'deadLetter'
  readonly topic: string
  readonly maxAttempts: number
  /** Between two attempts; the partition waits. */
  readonly backoffMs: number
}
export type DelayLevelsPattern = {
  readonly kind: 'delayLevels'
  readonly header: string
  /** What the header holds: a delay, or the number of a level from 1 on. */
  readonly unit: 'milliseconds' | 'level'
  readonly levels: readonly Level[]
  readonly targetTopic: string
}
export type TimingWheelPattern = {
  readonly kind: 'timingWheel'
  /** Holds the delay in milliseconds. */
  readonly header: string
  readonly tickMs: number
  readonly wheelSize: number
  readonly targetTopic: string
}
export type RoutePattern = {
  readonly kind: 'route'
  readonly header: string
  /** From the header's value to the topic. */
  readonly topics: Readonly<Record<string, string>>
  /** Where everything else goes; null processes it here. */
  readonly otherwise: string | null
}
export type Pattern =
  | { readonly kind: 'process' }
  | DeadLetterPattern
  | RetryPattern
  | DelayLevelsPattern
  | TimingWheelPattern
  | RoutePattern

export type Headers = readonly (readonly [name: string, value: string])[]

/** A record by its place. A place without its leader epoch could be another record after a truncation. */
export type Place = TopicPartition & { readonly offset: number; readonly leaderEpoch: number }

export type ConsumedRecord = Place & {
  readonly timestampMs: number
  readonly key: string | null
  readonly value: string | null
  readonly headers: Headers
}

/** `error` is what the application's own work threw on the record; null when it did not, or when an interceptor kept the record from it. */
export type Consumed = { readonly record: ConsumedRecord; readonly error: string | null; readonly isDropped: boolean }

export type Message = {
  readonly topic: string
  readonly key: string | null
  readonly value: string | null
  readonly headers: Headers
}

/**
 * How a record's time with the application ends. `skipped` failed, and no pattern minds; `dropped` was kept back by an interceptor. `retried` and
 * `delayed` go to a level and come back; `delivered` reaches the target of a delay; `looped` was sent on so often that it must be going round.
 */
export type Fate = 'processed' | 'skipped' | 'dropped' | 'deadLettered' | 'retried' | 'delayed' | 'delivered' | 'routed' | 'looped'

/** Whether the record is at its end, as far as this application goes. */
export function isFinal(fate: Fate): boolean {
  return fate !== 'retried' && fate !== 'delayed'
}

/** What a pattern makes of a record. */
export type Decision =
  | { readonly kind: 'processed' | 'skipped' }
  | {
      readonly kind: 'forwarded'
      readonly fate: Fate
      readonly topic: string
      /** Added to the record's own, instead of those of the same name. */
      readonly headers: Headers
    }
  /** In memory, until it is sent to the pattern's target. */
  | { readonly kind: 'held'; readonly topic: string; readonly headers: Headers; readonly dueMs: number }
  /** The partition waits, and then gives the same record again. The time was not there yet, or the attempt has failed. */
  | { readonly kind: 'waiting'; readonly untilMs: number; readonly hasFailed: boolean }

/** A record that is sent on, or will be: its source counts as done only when a broker has acknowledged the message. */
export type Leaving = { readonly record: Place; readonly bornMs: number; readonly fate: Fate; readonly message: Message }

export type Ended = {
  readonly record: Place
  /** The time of the first record of the chain: what is sent on has a time of its own. */
  readonly bornMs: number
  readonly fate: Fate
  readonly headers: Headers
}

/** What the handler has in memory: it dies with its process, and everything in it is read again from the committed offsets. */
export type HandlerState = {
  /** The last record of each partition that was looked at and does not have to be read again for its own sake. */
  readonly reached: readonly Place[]
  /** To be sent, or sent and not acknowledged, in their order. */
  readonly leaving: readonly Leaving[]
  readonly wheel: TimingWheel<Leaving> | null
  readonly waits: readonly Wait[]
  /** Records that failed and are tried again where they are. */
  readonly attempts: readonly FailedAttempts[]
}

export type Wait = TopicPartition & { readonly untilMs: number }

export type FailedAttempts = Place & { readonly count: number }

export function newHandlerState(): HandlerState {
  return { reached: [], leaving: [], wheel: null, waits: [], attempts: [] }
}
