// Patterns between /v1 and the object: bodies as plans, and what the object tells of them as JSON.
import type { ConsumerAppState } from '../../durable/shell/views/app-state.ts'
import type { AuditState, HandledState, HandlingState } from '../../durable/shell/views/handling-state.ts'
import type { ShownConsumerApp } from '../../schema/api/apps.ts'
import { isoTime } from './show-sandbox.ts'

type Interceptor = ConsumerAppState['onConsume'][number]
type Handler = NonNullable<ConsumerAppState['handler']>
type Level = Extract<Handler['pattern'], { kind: 'retry' }>['levels'][number]
type ShownInterceptor = ShownConsumerApp['reads']['on_consume'][number]
type ShownHandler = NonNullable<ShownConsumerApp['reads']['handler']>
type ShownLevel = Extract<ShownHandler, { kind: 'retry' }>['levels'][number]
type ShownHandled = NonNullable<ShownConsumerApp['handled']>
type ShownHandling = NonNullable<NonNullable<ShownConsumerApp['consumer']>['handling']>

const DELAY_HEADER = 'delay-ms'
const AUDIT_WINDOW_MS = 60_000
/** Three attempts, a second apart: enough to see what the pattern does. */
const MAX_ATTEMPTS = 3
const BACKOFF_MS = 1_000
const TICK_MS = 100
/** As the timer of Kafka's purgatory has it. */
const WHEEL_SIZE = 20

export function consumerInterceptorOf(interceptor: ShownInterceptor): Interceptor {
  switch (interceptor.kind) {
    case 'drop':
      return { kind: 'drop', valueContains: interceptor.value_contains }
    case 'time_to_live':
      return { kind: 'timeToLive', header: interceptor.header, meaning: interceptor.meaning ?? 'deadline' }
    case 'audit': {
      const { header, first_id: firstId = 1, window_ms: windowMs = AUDIT_WINDOW_MS } = interceptor
      return { kind: 'audit', header, firstId, windowMs }
    }
    case 'trace':
      return interceptor
  }
}

export function showConsumerInterceptor(interceptor: Interceptor): ShownInterceptor {
  switch (interceptor.kind) {
    case 'drop':
      return { kind: 'drop', value_contains: interceptor.valueContains }
    case 'timeToLive':
      return { kind: 'time_to_live', header: interceptor.header, meaning: interceptor.meaning }
    case 'audit':
      return { kind: 'audit', header: interceptor.header, first_id: interceptor.firstId, window_ms: interceptor.windowMs }
    case 'trace':
      return interceptor
  }
}

export function handlerOf(shown: ShownHandler): Handler {
  return { pattern: patternOf(shown), producerConfigs: Object.entries(shown.producer_configs ?? {}) }
}

function patternOf(shown: ShownHandler): Handler['pattern'] {
  switch (shown.kind) {
    case 'dead_letter': {
      const { topic, max_attempts: maxAttempts = MAX_ATTEMPTS, backoff_ms: backoffMs = BACKOFF_MS } = shown
      return { kind: 'deadLetter', topic, maxAttempts, backoffMs }
    }
    case 'retry':
      return { kind: 'retry', levels: shown.levels.map(levelOf), deadLetterTopic: shown.dead_letter_topic }
    case 'delay_levels': {
      const { header = DELAY_HEADER, unit = 'milliseconds', levels, target_topic: targetTopic } = shown
      return { kind: 'delayLevels', header, unit, levels: levels.map(levelOf), targetTopic }
    }
    case 'timing_wheel': {
      const { header = DELAY_HEADER, tick_ms: tickMs = TICK_MS, wheel_size: wheelSize = WHEEL_SIZE, target_topic: targetTopic } = shown
      return { kind: 'timingWheel', header, tickMs, wheelSize, targetTopic }
    }
    case 'route':
      return { kind: 'route', header: shown.header, topics: shown.topics, otherwise: shown.otherwise ?? null }
  }
}

function levelOf({ topic, delay_ms: delayMs }: ShownLevel): Level {
  return { topic, delayMs }
}

/** Null where nothing is done but the work itself, which is no pattern. */
export function showHandler({ pattern, producerConfigs }: Handler): ShownHandler | null {
  const producer_configs = Object.fromEntries(producerConfigs)
  switch (pattern.kind) {
    case 'process':
      return null
    case 'deadLetter': {
      const { topic, maxAttempts: max_attempts, backoffMs: backoff_ms } = pattern
      return { kind: 'dead_letter', topic, max_attempts, backoff_ms, producer_configs }
    }
    case 'retry':
      return { kind: 'retry', levels: pattern.levels.map(showLevel), dead_letter_topic: pattern.deadLetterTopic, producer_configs }
    case 'delayLevels': {
      const { header, unit, levels, targetTopic: target_topic } = pattern
      return { kind: 'delay_levels', header, unit, levels: levels.map(showLevel), target_topic, producer_configs }
    }
    case 'timingWheel': {
      const { header, tickMs: tick_ms, wheelSize: wheel_size, targetTopic: target_topic } = pattern
      return { kind: 'timing_wheel', header, tick_ms, wheel_size, target_topic, producer_configs }
    }
    case 'route':
      return { kind: 'route', header: pattern.header, topics: { ...pattern.topics }, otherwise: pattern.otherwise, producer_configs }
  }
}

function showLevel({ topic, delayMs: delay_ms }: Level): ShownLevel {
  return { topic, delay_ms }
}

/** All that it writes to. */
export function topicsOfHandler({ pattern }: Handler): readonly string[] {
  switch (pattern.kind) {
    case 'process':
      return []
    case 'deadLetter':
      return [pattern.topic]
    case 'retry':
      return [...pattern.levels.map(({ topic }) => topic), pattern.deadLetterTopic]
    case 'delayLevels':
      return [...pattern.levels.map(({ topic }) => topic), pattern.targetTopic]
    case 'timingWheel':
      return [pattern.targetTopic]
    case 'route':
      return [...Object.values(pattern.topics), ...(pattern.otherwise === null ? [] : [pattern.otherwise])]
  }
}

export function showHandled({ fates, audit, traces }: HandledState): ShownHandled {
  const { deadLettered, ...others } = fates
  return {
    ...others,
    dead_lettered: deadLettered,
    audit: audit === null ? null : showAudit(audit),
    traces: traces.map(({ record: { topic, partitionIndex, offset }, fate, hops }) => {
      return { topic, partition: partitionIndex, offset, fate: fate === 'deadLettered' ? 'dead_lettered' : fate, hops: [...hops] }
    }),
  }
}

function showAudit({ counted, uncounted, sources, windows, latency }: AuditState): NonNullable<ShownHandled['audit']> {
  const { count, sumMs, minMs, maxMs } = latency
  return {
    counted,
    uncounted,
    sources: sources.map(({ source, counted: ofSource, missing, missingIds, duplicates, outOfOrder }) => {
      return { source, counted: ofSource, missing, missing_ids: [...missingIds], duplicates, out_of_order: outOfOrder }
    }),
    windows: windows.map(({ startMs, records }) => ({ from: isoTime(startMs), records })),
    latency_ms: count === 0 ? null : { min: minMs, average: sumMs / count, max: maxMs },
  }
}

export function showHandling({ leavingCount, heldCount, nextMs, waits }: HandlingState): ShownHandling {
  return {
    leaving: leavingCount,
    held: heldCount,
    next_due_at: nextMs === null ? null : isoTime(nextMs),
    waits: waits.map(({ topic, partitionIndex, untilMs }) => ({ topic, partition: partitionIndex, until: isoTime(untilMs) })),
  }
}
