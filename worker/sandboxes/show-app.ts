// Simulated applications between /v1 and the object: bodies as plans, and what the object tells of them as JSON.
import type { AppDelivery, AppState, BatchState, ProducerState } from '../../durable/shell/views/app-state.ts'
import type { DeliveryPage } from '../../durable/shell/views/partition-delivery.ts'
import type { SandboxAction } from '../../durable/shell/rpc.ts'
import type { CreateAppBody, ShownApp, UpdateAppBody } from '../../schema/api/apps.ts'
import { isoTime } from './show-sandbox.ts'

type Plan = Exclude<Extract<SandboxAction, { kind: 'createApp' }>['plan'], { readonly reads: unknown }>
type PlanChange = Partial<Plan>
type Interceptor = Plan['interceptors'][number]
type Keys = Plan['workload']['keys']
type ShownInterceptor = ShownApp['interceptors'][number]
type ShownKeys = ShownApp['workload']['keys']

/** One record a second until it has made a hundred, without keys. */
const DEFAULT_WORKLOAD: Plan['workload'] = {
  recordsPerSecond: 1,
  count: 100,
  keys: { kind: 'none' },
  value: 'record {{sequence}}',
  headers: [],
  recordsPerTransaction: 0,
  abortEvery: 0,
}
/** Of an application with a transactional.id that says no number. */
const RECORDS_PER_TRANSACTION = 10

export function planOf(body: CreateAppBody): Plan {
  const { name = 'producer', topic = '', configs = {}, workload, interceptors = [] } = body
  const recordsPerTransaction = configs['transactional.id'] === undefined ? 0 : RECORDS_PER_TRANSACTION
  return {
    name,
    topic,
    configs: Object.entries(configs),
    workload: workloadOf({ ...DEFAULT_WORKLOAD, recordsPerTransaction }, workload),
    interceptors: interceptors.map(interceptorOf),
  }
}

/** Only what was asked for; a workload keeps what the body does not name. */
export function planChangeOf(body: UpdateAppBody, { workload: current }: Pick<AppState, 'workload'>): PlanChange {
  const { name, topic, configs, workload, interceptors } = body
  return {
    ...(name === undefined ? {} : { name }),
    ...(topic === undefined ? {} : { topic }),
    ...(configs === undefined ? {} : { configs: Object.entries(configs) }),
    ...(workload === undefined ? {} : { workload: workloadOf(current, workload) }),
    ...(interceptors === undefined ? {} : { interceptors: interceptors.map(interceptorOf) }),
  }
}

function workloadOf(current: Plan['workload'], body: CreateAppBody['workload'] = {}): Plan['workload'] {
  return {
    recordsPerSecond: body.records_per_second ?? current.recordsPerSecond,
    count: body.count ?? current.count,
    keys: body.keys === undefined ? current.keys : keysOf(body.keys),
    value: body.value === undefined ? current.value : body.value,
    headers: body.headers?.map(({ name, value }) => [name, value] as const) ?? current.headers,
    recordsPerTransaction: body.records_per_transaction ?? current.recordsPerTransaction,
    abortEvery: body.abort_every ?? current.abortEvery,
  }
}

function keysOf(keys: ShownKeys): Keys {
  return keys.kind === 'round_robin' ? { ...keys, kind: 'roundRobin' } : keys
}

function interceptorOf(interceptor: ShownInterceptor): Interceptor {
  switch (interceptor.kind) {
    case 'add_header':
      return { ...interceptor, kind: 'addHeader' }
    case 'time_to_live':
      return { kind: 'timeToLive', header: interceptor.header, ttlMs: interceptor.ttl_ms }
    case 'drop':
      return { kind: 'drop', every: interceptor.every ?? 0, valueContains: interceptor.value_contains ?? null }
    default:
      return interceptor
  }
}

export function showApp(state: AppState): ShownApp {
  const { appId: id, name, topic, configs, phase, error, instance, producer } = state
  return {
    id,
    name,
    topic,
    configs: Object.fromEntries(configs),
    workload: showWorkload(state.workload),
    interceptors: state.interceptors.map(showInterceptor),
    created_at: isoTime(state.createdMs),
    phase,
    error,
    instance,
    counters: showCounters(state.counters),
    producer: producer === null ? null : showProducer(producer),
    abandoned_requests: state.abandonedRequests,
    owner_app: state.ownerAppId ?? null,
  }
}

function showWorkload(workload: AppState['workload']): ShownApp['workload'] {
  const { keys } = workload
  return {
    records_per_second: workload.recordsPerSecond,
    count: workload.count,
    keys: keys.kind === 'roundRobin' ? { ...keys, kind: 'round_robin' } : keys,
    value: workload.value,
    headers: workload.headers.map(([name, value]) => ({ name, value })),
    records_per_transaction: workload.recordsPerTransaction,
    abort_every: workload.abortEvery,
  }
}

function showInterceptor(interceptor: AppState['interceptors'][number]): ShownInterceptor {
  switch (interceptor.kind) {
    case 'addHeader':
      return { ...interceptor, kind: 'add_header' }
    case 'timeToLive':
      return { kind: 'time_to_live', header: interceptor.header, ttl_ms: interceptor.ttlMs }
    case 'drop': {
      const { every, valueContains } = interceptor
      return { kind: 'drop', every, ...(valueContains === null ? {} : { value_contains: valueContains }) }
    }
    default:
      return interceptor
  }
}

export function showCounters(counters: AppState['counters']): ShownApp['counters'] {
  const { made, dropped, acknowledged, failed, abandoned, requests, retries, timeouts } = counters
  return {
    made,
    dropped,
    acknowledged,
    failed,
    abandoned,
    requests,
    retries,
    timeouts,
    connections_lost: counters.connectionsLost,
    duplicates_dropped: counters.duplicatesDropped,
    on_acknowledgement: counters.onAcknowledgement,
    on_acknowledgement_errors: counters.onAcknowledgementErrors,
    transactions_committed: counters.transactionsCommitted,
    transactions_aborted: counters.transactionsAborted,
  }
}

function showProducer(producer: ProducerState): NonNullable<ShownApp['producer']> {
  return {
    started_at: isoTime(producer.startedMs),
    made: producer.madeByWorkload,
    next_record_at: isoTime(producer.nextRecordMs),
    sending_since: producer.sendingSinceMs === null ? null : isoTime(producer.sendingSinceMs),
    buffered_bytes: producer.bufferedBytes,
    batches: producer.batches.map(showBatch),
    in_flight: producer.inFlight.map(({ requestId, brokerId, api, sentMs, phase, batches }) => {
      return { request_id: requestId, broker: brokerId, api, sent_at: isoTime(sentMs), phase, batches: batches.map(showBatch) }
    }),
    producer_id: known(producer.producerId),
    producer_epoch: known(producer.producerEpoch),
    transaction: producer.transaction,
  }
}

function showBatch({ batchId, topic, partitionIndex, firstSequence, recordCount, attempts, baseSequence }: BatchState) {
  return {
    id: batchId,
    topic,
    partition: partitionIndex,
    first_record: firstSequence,
    record_count: recordCount,
    attempts,
    base_sequence: known(baseSequence),
  }
}

/** Kafka's -1 is nobody and nothing. */
function known(value: number): number | null {
  return value === -1 ? null : value
}

type Fates = AppDelivery['counts']['pending']

function sum(counts: Fates): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}

function stored({ committed, uncommitted, open, aborted }: Fates): number {
  return committed + uncommitted + open + aborted
}

export function showDelivery({ appId, counters, pending, counts, records }: AppDelivery) {
  const fates = { acknowledged: counts.acknowledged, failed: counts.failed, abandoned: counts.abandoned, pending: counts.pending }
  const told = { acknowledged: counters.acknowledged, failed: counters.failed, abandoned: counters.abandoned, pending }
  const balanced = (Object.keys(fates) as (keyof typeof fates)[]).every((fate) => sum(fates[fate]) === told[fate])
  const lostByBroker = Object.entries(counts.lostByBroker).map(([broker, lost]) => ({ broker: Number(broker), records: lost }))
  return {
    app_id: appId,
    counters: showCounters(counters),
    audit: {
      sent: counters.made - counters.dropped,
      ...told,
      stored: Object.values(fates).reduce((total, ofFate) => total + stored(ofFate), 0),
      duplicated: counts.duplicates,
      lost: fates.acknowledged.lost + fates.acknowledged.neverStored,
      lost_by_broker: lostByBroker,
      balanced: balanced && pending >= 0,
    },
    fates,
    records: records.map(showTraced),
  }
}

function showTraced(traced: AppDelivery['records'][number]) {
  const { sequence, topic, key, sends, fate, error, duplicates, copies } = traced
  return {
    record: sequence,
    topic,
    partition: known(traced.partitionIndex),
    key,
    made_at: isoTime(traced.madeMs),
    done_at: traced.doneMs === null ? null : isoTime(traced.doneMs),
    sends,
    fate,
    error,
    offset: known(traced.offset),
    broker: known(traced.brokerId),
    log_fate: traced.logFate,
    duplicates,
    duplicates_dropped: traced.duplicatesDropped,
    copies: copies.map(({ brokerId, leaderEpoch, offset }) => ({ broker: brokerId, leader_epoch: leaderEpoch, offset })),
  }
}

export function showPartitionDelivery(page: DeliveryPage, topicName: string, partitionId: number, next: string | null) {
  return {
    topic_name: topicName,
    partition_id: partitionId,
    log_start_offset: page.logStartOffset,
    high_watermark: page.highWatermark,
    log_end_offset: page.logEndOffset,
    records: page.records.map(({ offset, fate, leaderEpoch, brokerId, producerId, appId, sequence }) => {
      return {
        offset,
        fate,
        leader_epoch: leaderEpoch,
        broker: known(brokerId),
        producer_id: known(producerId),
        app_id: appId,
        record: sequence,
      }
    }),
    next,
  }
}
