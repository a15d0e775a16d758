// EndTxn: a producer commits or aborts. The answer comes as soon as the outcome is in the log of the coordinator; the markers follow by
// themselves. Until version 4 (the classic protocol) the epoch stays; from version 5 (transactions v2) each end raises it, and the answer
// tells the producer with which id and epoch it goes on.
// Source: TransactionCoordinator.endTransaction and endTransactionWithTV1 of Kafka 4.3; KIP-98, KIP-890.
import { AssertionError, unreachable } from '../assert.ts'
import { prepareAbortOrCommit } from './prepare-transition.ts'
import { isEpochExhausted, MAX_PRODUCER_EPOCH, NO_PRODUCER_EPOCH, NO_PRODUCER_ID, supportsEpochBump } from './transaction-metadata.ts'
import type { TransactionMetadata, TransactionVersion } from './transaction-metadata.ts'
import { append, refused } from './transaction-decision.ts'
import type { Append, CoordinatorContext, Refused } from './transaction-decision.ts'

export type TransactionResult = 'COMMIT' | 'ABORT'

export type EndTransactionRequest = {
  readonly producerId: number
  readonly producerEpoch: number
  readonly result: TransactionResult
}

/** With what the producer goes on; -1 and -1 in the classic protocol, whose answer has no such fields. */
export type TransactionEnded = { readonly kind: 'answered'; readonly producerId: number; readonly producerEpoch: number }
export type EndTransactionDecision = Refused | TransactionEnded | Append<TransactionEnded>

const ENDED_CLASSIC: TransactionEnded = { kind: 'answered', producerId: NO_PRODUCER_ID, producerEpoch: NO_PRODUCER_EPOCH }

/** `clientVersion` comes from the version of the request, whatever the producer used before. */
export function decideEndTransaction(
  metadata: TransactionMetadata | null,
  request: EndTransactionRequest,
  clientVersion: TransactionVersion,
  context: Pick<CoordinatorContext, 'nowMs' | 'nextProducerId'>,
): EndTransactionDecision {
  if (metadata === null) return refused('INVALID_PRODUCER_ID_MAPPING')
  return supportsEpochBump(clientVersion)
    ? endWithEpochBump(metadata, request, clientVersion, context)
    : endClassic(metadata, request, context.nowMs)
}

/** The same end twice is a retry and succeeds again. */
function endClassic(metadata: TransactionMetadata, { producerId, producerEpoch, result }: EndTransactionRequest, nowMs: number) {
  if (metadata.producerId !== producerId) return refused('INVALID_PRODUCER_ID_MAPPING')
  if (metadata.producerEpoch !== producerEpoch) return refused('PRODUCER_FENCED')
  if (metadata.pendingState !== null) return refused('CONCURRENT_TRANSACTIONS')
  switch (metadata.state) {
    case 'Ongoing':
      return append(metadata, prepareAbortOrCommit(metadata, preparedState(result), 0, NO_PRODUCER_ID, nowMs), ENDED_CLASSIC)
    case 'CompleteCommit':
    case 'CompleteAbort':
      return resultOf(metadata.state) === result ? ENDED_CLASSIC : refused('INVALID_TXN_STATE')
    case 'PrepareCommit':
    case 'PrepareAbort':
      return resultOf(metadata.state) === result ? refused('CONCURRENT_TRANSACTIONS') : refused('INVALID_TXN_STATE')
    case 'Empty':
      return refused('INVALID_TXN_STATE')
    case 'Dead':
    case 'PrepareEpochFence':
      throw new AssertionError(`${metadata.transactionalId} is in state ${metadata.state}, in which no record leaves it`)
    default:
      return unreachable(metadata.state)
  }
}

/**
 * A pending transition comes first: it may be the one that rotates the producer id. A retry is known by its epoch, the one before the stored
 * one; the current epoch asks for the next end, which may be the abort of a transaction that never began.
 */
function endWithEpochBump(
  metadata: TransactionMetadata,
  request: EndTransactionRequest,
  clientVersion: TransactionVersion,
  context: Pick<CoordinatorContext, 'nowMs' | 'nextProducerId'>,
): EndTransactionDecision {
  const { result } = request
  if (metadata.pendingState !== null) return refused('CONCURRENT_TRANSACTIONS')
  if (metadata.producerId !== request.producerId && !isRetryAcrossRotation(metadata, request)) return refused('INVALID_PRODUCER_ID_MAPPING')
  if (!isEpochValid(metadata, request)) return refused('PRODUCER_FENCED')
  switch (metadata.state) {
    case 'Ongoing':
      return bumpAndPrepare(metadata, result, clientVersion, context)
    case 'CompleteCommit':
    case 'CompleteAbort':
      if (isRetry(metadata, request)) return resultOf(metadata.state) === result ? currentOf(metadata) : refused('INVALID_TXN_STATE')
      return result === 'ABORT' ? bumpAndPrepare(metadata, result, clientVersion, context) : refused('INVALID_TXN_STATE')
    case 'PrepareCommit':
    case 'PrepareAbort':
      return resultOf(metadata.state) === result ? refused('CONCURRENT_TRANSACTIONS') : refused('INVALID_TXN_STATE')
    case 'Empty':
      return result === 'ABORT' ? bumpAndPrepare(metadata, result, clientVersion, context) : refused('INVALID_TXN_STATE')
    case 'Dead':
    case 'PrepareEpochFence':
      throw new AssertionError(`${metadata.transactionalId} is in state ${metadata.state}, in which no record leaves it`)
    default:
      return unreachable(metadata.state)
  }
}

/** The producer has not heard yet that its epochs ran out, and names the last epoch of the id it had. */
function isRetryAcrossRotation(metadata: TransactionMetadata, { producerId, producerEpoch }: EndTransactionRequest): boolean {
  return metadata.previousProducerId === producerId && producerEpoch === MAX_PRODUCER_EPOCH - 1 && metadata.producerEpoch === 0
}

function isRetry(metadata: TransactionMetadata, request: EndTransactionRequest): boolean {
  return metadata.producerEpoch === request.producerEpoch + 1 || isRetryAcrossRotation(metadata, request)
}

function isEpochValid(metadata: TransactionMetadata, request: EndTransactionRequest): boolean {
  const isCurrent = request.producerEpoch === metadata.producerEpoch
  switch (metadata.state) {
    case 'Ongoing':
    case 'Empty':
    case 'Dead':
    case 'PrepareEpochFence':
      return isCurrent
    case 'PrepareCommit':
    case 'PrepareAbort':
      return metadata.producerEpoch === request.producerEpoch + 1
    case 'CompleteCommit':
    case 'CompleteAbort':
      return isCurrent || isRetry(metadata, request)
    default:
      return unreachable(metadata.state)
  }
}

function bumpAndPrepare(
  metadata: TransactionMetadata,
  result: TransactionResult,
  clientVersion: TransactionVersion,
  { nowMs, nextProducerId }: Pick<CoordinatorContext, 'nowMs' | 'nextProducerId'>,
): Append<TransactionEnded> {
  const nextId = isEpochExhausted(metadata.producerEpoch) ? nextProducerId() : NO_PRODUCER_ID
  const transition = prepareAbortOrCommit(metadata, preparedState(result), clientVersion, nextId, nowMs)
  const goesOnWith: TransactionEnded =
    nextId === NO_PRODUCER_ID ? currentOf(transition) : { kind: 'answered', producerId: nextId, producerEpoch: 0 }
  return append(metadata, transition, goesOnWith)
}

function currentOf({ producerId, producerEpoch }: Pick<TransactionMetadata, 'producerId' | 'producerEpoch'>): TransactionEnded {
  return { kind: 'answered', producerId, producerEpoch }
}

function preparedState(result: TransactionResult): 'PrepareCommit' | 'PrepareAbort' {
  return result === 'COMMIT' ? 'PrepareCommit' : 'PrepareAbort'
}

/** The outcome that a state stands for. */
export function resultOf(state: 'PrepareCommit' | 'PrepareAbort' | 'CompleteCommit' | 'CompleteAbort'): TransactionResult {
  return state === 'PrepareCommit' || state === 'CompleteCommit' ? 'COMMIT' : 'ABORT'
}
