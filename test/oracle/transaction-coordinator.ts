// A transaction coordinator for the oracle: the engine's decisions about one transactional id, with a clock that the scenario moves and a
// log that takes a record at once, refuses it, or takes it when the scenario says so.
import { decideAddPartitions, decideVerifyPartitions } from '../../durable/engine/transaction/add-partitions.ts'
import type { PartitionsRequest } from '../../durable/engine/transaction/add-partitions.ts'
import { errorOfAppend, isCompletionAppendedAgain } from '../../durable/engine/transaction/append-errors.ts'
import { describeTransaction } from '../../durable/engine/transaction/describe.ts'
import { decideEndTransaction } from '../../durable/engine/transaction/end-transaction.ts'
import type { EndTransactionRequest } from '../../durable/engine/transaction/end-transaction.ts'
import { checkInitProducerId, decideInitProducerId, initIdempotentProducer } from '../../durable/engine/transaction/init-producer-id.ts'
import type { InitProducerIdRequest } from '../../durable/engine/transaction/init-producer-id.ts'
import { areMarkersWritten, beginCompletion, withMarkersWritten } from '../../durable/engine/transaction/markers.ts'
import type { TransactionMarkers } from '../../durable/engine/transaction/markers.ts'
import { checkTransactionalId } from '../../durable/engine/transaction/request-checks.ts'
import { decideExpiration, decideTimeOut, expirationFailed } from '../../durable/engine/transaction/time-out.ts'
import { refused } from '../../durable/engine/transaction/transaction-decision.ts'
import type { Append, Refused } from '../../durable/engine/transaction/transaction-decision.ts'
import type {
  TransactionMetadata,
  TransactionTransition,
  TransactionVersion,
} from '../../durable/engine/transaction/transaction-metadata.ts'
import { isPrepared } from '../../durable/engine/transaction/transaction-state.ts'
import type { TransactionState } from '../../durable/engine/transaction/transaction-state.ts'
import { completed, failed } from '../../durable/engine/transaction/transition.ts'
import type { KafkaErrorName } from '../../schema/kafka/errors.ts'

/** What a case says about the transaction before its first step, and Kafka's defaults for what it does not say. */
export type GivenTransaction = {
  readonly state: TransactionState
  readonly pending?: TransactionState
  readonly producerId?: number
  readonly prevProducerId?: number
  readonly nextProducerId?: number
  readonly producerEpoch?: number
  readonly lastProducerEpoch?: number
  readonly timeoutMs?: number
  readonly tv?: TransactionVersion
  readonly partitions?: readonly string[]
  readonly startMs?: number
  readonly lastUpdateMs?: number
}

export const TRANSACTIONAL_ID = 'tx'
const LIMITS = { transactionMaxTimeoutMs: 900_000, twoPhaseCommitEnabled: false }
const TRANSACTIONAL_ID_EXPIRATION_MS = 604_800_000
/** Far from the ids that the cases name, so that one cannot be taken for another by chance. */
const FIRST_PRODUCER_ID = 50_000

/** How the log takes the next record: at once, not at all, or later. */
type NextAppend = KafkaErrorName | 'held'
/** The answers of the coordinator; only some name the producer that the client goes on with. */
export type Answered = { readonly kind: 'answered'; readonly producerId?: number; readonly producerEpoch?: number }
/** What a request is answered, with the markers that were sent on the way; null while its record is held back. */
export type Outcome = {
  readonly answer: Answered | Refused
  readonly markers: TransactionMarkers | null
  readonly completedAtOnce: boolean
}

export class OracleCoordinator {
  nowMs = 0
  readiness: 'active' | 'notCoordinator' | 'loading' = 'active'
  metadata: TransactionMetadata | null
  nextAppend: NextAppend = 'NONE'
  readonly #transactionVersion: TransactionVersion
  #completion: TransactionTransition | null = null
  #held: ((error: KafkaErrorName) => Outcome) | null = null
  #nextProducerId = FIRST_PRODUCER_ID

  constructor(given: GivenTransaction | undefined, transactionVersion: TransactionVersion) {
    this.#transactionVersion = transactionVersion
    this.metadata = given === undefined ? null : metadataOf(given, transactionVersion)
    if (this.metadata !== null && isPrepared(this.metadata.state) && given?.pending !== undefined) {
      this.#completion = beginCompletion({ ...this.metadata, pendingState: null }, this.nowMs).transition
    }
  }

  isGenerated(producerId: number): boolean {
    return producerId >= FIRST_PRODUCER_ID && producerId < this.#nextProducerId
  }

  initProducerId(transactionalId: string | null, request: InitProducerIdRequest) {
    const { nextProducerId } = this.#context()
    const wrong = checkInitProducerId(transactionalId, request, LIMITS)
    if (wrong !== null) return answered(wrong)
    if (transactionalId === null) return answered(initIdempotentProducer(nextProducerId()))
    const decision = this.#unready() ?? decideInitProducerId(transactionalId, this.metadata, request, this.#context())
    return decision.kind === 'append' ? this.#append(decision) : answered(decision)
  }

  addPartitions(transactionalId: string | null, request: PartitionsRequest, clientVersion: TransactionVersion) {
    const wrong = checkTransactionalId(transactionalId) ?? this.#unready()
    const decision = wrong ?? decideAddPartitions(this.metadata, request, clientVersion, this.nowMs)
    return decision.kind === 'append' ? this.#append(decision) : answered(decision)
  }

  verifyPartitions(transactionalId: string | null, request: PartitionsRequest) {
    return checkTransactionalId(transactionalId) ?? this.#unready() ?? decideVerifyPartitions(this.metadata, request)
  }

  endTransaction(transactionalId: string | null, request: EndTransactionRequest, clientVersion: TransactionVersion) {
    const wrong = checkTransactionalId(transactionalId) ?? this.#unready()
    const decision = wrong ?? decideEndTransaction(this.metadata, request, clientVersion, this.#context())
    return decision.kind === 'append' ? this.#append(decision) : answered(decision)
  }

  describe(transactionalId: string) {
    return checkTransactionalId(transactionalId) ?? this.#unready() ?? describeTransaction(this.metadata)
  }

  scanTimeouts(): Outcome | null | 'nothing to abort' {
    const decision = this.metadata === null ? null : decideTimeOut(this.metadata, this.#context())
    return decision === null ? 'nothing to abort' : this.#append(decision)
  }

  /** Whether the id was removed. */
  scanExpirations(): boolean {
    const expiring = this.metadata === null ? null : decideExpiration(this.metadata, this.nowMs, TRANSACTIONAL_ID_EXPIRATION_MS)
    if (expiring === null) return false
    const isWritten = this.#takeNextAppend() === 'NONE'
    this.metadata = isWritten ? null : expirationFailed(expiring)
    return isWritten
  }

  /** Every partition has its marker. */
  markersWritten(): void {
    if (this.metadata === null || this.#completion === null) return
    this.metadata = withMarkersWritten(this.metadata, this.metadata.partitions)
    this.#appendCompletion()
  }

  /** The record that was held back has arrived, or has failed after all. */
  appendArrives(error: KafkaErrorName): Outcome | null {
    const arrive = this.#held
    this.#held = null
    return arrive === null ? null : arrive(error)
  }

  #append({ metadata, transition, onceAppended }: Append<Answered | Refused>): Outcome | null {
    this.metadata = metadata
    const end = (error: KafkaErrorName): Outcome => {
      if (error === 'NONE') return { answer: onceAppended, ...this.#appended(metadata, transition) }
      this.metadata = failed(metadata, transition)
      return answered(refused(errorOfAppend(error)))
    }
    const next = this.#takeNextAppend()
    if (next !== 'held') return end(next)
    this.#held = end
    return null
  }

  #appended(pending: TransactionMetadata, transition: TransactionTransition) {
    this.metadata = completed(pending, transition)
    if (!isPrepared(this.metadata.state)) return { markers: null, completedAtOnce: false }
    const completion = beginCompletion(this.metadata, this.nowMs)
    this.metadata = completion.metadata
    this.#completion = completion.transition
    if (!areMarkersWritten(this.metadata)) return { markers: completion.markers, completedAtOnce: false }
    this.#appendCompletion()
    return { markers: null, completedAtOnce: true }
  }

  #appendCompletion(): void {
    const { metadata } = this
    if (metadata === null || this.#completion === null) throw new Error('nothing is being completed')
    const next = this.#takeNextAppend()
    const error = next === 'held' ? 'NONE' : next
    if (isCompletionAppendedAgain(error)) return
    this.metadata = error === 'NONE' ? completed(metadata, this.#completion) : failed(metadata, this.#completion)
    this.#completion = null
  }

  #takeNextAppend(): NextAppend {
    const next = this.nextAppend
    this.nextAppend = 'NONE'
    return next
  }

  #unready(): Refused | null {
    if (this.readiness === 'notCoordinator') return refused('NOT_COORDINATOR')
    return this.readiness === 'loading' ? refused('COORDINATOR_LOAD_IN_PROGRESS') : null
  }

  #context() {
    return { nowMs: this.nowMs, transactionVersion: this.#transactionVersion, nextProducerId: () => this.#nextProducerId++ }
  }
}

function answered(answer: Answered | Refused): Outcome {
  return { answer, markers: null, completedAtOnce: false }
}

function metadataOf(given: GivenTransaction, transactionVersion: TransactionVersion): TransactionMetadata {
  return {
    transactionalId: TRANSACTIONAL_ID,
    producerId: given.producerId ?? 10,
    previousProducerId: given.prevProducerId ?? 10,
    nextProducerId: given.nextProducerId ?? -1,
    producerEpoch: given.producerEpoch ?? 5,
    lastProducerEpoch: given.lastProducerEpoch ?? -1,
    transactionTimeoutMs: given.timeoutMs ?? 60_000,
    state: given.state,
    pendingState: given.pending ?? null,
    partitions: (given.partitions ?? []).map(partitionOf),
    startTimestampMs: given.startMs ?? (given.state === 'Empty' ? -1 : 0),
    lastUpdateTimestampMs: given.lastUpdateMs ?? 0,
    clientTransactionVersion: given.tv ?? transactionVersion,
    hasFailedEpochFence: false,
  }
}

/** `t-0` is partition 0 of topic t. */
export function partitionOf(name: string): { topic: string; partitionIndex: number } {
  const dash = name.lastIndexOf('-')
  return { topic: name.slice(0, dash), partitionIndex: Number(name.slice(dash + 1)) }
}

export function namesOf(partitions: readonly { readonly topic: string; readonly partitionIndex: number }[]): string[] {
  return partitions.map(({ topic, partitionIndex }) => `${topic}-${partitionIndex}`).sort()
}
