// A simulated application: a process outside of the cluster that uses Kafka's producer client. Its whole state is here, as plain data, so that
// it goes on after the object was evicted exactly as it would have without: what it was told to do, what it has in its buffer and on the
// wire, what it believes of the cluster, and what became of each record.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { KafkaApis } from '../../../schema/kafka/requests/apis.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { Waiting } from '../purgatory/waiting.ts'
import type { SentBatch } from './app-change.ts'
import type { DeliveryCounts, TracedRecord } from './delivery.ts'
import type { Interceptor } from './interceptors.ts'
import type { ConsumerApp, ConsumerPlan } from './consumer/consumer-app.ts'
import type { ConsumerApi } from '../consumer/consumer.ts'
import type { ProducerSettings } from './producer-config.ts'
import type { TransactionState } from './transaction-state.ts'
import type { Workload } from './workload.ts'

/**
 * `paused` makes no records and goes on sending. `stopping` and `finishing` are KafkaProducer.close, which sends what it has: by hand, or
 * because the workload has made all its records. `failed` met an error after which a producer is of no more use.
 */
export type AppPhase = 'running' | 'paused' | 'stopping' | 'finishing' | 'stopped' | 'finished' | 'killed' | 'failed'

export type App = AppPlan & {
  appId: number
  /** Worked out from the configs. Not stored. */
  settings: ProducerSettings
  createdMs: number
  phase: AppPhase
  /** Why it failed; null unless it did. */
  error: KafkaErrorName | null
  /** How many processes it has had. */
  instance: number
  /** When the next record is due, on the cluster's clock. */
  nextRecordMs: number
  nextRequestId: number
  /** Of the process that runs; null while there is none. */
  producer: Producer | null
  /** Requests that nobody waits for any more and that are still on their way, or in the socket of a paused broker. */
  abandoned: AppRequest[]
  counters: AppCounters
  /** Records that have left the trace, as they stood then. */
  settled: DeliveryCounts
  /** The newest records, oldest first: at most MAX_APP_TRACE, and those that are still pending. */
  trace: TracedRecord[]
}

/** What it was told to do. */
export type AppPlan = {
  name: string
  /** Where its records go, unless an interceptor sends them elsewhere. */
  topic: string
  /** As they were given, in Kafka's names. */
  configs: readonly (readonly [name: string, value: string])[]
  workload: Workload
  interceptors: readonly Interceptor[]
  /** Of the application that reads and has this producer beside its consumer. */
  ownerAppId?: number
}

export type AnyPlan = AppPlan | ConsumerPlan
/** One that writes, or one that reads. */
export type AnyApp = App | ConsumerApp
export type AnyAppView = DeepReadonly<App> | DeepReadonly<ConsumerApp>
export type AppView = DeepReadonly<App>
export type ProducerView = DeepReadonly<Producer>
export type BatchView = DeepReadonly<ProducerBatch>
export type AppRequestView = DeepReadonly<AppRequest>

/** Each record is in exactly one of dropped, acknowledged, failed, abandoned and pending: made is their sum. */
export type AppCounters = {
  made: number
  /** By an interceptor, before Kafka heard of them. */
  dropped: number
  acknowledged: number
  failed: number
  /** Their process died before it heard what became of them. */
  abandoned: number
  requests: number
  /** Batches that were sent again. */
  retries: number
  /** Connections that were given up because of a request without an answer within request.timeout.ms. */
  timeouts: number
  /** Connections that a broker refused or that ended with it. */
  connectionsLost: number
  /** Batches of which the log said that it has them already. */
  duplicatesDropped: number
  /** Calls of ProducerInterceptor.onAcknowledgement, and those with an exception. */
  onAcknowledgement: number
  onAcknowledgementErrors: number
  transactionsCommitted: number
  transactionsAborted: number
}

/** What a KafkaProducer has in memory. */
export type Producer = {
  startedMs: number
  /** Records that the workload has made in this process. */
  madeByWorkload: number
  metadata: MetadataView
  /** Brokers that refused or lost a connection: when the next try may be, and the failures so far. */
  backoffs: { brokerId: number; failures: number; untilMs: number }[]
  /** The record on which the application's thread is inside of send; null while it is not. */
  sending: { record: AppRecord; sinceMs: number } | null
  /** The RecordAccumulator: the deques of all partitions, one after another in one list. Order counts within a partition only. */
  accumulator: ProducerBatch[]
  nextBatchId: number
  /** In the order sent. */
  inFlight: AppRequest[]
  /** By topic: the partition that records without a key stick to, and the bytes it got. */
  sticky: Record<string, StickyPartition>
  /** Null without idempotence. */
  transactions: TransactionState | null
}

export type StickyPartition = { readonly partitionIndex: number; readonly producedBytes: number }

/** What a client believes of the cluster, until it asks again. */
export type MetadataView = {
  topics: TopicMetadata[]
  /** When the last answer came; null before the first. */
  updatedMs: number | null
  isWanted: boolean
  /** Since the last answer that helped. */
  attempts: number
  /** Not before then is it asked again. */
  notBeforeMs: number
}

export type TopicMetadata = {
  readonly name: string
  readonly error: KafkaErrorName
  /** By partition; -1 without a leader. */
  readonly leaders: readonly number[]
}

/** A record as the application handed it over and the interceptors left it. */
export type AppRecord = {
  /** Its number among the records of its application, from 1 on. */
  readonly sequence: number
  readonly topic: string
  /** Where somebody sent it by hand; null lets the partitioner choose. */
  readonly partitionIndex: number | null
  readonly key: string | null
  readonly value: string | null
  readonly headers: readonly (readonly [key: string, value: string])[]
  readonly timestampMs: number
}

export type ProducerBatch = {
  batchId: number
  topic: string
  partitionIndex: number
  records: AppRecord[]
  createdMs: number
  /** The most bytes that it can take. */
  sizeBytes: number
  /** How often it was sent in vain. */
  attempts: number
  /** Not sent again before then. */
  retryMs: number
  /** Failed on the application's side while its request was still out; what becomes of that nobody asks. */
  isDone: boolean
  /** Given when it is first drained, and kept with every retry of the same epoch. */
  producerId: number
  producerEpoch: number
  baseSequence: number
}

export type TransactionEnd = { readonly committed: boolean; readonly producerId: number; readonly producerEpoch: number }

export type ProducerApi = 'Produce' | 'Metadata' | 'InitProducerId' | 'FindCoordinator' | 'EndTxn'
export type AppApi = ProducerApi | ConsumerApi

/** Of Metadata no more is kept than a producer looks at. What a consumer is told is kept whole. */
export type AppAnswer =
  | { readonly api: 'packed'; readonly of: ConsumerApi; readonly response: string }
  | { readonly api: 'Metadata'; readonly topics: readonly TopicMetadata[] }
  | { [Api in AnsweredApi]: { readonly api: Api; readonly response: KafkaApis[Api]['response'] } }[AnsweredApi]

type AnsweredApi = Exclude<ProducerApi, 'Metadata'>

export type AppRequest = {
  requestId: number
  brokerId: number
  api: AppApi
  sentMs: number
  /**
   * On its way; in the socket of a broker that is paused or busy with an earlier one; read by the broker, which waits for replicas; answered,
   * and the answer is on its way, or has come and lies behind one that has not; lost on its way; or carried out, and the answer was lost.
   */
  phase: 'request' | 'held' | 'broker' | 'answer' | 'lost' | 'unanswered'
  /** When the message that is on its way arrives. */
  arrivesMs: number
  /** What a consumer asks; a producer's requests are made when they are read. Absent in those of old checkpoints. */
  payload?: string
  /** Of Produce. */
  batches: ProducerBatch[]
  /** Under which numbers they went: a producer that raises its epoch gives its batches others. */
  sent: readonly SentBatch[]
  /** Of EndTxn. */
  ending: TransactionEnd | null
  /** What the broker waits for. */
  waiting: DeepReadonly<Waiting> | null
  answer: DeepReadonly<AppAnswer> | null
}

/** What is on the wire of a process, in the order sent. */
export function inFlightOf(app: AnyAppView): readonly AppRequestView[] {
  return ('reads' in app ? app.process?.inFlight : app.producer?.inFlight) ?? []
}

/** Everything that waits for its end is in here: what flush and close wait for. */
export function incompleteBatches({ accumulator, inFlight }: ProducerView): BatchView[] {
  return [...accumulator, ...inFlight.flatMap(({ batches }) => batches)].filter(({ isDone }) => !isDone)
}

/** Bytes that BufferPool has lent out: each batch takes batch.size, or more where its first record needs more. */
export function bufferedBytes({ settings }: Pick<AppView, 'settings'>, producer: ProducerView): number {
  return incompleteBatches(producer).reduce((sum, { sizeBytes }) => sum + Math.max(settings.batchSize, sizeBytes), 0)
}

export function partitionName({ topic, partitionIndex }: { readonly topic: string; readonly partitionIndex: number }): string {
  return `${topic}-${partitionIndex}`
}

/** Whether there is no process any more. */
export function hasEnded(phase: AppPhase): boolean {
  return phase === 'stopped' || phase === 'finished' || phase === 'killed' || phase === 'failed'
}
