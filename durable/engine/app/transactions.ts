// The client's side of idempotence and transactions: it asks for a producer id, finds its coordinator, begins, and ends what it began.
// Partitions are added by the leader that is written to (KIP-890), so there is nothing to send for them.
// Source: TransactionManager and KafkaProducer.commitTransaction of Kafka 4.3; KIP-98, KIP-360, KIP-890.
import { kafkaError } from '../../../schema/kafka/errors.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { present } from '../assert.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import { incompleteBatches } from './app.ts'
import type { AppAnswer } from './app.ts'
import { change } from './app-step.ts'
import type { ProducerStep } from './app-step.ts'
import { leastLoaded } from './ask-metadata.ts'
import { canSendTo, send } from './connections.ts'
import { isTransactional, NO_PRODUCER_ID } from './transaction-state.ts'
import type { TransactionState } from './transaction-state.ts'
import { workloadLeft } from './make-records.ts'

type TransactionAnswer = Exclude<DeepReadonly<AppAnswer>, { api: 'Produce' | 'Metadata' | 'packed' }>

/** The next thing that idempotence or a transaction asks for. */
export function manageTransactions(at: ProducerStep): boolean {
  const { transactions } = at.producer
  if (transactions === null) return false
  return askForProducerId(at, transactions) || (isTransactional(transactions) && (begin(at, transactions) || end(at, transactions)))
}

function isAsking({ producer }: ProducerStep): boolean {
  return producer.inFlight.some(({ api }) => api === 'InitProducerId' || api === 'FindCoordinator' || api === 'EndTxn')
}

function askForProducerId(at: ProducerStep, state: DeepReadonly<TransactionState>): boolean {
  if (state.producerId !== NO_PRODUCER_ID || state.notBeforeMs > at.step.nowMs || isAsking(at)) return false
  if (isTransactional(state)) return askCoordinator(at, state, 'InitProducerId')
  const brokerId = leastLoaded(at)
  return brokerId !== null && send(at, brokerId, 'InitProducerId')
}

/** The coordinator, or whoever knows who that is. */
function askCoordinator(
  at: ProducerStep,
  { coordinatorId, producerId, producerEpoch, phase }: DeepReadonly<TransactionState>,
  api: 'InitProducerId' | 'EndTxn',
): boolean {
  if (coordinatorId === -1) {
    const brokerId = leastLoaded(at)
    return brokerId !== null && send(at, brokerId, 'FindCoordinator')
  }
  if (!canSendTo(at, coordinatorId)) return false
  const ending = { committed: phase === 'committing', producerId, producerEpoch }
  return send(at, coordinatorId, api, api === 'EndTxn' ? { ending } : {})
}

function begin(at: ProducerStep, { phase }: DeepReadonly<TransactionState>): boolean {
  const { app, producer } = at
  const hasWork = app.phase === 'running' && workloadLeft(app.workload, producer) > 0
  return phase === 'ready' && hasWork && change(at, { kind: 'transaction.moved', phase: 'inTransaction', error: null })
}

/** commitTransaction and abortTransaction: after so many records, and when the application closes. */
function end(at: ProducerStep, state: DeepReadonly<TransactionState>): boolean {
  const { app, producer, step } = at
  const { recordsPerTransaction, abortEvery } = app.workload
  if (state.phase === 'inTransaction') {
    const isOver = state.recordCount >= recordsPerTransaction || workloadLeft(app.workload, producer) === 0 || app.phase === 'stopping'
    if (!isOver || producer.sending !== null) return false
    const aborts = abortEvery > 0 && state.transactionCount % abortEvery === 0
    return change(at, { kind: 'transaction.moved', phase: aborts ? 'aborting' : 'committing', error: null })
  }
  const isEnding = state.phase === 'committing' || state.phase === 'aborting'
  if (!isEnding || producer.sending !== null || incompleteBatches(producer).length > 0 || isAsking(at)) return false
  if (state.recordCount === 0) return endEmpty(at, state)
  return state.notBeforeMs > step.nowMs ? false : askCoordinator(at, state, 'EndTxn')
}

function endEmpty(at: ProducerStep, { phase, producerId, producerEpoch }: DeepReadonly<TransactionState>): true {
  return change(at, { kind: 'transaction.ended', requestId: null, committed: phase === 'committing', producerId, producerEpoch })
}

export function hearOfTransactions(at: ProducerStep, requestId: number, answer: TransactionAnswer): boolean {
  switch (answer.api) {
    case 'InitProducerId': {
      const { error, producerId, producerEpoch } = answer.response
      if (error !== 'NONE') return refuse(at, requestId, error)
      return change(at, { kind: 'producer.identified', requestId, producerId, producerEpoch })
    }
    case 'FindCoordinator': {
      const [coordinator] = answer.response.coordinators
      const { error, nodeId } = present(coordinator, 'the coordinator that was asked for')
      return error === 'NONE' ? change(at, { kind: 'coordinator.found', requestId, brokerId: nodeId }) : refuse(at, requestId, error)
    }
    case 'EndTxn': {
      const { error, producerId, producerEpoch } = answer.response
      const state = present(at.producer.transactions, 'a transaction that ends')
      if (error !== 'NONE') return refuse(at, requestId, error)
      return change(at, { kind: 'transaction.ended', requestId, committed: state.phase === 'committing', producerId, producerEpoch })
    }
  }
}

const LOSES_COORDINATOR: ReadonlySet<KafkaErrorName> = new Set<KafkaErrorName>(['NOT_COORDINATOR', 'COORDINATOR_NOT_AVAILABLE'])

/** Tried again later, or the end of this producer: fenced, or never allowed. */
function refuse(at: ProducerStep, requestId: number, error: KafkaErrorName): true {
  const { step, app } = at
  const untilMs = step.nowMs + app.settings.retryBackoffMs
  change(at, { kind: 'coordinator.refused', requestId, error, untilMs, isLost: LOSES_COORDINATOR.has(error) })
  if (kafkaError(error).retriable || error === 'CONCURRENT_TRANSACTIONS') return true
  // An old epoch is told to a producer as what it is: another one has its place.
  const fate = error === 'INVALID_PRODUCER_EPOCH' ? 'PRODUCER_FENCED' : error
  return change(at, { kind: 'phase.moved', phase: 'failed', error: fate })
}
