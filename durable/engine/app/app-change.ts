// What happens to an application, one thing at a time: the vocabulary of its life in the journal. These are the decisions of its client and the
// fate of its messages; counters and traces follow from them.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { Waiting } from '../purgatory/waiting.ts'
import type { AppAnswer, AppApi, AppPhase, AppPlan, AppRecord, StickyPartition, TopicMetadata, TransactionEnd } from './app.ts'
import type { ConsumerAppChange } from './consumer/consumer-change.ts'
import type { ConsumerPlan } from './consumer/consumer-app.ts'
import type { TransactionPhase } from './transaction-state.ts'

export type AppChange =
  | ConsumerAppChange
  /** `running` begins a process, or goes on with one that was paused. */
  | { readonly kind: 'phase.moved'; readonly phase: AppPhase; readonly error: KafkaErrorName | null }
  | { readonly kind: 'plan.changed'; readonly plan: DeepReadonly<Partial<AppPlan> | Partial<ConsumerPlan>> }
  /** The application calls send. `droppedBy` is the position of the interceptor that kept the record back. */
  | {
      readonly kind: 'record.made'
      readonly record: AppRecord
      readonly droppedBy: number | null
      readonly byHand: boolean
      readonly nextRecordMs: number
    }
  /** send gave the record to the accumulator. */
  | {
      readonly kind: 'record.appended'
      readonly partitionIndex: number
      readonly sizeBytes: number
      readonly opensBatch: boolean
      readonly sticky: StickyPartition | null
    }
  /** send threw. */
  | { readonly kind: 'record.refused'; readonly error: KafkaErrorName }
  | {
      readonly kind: 'request.sent'
      readonly requestId: number
      readonly brokerId: number
      readonly api: AppApi
      readonly phase: 'request' | 'lost'
      readonly arrivesMs: number
      readonly batches: readonly SentBatch[]
      readonly ending: TransactionEnd | null
    }
  /** It lies in the socket of a broker that cannot read it yet. */
  | { readonly kind: 'request.held'; readonly requestId: number }
  /** The broker carried it out. */
  | ({ readonly kind: 'request.read'; readonly placements: readonly Placement[] } & RequestMove)
  /** What the broker waited for has come, or its time is over. */
  | ({ readonly kind: 'request.released' } & RequestMove)
  /** The answer to a Produce reached its client. */
  | { readonly kind: 'request.answered'; readonly requestId: number; readonly outcomes: readonly BatchOutcome[] }
  | {
      readonly kind: 'connection.lost'
      readonly brokerId: number
      readonly cause: 'refused' | 'reset' | 'timedOut'
      readonly failures: number
      readonly untilMs: number
      readonly outcomes: readonly BatchOutcome[]
    }
  /** delivery.timeout.ms is over. */
  | { readonly kind: 'batch.expired'; readonly batchId: number; readonly isUnresolved: boolean }
  | { readonly kind: 'metadata.wanted'; readonly notBeforeMs: number }
  | { readonly kind: 'metadata.learned'; readonly requestId: number; readonly topics: readonly TopicMetadata[] }
  | { readonly kind: 'producer.identified'; readonly requestId: number; readonly producerId: number; readonly producerEpoch: number }
  /** KIP-360: the producer raises its own epoch and numbers what it still has from 0 on. */
  | { readonly kind: 'epoch.raised'; readonly producerId: number; readonly producerEpoch: number }
  /** Nothing of a partition is in flight any more after a batch whose end was unknown: its numbers are in order, or there is a gap. */
  | { readonly kind: 'sequence.resolved'; readonly partition: string; readonly raisesEpoch: boolean }
  | { readonly kind: 'coordinator.found'; readonly requestId: number; readonly brokerId: number }
  /** A request to the coordinator was refused with an error after which it is tried again. */
  | {
      readonly kind: 'coordinator.refused'
      readonly requestId: number
      readonly error: KafkaErrorName
      readonly untilMs: number
      readonly isLost: boolean
    }
  | { readonly kind: 'transaction.moved'; readonly phase: TransactionPhase; readonly error: KafkaErrorName | null }
  /** `requestId` is null where the transaction had nothing in it, so that nobody was asked. */
  | {
      readonly kind: 'transaction.ended'
      readonly requestId: number | null
      readonly committed: boolean
      readonly producerId: number
      readonly producerEpoch: number
    }

export type SentBatch = {
  readonly batchId: number
  readonly producerId: number
  readonly producerEpoch: number
  readonly baseSequence: number
}

/** Where a broker wrote a batch, or found it. */
export type Placement = {
  readonly batchId: number
  readonly topicId: string
  readonly leaderEpoch: number
  readonly baseOffset: number
  readonly isDuplicate: boolean
}

type RequestMove = {
  readonly requestId: number
  readonly phase: 'broker' | 'answer' | 'unanswered'
  readonly arrivesMs: number
  readonly waiting: DeepReadonly<Waiting> | null
  readonly answer: DeepReadonly<AppAnswer> | null
}

export type BatchOutcome = {
  readonly batchId: number
  readonly fate: 'acknowledged' | 'retried' | 'failed'
  readonly error: KafkaErrorName
  /** -1 where the client is not told. */
  readonly baseOffset: number
  /** Of one that is retried. */
  readonly retryMs: number
  /** The epoch has to be raised before anything else of the partition is sent. */
  readonly raisesEpoch: boolean
}

export type ChangeOf<Kind extends AppChange['kind']> = Extract<AppChange, { kind: Kind }>
