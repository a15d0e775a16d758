// A simulated application: a process outside of the cluster that uses Kafka's producer client. Its whole state is here, as plain data, so that
// it goes on after the object was evicted exactly as it would have without: what it was told to do, what it has in its buffer and on the
// wire, what it believes of the cluster, and what became of each record.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { KafkaApis } from '../../../schema/kafka/requests/apis.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { WaitingPartition } from '../purgatory/waiting.ts'
import type { Interceptor } from './interceptors.ts'
import type { ProducerSettings } from './producer-config.ts'
import type { TransactionState } from './transaction-state.ts'
import type { Workload } from './workload.ts'

/**
 * `paused` makes no records and goes on sending; `stopping` is KafkaProducer.close, which sends what it has; `finished` has made all the
 * records of its workload and closed; `failed` met an error after which a producer is of no more use.
 */
export type AppPhase = 'running' | 'paused' | 'stopping' | 'stopped' | 'finished' | 'killed' | 'failed'

export type App = {
  appId: number
  name: string
  topic: string
  /** As they were given, in Kafka's names. */
  configs: [name: string, value: string][]
  settings: ProducerSettings
  workload: Workload
  interceptors: Interceptor[]
  createdMs: number
  phase: AppPhase
  /** Why it failed; null unless it did. */
  error: KafkaErrorName | null
  /** How many processes it has had. */
  instance: number
  /** When the next record is due, on the cluster's clock. */
  nextRecordMs: number
  /** Whether somebody waits in KafkaProducer.flush. */
  isFlushing: boolean
  /** Of the process that runs; null while there is none. */
  producer: Producer | null
  /** Requests that nobody waits for any more and that are still on their way, or in the socket of a paused broker. */
  abandoned: AppRequest[]
  counters: AppCounters
  /** The newest records, oldest first, at most MAX_APP_TRACE. */
  trace: TracedRecord[]
}

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
  /** Requests without an answer within request.timeout.ms. */
  timeouts: number
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
  metadata: MetadataView
  /** Brokers that refused or lost a connection: when the next try may be, and the failures so far. */
  backoffs: { brokerId: number; failures: number; untilMs: number }[]
  /** The record on which the application's thread waits inside send; null while it does not. */
  blocked: { record: AppRecord; on: 'metadata' | 'memory'; sinceMs: number } | null
  /** The RecordAccumulator: the deques of all partitions, one after another in one list. Order counts within a partition only. */
  accumulator: ProducerBatch[]
  nextBatchId: number
  /** In the order sent. */
  inFlight: AppRequest[]
  /** By topic: the partition that records without a key stick to, and the bytes it got. */
  sticky: Record<string, { partitionIndex: number; producedBytes: number }>
  /** Null without idempotence. */
  transactions: TransactionState | null
}

/** What a client believes of the cluster, until it asks again. */
export type MetadataView = {
  topics: TopicMetadata[]
  /** When the last answer came; null before the first. */
  updatedMs: number | null
  isWanted: boolean
  /** Since the last answer that helped. */
  attempts: number
  /** Not before then is it asked again (retry.backoff.ms). */
  notBeforeMs: number
}

export type TopicMetadata = {
  name: string
  topicId: string
  error: KafkaErrorName
  /** By partition; -1 without a leader. */
  leaders: number[]
}

/** A record as the application handed it over and the interceptors left it. */
export type AppRecord = {
  /** Its number among the records of its application, from 1 on. */
  sequence: number
  topic: string
  key: string | null
  value: string | null
  headers: (readonly [key: string, value: string])[]
  timestampMs: number
}

export type ProducerBatch = {
  batchId: number
  topic: string
  partitionIndex: number
  records: AppRecord[]
  createdMs: number
  /** The most bytes that it can take. */
  sizeBytes: number
  attempts: number
  /** Not sent again before then; 0 for one that was never sent. */
  retryMs: number
  /** Failed on the application's side while its request was still out; what becomes of that nobody asks. */
  isDone: boolean
  /** Given when it is first drained, and kept with every retry. */
  producerId: number
  producerEpoch: number
  baseSequence: number
}

export type AppApi = 'Produce' | 'Metadata' | 'InitProducerId' | 'FindCoordinator' | 'EndTxn'

export type AppAnswer = { [Api in AppApi]: { api: Api; response: KafkaApis[Api]['response'] } }[AppApi]

export type AppRequest = {
  requestId: number
  brokerId: number
  api: AppApi
  sentMs: number
  /**
   * On its way; read by the broker, which waits for replicas; in the socket of a paused broker; answered, and the answer is on its way; or
   * nobody will ever answer, because a message was lost.
   */
  phase: 'request' | 'broker' | 'held' | 'answer' | 'lost'
  /** When the message that is on its way arrives. */
  arrivesMs: number
  /** Of Produce. */
  batches: ProducerBatch[]
  /** Of EndTxn. */
  committed: boolean
  /** The record sequence when the broker read it: the order in which brokers carry on. */
  readSequence: number
  /** What the broker waits for. */
  waiting: { deadlineMs: number; partitions: WaitingPartition[] } | null
  answer: AppAnswer | null
}

/** What the application knows of one of its records. */
export type TracedRecord = {
  sequence: number
  topic: string
  /** -1 before it is known. */
  partitionIndex: number
  key: string | null
  madeMs: number
  /** How often it was in a request. */
  sends: number
  fate: 'dropped' | 'pending' | 'acknowledged' | 'failed' | 'abandoned'
  error: KafkaErrorName | null
  /** -1 where none was told (acks=0). */
  offset: number
  leaderEpoch: number
  /** The broker that acknowledged it; -1 before. */
  brokerId: number
  doneMs: number
}

export function hasProcess({ phase }: Pick<AppView, 'phase'>): boolean {
  return phase === 'running' || phase === 'paused' || phase === 'stopping'
}

/** Whether anything that was handed over waits for its end: what flush and close wait for. */
export function hasIncomplete({ accumulator, inFlight, blocked }: ProducerView): boolean {
  return accumulator.length > 0 || blocked !== null || inFlight.some(({ batches }) => batches.some(({ isDone }) => !isDone))
}

/** Bytes that BufferPool has lent out: each batch takes batch.size, or more where a record needs more. */
export function bufferedBytes({ settings }: Pick<AppView, 'settings'>, { accumulator, inFlight }: ProducerView): number {
  let sizeBytes = 0
  const add = ({ records, sizeBytes: size }: BatchView): void => {
    sizeBytes += records.length === 1 ? Math.max(settings.batchSize, size) : Math.max(settings.batchSize, 0)
  }
  for (const batch of accumulator) add(batch)
  for (const { batches } of inFlight) for (const batch of batches) add(batch)
  return sizeBytes
}
