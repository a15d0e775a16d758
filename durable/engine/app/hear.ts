// Answers that reach their client, and batches whose time is over.
// Source: Sender.handleProduceResponse, sendProducerData and maybeResolveSequences of Kafka 4.3.
import { kafkaError } from '../../../schema/kafka/errors.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { ProduceResponse } from '../../../schema/kafka/requests/produce.ts'
import { assert, present } from '../assert.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import { partitionName } from './app.ts'
import type { AppRequestView, BatchView } from './app.ts'
import { change } from './app-step.ts'
import type { ProducerStep } from './app-step.ts'
import { wantMetadata } from './client-metadata.ts'
import { isFatal, judgeBatch } from './judge-batch.ts'
import { isTransactional } from './transaction-state.ts'
import { hearOfTransactions } from './transactions.ts'

/** The next answer that has arrived, if there is one. Those of a connection come in the order of its requests. */
export function hear(at: ProducerStep): boolean {
  const { step, producer } = at
  const { inFlight } = producer
  const isFirst = (brokerId: number, index: number): boolean => inFlight.findIndex((other) => other.brokerId === brokerId) === index
  const request = inFlight.find(({ phase, arrivesMs, brokerId }, index) => {
    return phase === 'answer' && arrivesMs <= step.nowMs && isFirst(brokerId, index)
  })
  if (request === undefined) return false
  const answer = present(request.answer, 'the answer that arrives')
  assert(answer.api !== 'packed', 'a producer keeps what it needs of an answer')
  switch (answer.api) {
    case 'Produce':
      return hearProduce(at, request, answer.response)
    case 'Metadata':
      return change(at, { kind: 'metadata.learned', requestId: request.requestId, topics: answer.topics })
    default:
      return hearOfTransactions(at, request.requestId, answer)
  }
}

function hearProduce(at: ProducerStep, { requestId, batches }: AppRequestView, response: DeepReadonly<ProduceResponse>): true {
  const open = batches.filter(({ isDone }) => !isDone)
  const errors = batches.map((batch) => resultOf(batch, response).error)
  const outcomes = open.map((batch) => {
    const { error, baseOffset } = resultOf(batch, response)
    return judgeBatch(at, batch, error, baseOffset)
  })
  change(at, { kind: 'request.answered', requestId, outcomes })
  if (errors.some((error) => kafkaError(error).refreshesMetadata)) wantMetadata(at)
  const failed = outcomes.find(({ fate }) => fate === 'failed')?.error
  if (failed !== undefined) afterFailure(at, failed)
  return true
}

function resultOf(
  { topic, partitionIndex }: BatchView,
  { responses }: DeepReadonly<ProduceResponse>,
): { error: KafkaErrorName; baseOffset: number } {
  const ofTopic = responses.find(({ name }) => name === topic)
  return present(
    ofTopic?.partitionResponses.find(({ index }) => index === partitionIndex),
    `the answer for ${topic}-${partitionIndex}`,
  )
}

/** A transaction with a batch that failed can only be aborted. */
function afterFailure(at: ProducerStep, error: KafkaErrorName): void {
  const { transactions } = at.producer
  if (isFatal(at, error)) change(at, { kind: 'phase.moved', phase: 'failed', error })
  else if (transactions !== null && isTransactional(transactions) && transactions.phase !== 'aborting') {
    change(at, { kind: 'transaction.moved', phase: 'aborting', error })
  }
}

/** delivery.timeout.ms, counted from the moment when the batch was made, wherever it is. */
export function expire(at: ProducerStep): boolean {
  const { step, app, producer } = at
  const { deliveryTimeoutMs } = app.settings
  const batches = [...producer.inFlight.flatMap((request) => request.batches), ...producer.accumulator]
  const late = batches.find(({ isDone, createdMs }) => !isDone && createdMs + deliveryTimeoutMs <= step.nowMs)
  if (late === undefined) return false
  const isUnresolved = producer.transactions !== null && late.attempts > 0
  change(at, { kind: 'batch.expired', batchId: late.batchId, isUnresolved })
  afterFailure(at, 'REQUEST_TIMED_OUT')
  return true
}

/** After a batch with an unknown end: when nothing else of the partition is out, its numbers are in order or the epoch has to be raised. */
export function resolveSequences(at: ProducerStep): boolean {
  const { transactions, accumulator, inFlight } = at.producer
  if (transactions === null || isTransactional(transactions)) return false
  const batches = [...accumulator, ...inFlight.flatMap((request) => request.batches)]
  for (const [partition, known] of Object.entries(transactions.sequences)) {
    const isOut = batches.some((batch) => !batch.isDone && batch.baseSequence !== -1 && partitionName(batch) === partition)
    if (!known.isUnresolved || isOut) continue
    const isInOrder = known.lastAcknowledged + 1 === known.next
    return change(at, { kind: 'sequence.resolved', partition, raisesEpoch: !isInOrder })
  }
  return false
}

const MAX_EPOCH = 2 ** 15 - 1

/** KIP-360: the client raises its epoch by itself, and asks for another id when there is no epoch left. */
export function raiseEpoch(at: ProducerStep): boolean {
  const { transactions } = at.producer
  if (transactions === null || isTransactional(transactions) || transactions.raisesEpochFor.length === 0) return false
  const { producerId, producerEpoch } = transactions
  const isLast = producerEpoch >= MAX_EPOCH
  return change(at, { kind: 'epoch.raised', producerId: isLast ? -1 : producerId, producerEpoch: isLast ? -1 : producerEpoch + 1 })
}
