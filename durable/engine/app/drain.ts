// The sender thread: which brokers something is ready for, and one request with a batch of each of their partitions.
// Source: RecordAccumulator.partitionReady, drainBatchesForOneNode and shouldStopDrainBatchesForPartition, Sender.sendProducerData of
// Kafka 4.3; KIP-98, KIP-360.
import { partitionName } from './app.ts'
import type { AppView, BatchView, ProducerView } from './app.ts'
import type { SentBatch } from './app-change.ts'
import type { ProducerStep } from './app-step.ts'
import { knownLeader } from './client-metadata.ts'
import { canSendTo, send } from './connections.ts'
import { NO_PRODUCER_ID } from './transaction-state.ts'

export function drain(at: ProducerStep): boolean {
  for (const brokerId of readyBrokers(at)) {
    if (!canSendTo(at, brokerId)) continue
    const batches = batchesFor(at, brokerId)
    if (batches.length > 0) return send(at, brokerId, 'Produce', { batches: batches.map((batch) => numbered(at, batch)) })
  }
  return false
}

function readyBrokers(at: ProducerStep): number[] {
  const ready = firstBatches(at.producer).flatMap((batch) => {
    const leader = knownLeader(at.producer, batch.topic, batch.partitionIndex)
    return leader !== -1 && readyMs(at, batch) <= at.step.nowMs ? [leader] : []
  })
  return [...new Set(ready)].sort((one, other) => one - other)
}

/** The head of each partition's deque. */
export function firstBatches({ accumulator }: ProducerView): BatchView[] {
  const first = new Map<string, BatchView>()
  for (const batch of accumulator) if (!first.has(partitionName(batch))) first.set(partitionName(batch), batch)
  return [...first.values()]
}

/** When the head of a deque is ready to be sent: full, lingered, flushed, or waited for, and never before its backoff is over. */
export function readyMs({ app, producer }: Omit<ProducerStep, 'step'>, batch: BatchView): number {
  if (batch.attempts > 0) return batch.retryMs
  const hasNext = producer.accumulator.some((other) => other !== batch && partitionName(other) === partitionName(batch))
  const isFull = hasNext || batch.sizeBytes >= app.settings.batchSize
  const isExhausted = producer.sending !== null && producer.accumulator.length > 0 && isBlockedOnMemory(producer)
  return isFull || isExhausted || isFlushing(app, producer) ? batch.createdMs : batch.createdMs + app.settings.lingerMs
}

/** The thread is inside of send with a topic that is known: it waits for nothing but memory. */
function isBlockedOnMemory({ sending, metadata }: ProducerView): boolean {
  return sending !== null && metadata.topics.some(({ name, error }) => name === sending.record.topic && error === 'NONE')
}

export function isFlushing({ phase }: Pick<AppView, 'phase'>, { transactions }: ProducerView): boolean {
  return phase === 'stopping' || phase === 'finishing' || transactions?.phase === 'committing' || transactions?.phase === 'aborting'
}

/** One batch a partition, as many as fit in max.request.size, whether their partitions were ready or not. */
function batchesFor(at: ProducerStep, brokerId: number): BatchView[] {
  const { app, producer, step } = at
  const chosen: BatchView[] = []
  let sizeBytes = 0
  for (const batch of firstBatches(producer)) {
    if (knownLeader(producer, batch.topic, batch.partitionIndex) !== brokerId) continue
    if ((batch.attempts > 0 && batch.retryMs > step.nowMs) || mustWait(at, batch)) continue
    if (chosen.length > 0 && sizeBytes + batch.sizeBytes > app.settings.maxRequestSize) break
    chosen.push(batch)
    sizeBytes += batch.sizeBytes
  }
  return chosen
}

/** What keeps the order: one batch at a time where only one may be in flight, and the numbers of idempotence. */
function mustWait({ app, producer }: ProducerStep, batch: BatchView): boolean {
  const name = partitionName(batch)
  const isOfPartition = (other: BatchView): boolean => !other.isDone && partitionName(other) === name
  const inFlight = producer.inFlight.flatMap(({ batches }) => batches).filter(isOfPartition)
  if (app.settings.maxInFlightRequestsPerConnection === 1 && inFlight.length > 0) return true
  const { transactions } = producer
  if (transactions === null) return false
  if (transactions.producerId === NO_PRODUCER_ID || transactions.raisesEpochFor.length > 0) return true
  const sent = [...inFlight, ...producer.accumulator.filter(isOfPartition)].filter(({ baseSequence }) => baseSequence !== -1)
  const first = Math.min(...sent.map(({ baseSequence }) => baseSequence))
  // One that is sent again waits for those before it.
  if (batch.baseSequence !== -1) return batch.baseSequence !== first
  const known = transactions.sequences[name]
  return known !== undefined && (known.isUnresolved || (sent.length > 0 && known.producerEpoch !== transactions.producerEpoch))
}

/** The numbers with which a batch goes out: its own when it was sent before. */
function numbered({ producer }: ProducerStep, batch: BatchView): SentBatch {
  const { batchId } = batch
  const { transactions } = producer
  if (transactions === null) return { batchId, producerId: -1, producerEpoch: -1, baseSequence: -1 }
  if (batch.baseSequence !== -1) {
    const { producerId, producerEpoch, baseSequence } = batch
    return { batchId, producerId, producerEpoch, baseSequence }
  }
  const { producerId, producerEpoch } = transactions
  const known = transactions.sequences[partitionName(batch)]
  const baseSequence = known?.producerEpoch === producerEpoch ? known.next : 0
  return { batchId, producerId, producerEpoch, baseSequence }
}
