// Simulated applications that read between /v1 and the object: bodies as plans, and what the object tells of them as JSON.
import type { ConsumerAppDelivery, ConsumerAppState, ConsumerState } from '../../durable/shell/views/app-state.ts'
import type { SandboxAction } from '../../durable/shell/rpc.ts'
import type { CreateAppBody, ShownConsumerApp, UpdateAppBody } from '../../schema/api/apps.ts'
import type { ConsumerPlanBody } from '../../schema/api/consumer-apps.ts'
import { consumerInterceptorOf, handlerOf, showConsumerInterceptor, showHandled, showHandler, showHandling } from './show-handler.ts'
import { isoTime } from './show-sandbox.ts'

type Plan = Extract<Extract<SandboxAction, { kind: 'createApp' }>['plan'], { readonly reads: unknown }>
type ShownPlan = ShownConsumerApp['reads']

/** Reads as Kafka's consumer does by itself: at once, with automatic commits. */
const DEFAULT_PLAN: Omit<Plan, 'name' | 'configs'> = {
  reads: { kind: 'topics', topics: [] },
  processingMs: 0,
  handsOver: false,
  commit: { kind: 'auto' },
  commitsOnRevoke: false,
  seek: null,
  onConsume: [],
  failure: null,
  crash: null,
  handler: null,
}

export function consumerPlanOf({ name = 'consumer', configs = {} }: CreateAppBody, consumer: ConsumerPlanBody): Plan {
  // What a handler sends on has to be behind what is committed, so it is its application that commits.
  const usual: Plan['commit'] =
    consumer.handler === undefined || consumer.handler === null ? DEFAULT_PLAN.commit : { kind: 'afterBatch', mode: 'sync' }
  return { ...DEFAULT_PLAN, commit: usual, ...changeOf(consumer, DEFAULT_PLAN), name, configs: Object.entries(configs) }
}

/** Only what was asked for. */
export function consumerPlanChangeOf({ name, configs, consumer }: UpdateAppBody, current: ConsumerAppState): Partial<Plan> {
  return {
    ...(name === undefined ? {} : { name }),
    ...(configs === undefined ? {} : { configs: Object.entries(configs) }),
    ...(consumer === undefined ? {} : changeOf(consumer, current)),
  }
}

function changeOf(body: ConsumerPlanBody, current: Pick<Plan, 'commit'>): Partial<Plan> {
  const {
    processing_ms: processingMs,
    hands_over: handsOver,
    commits_on_revoke: commitsOnRevoke,
    seek,
    on_consume: onConsume,
    failure,
    crash,
    handler,
  } = body
  const reads = readsOf(body)
  const commit = commitOf(body, current)
  return {
    ...(reads === null ? {} : { reads }),
    ...(processingMs === undefined ? {} : { processingMs }),
    ...(handsOver === undefined ? {} : { handsOver }),
    ...(commit === null ? {} : { commit }),
    ...(commitsOnRevoke === undefined ? {} : { commitsOnRevoke }),
    ...(seek === undefined ? {} : { seek: seek === null ? null : seekOf(seek) }),
    ...(onConsume === undefined ? {} : { onConsume: onConsume.map(consumerInterceptorOf) }),
    ...(failure === undefined ? {} : { failure: failure === null ? null : failureOf(failure) }),
    ...(crash === undefined ? {} : { crash: crash === null ? null : { step: CRASH_STEPS[crash.step], nth: crash.nth } }),
    ...(handler === undefined ? {} : { handler: handler === null ? null : handlerOf(handler) }),
  }
}

function readsOf({ topics, pattern, partitions }: ConsumerPlanBody): Plan['reads'] | null {
  if (topics !== undefined) return { kind: 'topics', topics }
  if (pattern !== undefined) return { kind: 'pattern', pattern }
  if (partitions === undefined) return null
  return { kind: 'partitions', partitions: partitions.map(({ topic, partition }) => ({ topic, partitionIndex: partition })) }
}

const COMMITS = { per_record: 'perRecord', after_batch: 'afterBatch', before_processing: 'beforeProcessing' } as const
const CRASH_STEPS = {
  after_poll: 'afterPoll',
  after_process: 'afterProcess',
  before_commit: 'beforeCommit',
  after_commit: 'afterCommit',
} as const

/** Null when nothing was said about it. */
function commitOf({ commit, commit_mode }: ConsumerPlanBody, { commit: current }: Pick<Plan, 'commit'>): Plan['commit'] | null {
  if (commit === 'auto' || commit === 'none') return { kind: commit }
  if (commit === undefined && commit_mode === undefined) return null
  const kind = commit === undefined ? current.kind : COMMITS[commit]
  if (kind === 'auto' || kind === 'none') return null
  return { kind, mode: commit_mode ?? ('mode' in current ? current.mode : 'sync') }
}

function seekOf(seek: NonNullable<ConsumerPlanBody['seek']>): Plan['seek'] {
  switch (seek.to) {
    case 'offset':
      return { kind: 'offset', offset: seek.offset }
    case 'timestamp':
      return { kind: 'timestamp', timestampMs: Date.parse(seek.timestamp) }
    default:
      return { kind: seek.to }
  }
}

function failureOf({
  every = 0,
  key_contains,
  value_contains,
  attempts = 0,
  reaction = 'skip',
}: NonNullable<ConsumerPlanBody['failure']>): Plan['failure'] {
  return { every, keyContains: key_contains ?? null, valueContains: value_contains ?? null, attempts, reaction }
}

export function showConsumerApp(state: ConsumerAppState): ShownConsumerApp {
  const { appId: id, name, configs, phase, error, instance, consumer } = state
  return {
    id,
    name,
    configs: Object.fromEntries(configs),
    created_at: isoTime(state.createdMs),
    phase,
    error,
    instance,
    abandoned_requests: state.abandonedRequests,
    reads: showPlan(state),
    counters: showCounters(state.counters),
    handled: state.handled === null ? null : showHandled(state.handled),
    producer_app: state.producerAppId,
    consumer: consumer === null ? null : showConsumer(consumer),
  }
}

function showPlan(state: ConsumerAppState): ShownPlan {
  const { reads, processingMs, handsOver, commit, commitsOnRevoke, seek, onConsume, failure, crash, handler } = state
  return {
    ...showReads(reads),
    processing_ms: processingMs,
    hands_over: handsOver,
    commit: 'mode' in commit ? nameOf(COMMITS, commit.kind) : commit.kind,
    commit_mode: 'mode' in commit ? commit.mode : null,
    commits_on_revoke: commitsOnRevoke,
    seek: seek === null ? null : showSeek(seek),
    on_consume: onConsume.map(showConsumerInterceptor),
    failure: failure === null ? null : showFailure(failure),
    crash: crash === null ? null : { step: nameOf(CRASH_STEPS, crash.step), nth: crash.nth },
    handler: handler === null ? null : showHandler(handler),
  }
}

/** From our word back to that of the API. */
function nameOf<Name extends string, Value>(names: Readonly<Record<Name, Value>>, value: Value): Name {
  const found = (Object.keys(names) as Name[]).find((name) => names[name] === value)
  if (found === undefined) throw new Error(`There is no name for ${String(value)}.`)
  return found
}

function showReads(reads: ConsumerAppState['reads']): Pick<ShownPlan, 'topics' | 'pattern' | 'partitions'> {
  switch (reads.kind) {
    case 'topics':
      return { topics: [...reads.topics] }
    case 'pattern':
      return { pattern: reads.pattern }
    case 'partitions':
      return { partitions: reads.partitions.map(({ topic, partitionIndex }) => ({ topic, partition: partitionIndex })) }
  }
}

function showSeek(seek: NonNullable<ConsumerAppState['seek']>): NonNullable<ShownPlan['seek']> {
  switch (seek.kind) {
    case 'offset':
      return { to: 'offset', offset: seek.offset }
    case 'timestamp':
      return { to: 'timestamp', timestamp: isoTime(seek.timestampMs) }
    default:
      return { to: seek.kind }
  }
}

function showFailure({
  every,
  keyContains,
  valueContains,
  attempts,
  reaction,
}: NonNullable<ConsumerAppState['failure']>): NonNullable<ShownPlan['failure']> {
  return {
    every,
    ...(keyContains === null ? {} : { key_contains: keyContains }),
    ...(valueContains === null ? {} : { value_contains: valueContains }),
    ...(attempts === 0 ? {} : { attempts }),
    reaction,
  }
}

function showCounters(counters: ConsumerAppState['counters']): ShownConsumerApp['counters'] {
  const { polls, polled, processed, failures, commits, requests } = counters
  return {
    polls,
    polled,
    processed,
    dropped: counters.dropped,
    on_consume: counters.onConsume,
    on_commit: counters.onCommit,
    processed_again: counters.processedAgain,
    failures,
    commits,
    commit_failures: counters.commitFailures,
    partitions_assigned: counters.assigned,
    partitions_revoked: counters.revoked,
    partitions_lost: counters.lost,
    requests,
    connections_lost: counters.connectionsLost,
  }
}

function showConsumer(consumer: ConsumerState): NonNullable<ShownConsumerApp['consumer']> {
  const { startedMs, thread, workUntilMs, handling, inHand, memberId, generation, membership, coordinatorId, partitions, inFlight } =
    consumer
  return {
    started_at: isoTime(startedMs),
    thread,
    working_until: workUntilMs === null ? null : isoTime(workUntilMs),
    handling: handling === null ? null : showHandling(handling),
    in_hand: inHand,
    member_id: memberId,
    generation: generation === -1 ? null : generation,
    membership,
    coordinator: coordinatorId,
    partitions: partitions.map(({ topic, partitionIndex, position, committedOffset, isPaused }) => {
      return { topic, partition: partitionIndex, position, committed: committedOffset, paused: isPaused }
    }),
    in_flight: inFlight.map(({ requestId, brokerId, api, sentMs, phase }) => {
      return { request_id: requestId, broker: brokerId, api, sent_at: isoTime(sentMs), phase }
    }),
  }
}

export function showConsumption({ appId, counters, counts, records }: ConsumerAppDelivery) {
  return {
    app_id: appId,
    counters: showCounters(counters),
    audit: { ...counts },
    records: records.map(({ appId: writtenBy, sequence, topic, partitionIndex, offset, fate, times, by }) => ({
      app_id: writtenBy,
      record: sequence,
      topic,
      partition: partitionIndex,
      offset,
      fate,
      times,
      by: by.map(({ appId: readBy, times: ofApp, failures }) => ({ app_id: readBy, times: ofApp, failures })),
    })),
  }
}
