// Simulated applications as plain data: what GET /apps answers.
import type { AppCounters, AppPhase, AppPlan, AppRequest } from '../../engine/app/app.ts'
import type { HandledState, HandlingState } from './handling-state.ts'
import type { AssignedPartition } from '../../engine/consumer/consumer.ts'
import type { ConsumerCounters, ConsumerPlan, Thread } from '../../engine/app/consumer/consumer-app.ts'
import type { Consumption } from '../../engine/app/consumer/consumption.ts'
import type { DeliveryCounts, RecordDelivery, TracedRecord } from '../../engine/app/delivery.ts'
import type { DeepReadonly } from '../../engine/deep-readonly.ts'

/** Of one that writes, or one that reads. */
export type AnyAppState = AppState | ConsumerAppState

export type AppState = DeepReadonly<AppPlan> & {
  readonly appId: number
  readonly createdMs: number
  readonly phase: AppPhase
  readonly error: string | null
  readonly instance: number
  readonly counters: Readonly<AppCounters>
  /** Null while it has no process. */
  readonly producer: ProducerState | null
  /** Messages that nobody waits for any more and that a broker may still read. */
  readonly abandonedRequests: number
}

export type ProducerState = {
  readonly startedMs: number
  readonly madeByWorkload: number
  readonly nextRecordMs: number
  /** Where its thread is inside of send; null while it is not. */
  readonly sendingSinceMs: number | null
  readonly bufferedBytes: number
  readonly batches: readonly BatchState[]
  readonly inFlight: readonly RequestState[]
  /** -1 and -1 without idempotence, and before it has an id. */
  readonly producerId: number
  readonly producerEpoch: number
  /** Null without a transactional id. */
  readonly transaction: string | null
}

export type BatchState = {
  readonly batchId: number
  readonly topic: string
  readonly partitionIndex: number
  readonly firstSequence: number
  readonly recordCount: number
  readonly attempts: number
  /** -1 without idempotence, and before it is first sent. */
  readonly baseSequence: number
}

export type RequestState = {
  readonly requestId: number
  readonly brokerId: number
  readonly api: string
  readonly sentMs: number
  readonly phase: AppRequest['phase']
  readonly batches: readonly BatchState[]
}

export type ConsumerAppState = DeepReadonly<ConsumerPlan> & {
  readonly appId: number
  readonly createdMs: number
  readonly phase: AppPhase
  readonly error: string | null
  readonly instance: number
  readonly counters: DeepReadonly<ConsumerCounters>
  /** Null without a handler, a trace and an audit. */
  readonly handled: HandledState | null
  /** That sends records on for it. */
  readonly producerAppId: number | null
  /** Null while it has no process. */
  readonly consumer: ConsumerState | null
  readonly abandonedRequests: number
}

export type ConsumerState = {
  readonly startedMs: number
  /** What its thread does, and until when; null where it waits for something else than time. */
  readonly thread: Thread['kind']
  readonly workUntilMs: number | null
  readonly handling: HandlingState | null
  /** Polled, and not processed. */
  readonly inHand: number
  /** Null without a group, and before it has one. */
  readonly memberId: string | null
  /** -1 while it is in none. */
  readonly generation: number
  readonly membership: string
  readonly coordinatorId: number | null
  readonly partitions: readonly Pick<
    AssignedPartition,
    'topic' | 'partitionIndex' | 'position' | 'committedOffset' | 'highWatermark' | 'isPaused'
  >[]
  readonly inFlight: readonly Omit<RequestState, 'batches'>[]
}

/** The audit of one that reads. */
export type ConsumerAppDelivery = { readonly appId: number; readonly counters: DeepReadonly<ConsumerCounters> } & Consumption

export type AppDelivery = {
  readonly appId: number
  readonly counters: Readonly<AppCounters>
  /** Records that were handed over and have no end yet: what the counters leave. */
  readonly pending: number
  readonly counts: DeepReadonly<DeliveryCounts>
  /** The newest records, oldest first. */
  readonly records: readonly TracedDelivery[]
}

export type TracedDelivery = DeepReadonly<TracedRecord> &
  Pick<RecordDelivery, 'duplicates'> & { readonly logFate: RecordDelivery['fate'] | null }
