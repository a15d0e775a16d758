// InitProducerId: gives a producer its id and epoch. For a transactional id the epoch rises, which fences every producer that had the id
// before, and a transaction that one of them left open is aborted first: the client is told to come back for that.
// Does not do two-phase commit (KIP-939): a broker that does not allow it refuses enable2Pc, and Kafka 4.3 itself refuses keepPreparedTxn.
// Source: TransactionCoordinator.handleInitProducerId and KafkaApis.handleInitProducerIdRequest of Kafka 4.3; KIP-98, KIP-360, KIP-890.
import { AssertionError, unreachable } from '../assert.ts'
import { abortWithEpochFence } from './epoch-fence.ts'
import { prepareIncrementProducerEpoch, prepareProducerIdRotation } from './prepare-transition.ts'
import {
  isEpochExhausted,
  newTransactionMetadata,
  NO_PRODUCER_EPOCH,
  NO_PRODUCER_ID,
  TWO_PHASE_COMMIT_TIMEOUT_MS,
} from './transaction-metadata.ts'
import type { TransactionMetadata } from './transaction-metadata.ts'
import { append, refused } from './transaction-decision.ts'
import type { Append, CoordinatorContext, Refused } from './transaction-decision.ts'

/** The fields of the request; -1 stands for an id or an epoch that the client does not have. */
export type InitProducerIdRequest = {
  readonly transactionTimeoutMs: number
  readonly producerId: number
  readonly producerEpoch: number
  readonly enable2Pc: boolean
  readonly keepPreparedTxn: boolean
}

export type InitProducerIdLimits = {
  /** transaction.max.timeout.ms */
  readonly transactionMaxTimeoutMs: number
  /** transaction.two.phase.commit.enable */
  readonly twoPhaseCommitEnabled: boolean
}

export type InitializedProducer = { readonly kind: 'answered'; readonly producerId: number; readonly producerEpoch: number }
export type InitProducerIdDecision = Refused | Append<InitializedProducer | Refused>

/** What is wrong with the request by itself, or null. Looked at before anybody asks who the coordinator is. */
export function checkInitProducerId(
  transactionalId: string | null,
  request: InitProducerIdRequest,
  limits: InitProducerIdLimits,
): Refused | null {
  const { enable2Pc, keepPreparedTxn, transactionTimeoutMs } = request
  if ((request.producerId === NO_PRODUCER_ID) !== (request.producerEpoch === NO_PRODUCER_EPOCH)) return refused('INVALID_REQUEST')
  if (transactionalId === null) return null
  if (transactionalId === '') return refused('INVALID_REQUEST')
  if (enable2Pc && !limits.twoPhaseCommitEnabled) return refused('TRANSACTIONAL_ID_AUTHORIZATION_FAILED')
  if (keepPreparedTxn) return refused('UNSUPPORTED_VERSION')
  const isTimeoutAllowed = enable2Pc || (transactionTimeoutMs > 0 && transactionTimeoutMs <= limits.transactionMaxTimeoutMs)
  return isTimeoutAllowed ? null : refused('INVALID_TRANSACTION_TIMEOUT')
}

/** For a producer that is idempotent and no more: any broker gives it an id, and remembers nothing. */
export function initIdempotentProducer(producerId: number): InitializedProducer {
  return { kind: 'answered', producerId, producerEpoch: 0 }
}

/** For a request that passed its check, on the coordinator of its id. `metadata` is null for an id that was never heard of. */
export function decideInitProducerId(
  transactionalId: string,
  metadata: TransactionMetadata | null,
  request: InitProducerIdRequest,
  context: CoordinatorContext,
): InitProducerIdDecision {
  const timeoutMs = request.enable2Pc ? TWO_PHASE_COMMIT_TIMEOUT_MS : request.transactionTimeoutMs
  const known = metadata ?? newTransactionMetadata(transactionalId, context.nextProducerId(), timeoutMs, context.nowMs)
  if (known.pendingState !== null) return refused('CONCURRENT_TRANSACTIONS')
  if (!isProducerIdValid(known, request)) return refused('PRODUCER_FENCED')
  switch (known.state) {
    case 'PrepareCommit':
    case 'PrepareAbort':
      return refused('CONCURRENT_TRANSACTIONS')
    case 'Ongoing':
      // The raised epoch is told to nobody: the client comes back, and then the epoch rises once more.
      return abortWithEpochFence(known, context, refused('CONCURRENT_TRANSACTIONS'))
    case 'Empty':
    case 'CompleteCommit':
    case 'CompleteAbort':
      return nextEpochOrId(known, request, timeoutMs, context)
    case 'Dead':
    case 'PrepareEpochFence':
      throw new AssertionError(`${transactionalId} is in state ${known.state}, in which no record leaves it`)
    default:
      return unreachable(known.state)
  }
}

/**
 * A producer that names the id before the current one is retrying, if its epochs ran out: it never heard of its new id. One that names an id
 * which this coordinator has never heard of got lost with its transactional id, and may begin anew.
 */
function isProducerIdValid(metadata: TransactionMetadata, { producerId, producerEpoch }: InitProducerIdRequest): boolean {
  if (producerId === NO_PRODUCER_ID || metadata.producerEpoch === NO_PRODUCER_EPOCH || producerId === metadata.producerId) return true
  return producerId === metadata.previousProducerId && isEpochExhausted(producerEpoch)
}

/**
 * A client whose epoch is not the current one when the epochs have run out meets an exception inside Kafka, a fenced one and a retry alike,
 * and is told so.
 */
function nextEpochOrId(
  metadata: TransactionMetadata,
  request: InitProducerIdRequest,
  timeoutMs: number,
  { nowMs, nextProducerId }: CoordinatorContext,
): InitProducerIdDecision {
  const expectedEpoch = request.producerId === NO_PRODUCER_ID ? null : request.producerEpoch
  const isExhausted = isEpochExhausted(metadata.producerEpoch)
  if (isExhausted && expectedEpoch !== null && expectedEpoch !== metadata.producerEpoch) return refused('UNKNOWN_SERVER_ERROR')
  const transition = isExhausted
    ? prepareProducerIdRotation(metadata, nextProducerId(), timeoutMs, nowMs, expectedEpoch !== null)
    : prepareIncrementProducerEpoch(metadata, timeoutMs, expectedEpoch, nowMs)
  if (transition === null) return refused('PRODUCER_FENCED')
  const { producerId, producerEpoch } = transition
  return append(metadata, transition, { kind: 'answered', producerId, producerEpoch })
}
