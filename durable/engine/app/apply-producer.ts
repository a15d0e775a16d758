// What a change does to the memory of a producer's process: metadata, sequence numbers, transactions.
// Source of the numbers: TransactionManager and TxnPartitionMap of Kafka 4.3; KIP-98, KIP-360, KIP-890.
import { present, unreachable } from '../assert.ts'
import { partitionName } from './app.ts'
import type { App, Producer, ProducerBatch } from './app.ts'
import type { AppChange, ChangeOf } from './app-change.ts'
import { appendRecord, refuseRecord } from './apply-records.ts'
import { answerRequest, endBatch, expireBatch, forgetBackoff, loseConnection, sendRequest, takeRequest } from './apply-requests.ts'
import type { ConsumerAppChange } from './consumer/consumer-change.ts'
import { raiseEpochFor } from './sequences.ts'
import type { TransactionState } from './transaction-state.ts'

type OfMessages = 'phase.moved' | 'plan.changed' | 'record.made' | 'request.held' | 'request.read' | 'request.released'
export type ProducerChange = Exclude<AppChange, ChangeOf<OfMessages> | ConsumerAppChange>

export function changeProducer(app: App, producer: Producer, change: ProducerChange, nowMs: number): void {
  switch (change.kind) {
    case 'record.appended':
      return appendRecord(app, producer, change, nowMs)
    case 'record.refused':
      return refuseRecord(app, producer, change, nowMs)
    case 'request.sent':
      return sendRequest(app, producer, change, nowMs)
    case 'request.answered':
      return answerRequest(app, producer, change, nowMs)
    case 'connection.lost':
      return loseConnection(app, producer, change, nowMs)
    case 'batch.expired':
      return expireBatch(app, producer, change, nowMs)
    case 'metadata.wanted':
      producer.metadata.isWanted = true
      producer.metadata.notBeforeMs = change.notBeforeMs
      return
    case 'metadata.learned':
      return learnMetadata(producer, change, nowMs)
    default:
      return changeTransactions(app, producer, change, nowMs)
  }
}

function learnMetadata(producer: Producer, { requestId, topics }: ChangeOf<'metadata.learned'>, nowMs: number): void {
  forgetBackoff(producer, takeRequest(producer, requestId).brokerId)
  const helps = topics.every(({ error, leaders }) => error === 'NONE' && !leaders.includes(-1))
  const { attempts } = producer.metadata
  producer.metadata = { topics: [...topics], updatedMs: nowMs, isWanted: false, attempts: helps ? 0 : attempts, notBeforeMs: nowMs }
}

type TransactionChange = Extract<
  ProducerChange,
  { kind: `producer.${string}` | `epoch.${string}` | `sequence.${string}` | `coordinator.${string}` | `transaction.${string}` }
>

function changeTransactions(app: App, producer: Producer, change: TransactionChange, nowMs: number): void {
  const state = present(producer.transactions, 'the numbers of an idempotent producer')
  switch (change.kind) {
    case 'producer.identified': {
      forgetBackoff(producer, takeRequest(producer, change.requestId).brokerId)
      identify(producer, state, change)
      if (state.phase === 'uninitialized') state.phase = 'ready'
      return
    }
    case 'epoch.raised':
      return raiseEpoch(producer, state, change)
    case 'sequence.resolved': {
      const known = state.sequences[change.partition]
      if (known !== undefined) state.sequences[change.partition] = { ...known, isUnresolved: false }
      if (change.raisesEpoch) raiseEpochFor(producer, change.partition)
      return
    }
    case 'coordinator.found':
      forgetBackoff(producer, takeRequest(producer, change.requestId).brokerId)
      state.coordinatorId = change.brokerId
      return
    case 'coordinator.refused':
      takeRequest(producer, change.requestId)
      state.notBeforeMs = change.untilMs
      if (change.isLost) state.coordinatorId = -1
      return
    case 'transaction.moved':
      return moveTransaction(app, producer, state, change, nowMs)
    case 'transaction.ended':
      return endTransaction(app, producer, state, change)
    default:
      return unreachable(change)
  }
}

/** A new epoch begins with the number 0 in every partition, and what waits to be sent again gets new numbers when it is. */
function identify(
  producer: Producer,
  state: TransactionState,
  { producerId, producerEpoch }: { readonly producerId: number; readonly producerEpoch: number },
): void {
  if (state.producerId === producerId && state.producerEpoch === producerEpoch) return
  Object.assign(state, { producerId, producerEpoch, sequences: {} })
  for (const batch of producer.accumulator) Object.assign(batch, { producerId: -1, producerEpoch: -1, baseSequence: -1 })
}

/** Only the partitions that asked for it begin anew; the others go on where they are until nothing of them is in flight (KIP-360). */
function raiseEpoch(producer: Producer, state: TransactionState, { producerId, producerEpoch }: ChangeOf<'epoch.raised'>): void {
  const { raisesEpochFor } = state
  Object.assign(state, { producerId, producerEpoch, raisesEpochFor: [] })
  for (const name of raisesEpochFor) {
    let next = 0
    for (const batch of numberedBatches(producer, name)) {
      Object.assign(batch, { producerId, producerEpoch, baseSequence: next })
      next += batch.records.length
    }
    state.sequences[name] = { producerEpoch, next, lastAcknowledged: -1, isUnresolved: false }
  }
}

/** Those that were sent before and have not come to their end, in the order of their numbers. */
function numberedBatches({ accumulator, inFlight }: Producer, name: string): ProducerBatch[] {
  const all = [...inFlight.flatMap(({ batches }) => batches), ...accumulator]
  const numbered = all.filter((batch) => !batch.isDone && batch.baseSequence !== -1 && partitionName(batch) === name)
  return numbered.sort((one, other) => one.baseSequence - other.baseSequence)
}

function moveTransaction(
  app: App,
  producer: Producer,
  state: TransactionState,
  { phase, error }: ChangeOf<'transaction.moved'>,
  nowMs: number,
): void {
  state.phase = phase
  state.error = error
  if (phase === 'aborting') dropUnsent(app, producer, nowMs)
  if (phase !== 'inTransaction') return
  state.transactionCount++
  state.recordCount = 0
}

/** RecordAccumulator.abortUndrainedBatches: what was never sent need not be, and what was comes to its end. */
function dropUnsent(app: App, producer: Producer, nowMs: number): void {
  const unsent = producer.accumulator.filter(({ baseSequence }) => baseSequence === -1)
  producer.accumulator = producer.accumulator.filter(({ baseSequence }) => baseSequence !== -1)
  for (const batch of unsent) endBatch(app, batch, 'failed', 'TRANSACTION_ABORTABLE', -1, nowMs)
}

function endTransaction(app: App, producer: Producer, state: TransactionState, change: ChangeOf<'transaction.ended'>): void {
  const { requestId, committed } = change
  if (requestId !== null) forgetBackoff(producer, takeRequest(producer, requestId).brokerId)
  identify(producer, state, change)
  state.phase = 'ready'
  state.error = null
  if (committed) app.counters.transactionsCommitted++
  else app.counters.transactionsAborted++
}
