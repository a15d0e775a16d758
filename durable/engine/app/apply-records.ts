// Records of an application on their way from send into the accumulator.
import { present } from '../assert.ts'
import type { Cluster } from '../cluster.ts'
import type { App, Producer } from './app.ts'
import type { ChangeOf } from './app-change.ts'
import { finish, trace, tracedOf } from './trace.ts'

export function makeRecord(cluster: Cluster, app: App, change: ChangeOf<'record.made'>, nowMs: number): void {
  const { record, droppedBy, byHand, nextRecordMs } = change
  const producer = present(app.producer, 'the process of the application')
  app.counters.made++
  app.nextRecordMs = nextRecordMs
  if (!byHand) producer.madeByWorkload++
  if (droppedBy !== null) app.counters.dropped++
  else producer.sending = { record, sinceMs: nowMs }
  trace(cluster, app, record, droppedBy === null ? 'pending' : 'dropped', nowMs)
}

/** send returns: the record is in the last batch of its partition, or in a new one. */
export function appendRecord(app: App, producer: Producer, change: ChangeOf<'record.appended'>, nowMs: number): void {
  const { record } = present(producer.sending, 'the record in send')
  const { partitionIndex, sizeBytes, opensBatch, sticky } = change
  producer.sending = null
  if (sticky !== null) producer.sticky[record.topic] = sticky
  const traced = tracedOf(app, record.sequence)
  if (traced !== undefined) traced.partitionIndex = partitionIndex
  if (producer.transactions?.phase === 'inTransaction') producer.transactions.recordCount++
  if (!opensBatch) {
    const isOfPartition = (batch: { topic: string; partitionIndex: number }): boolean =>
      batch.topic === record.topic && batch.partitionIndex === partitionIndex
    const batch = present(producer.accumulator.findLast(isOfPartition), 'the batch that is open')
    batch.records.push(record)
    batch.sizeBytes += sizeBytes
    return
  }
  producer.accumulator.push({
    batchId: producer.nextBatchId++,
    topic: record.topic,
    partitionIndex,
    records: [record],
    createdMs: nowMs,
    sizeBytes,
    attempts: 0,
    retryMs: 0,
    isDone: false,
    producerId: -1,
    producerEpoch: -1,
    baseSequence: -1,
  })
}

/** send throws. */
export function refuseRecord(app: App, producer: Producer, { error }: ChangeOf<'record.refused'>, nowMs: number): void {
  const { record } = present(producer.sending, 'the record in send')
  producer.sending = null
  finish(app, record, 'failed', error, nowMs)
}
