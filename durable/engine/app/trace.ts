// The trace of an application: its newest records with all that is known of them. It is bounded; what leaves it is counted first, so that the
// counts hold for all records ever.
import { MAX_APP_TRACE } from '../../../schema/limits.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { Cluster } from '../cluster.ts'
import type { App, AppRecord, ProducerBatch } from './app.ts'
import { countDelivery } from './delivery.ts'
import type { ClientFate, TracedRecord } from './delivery.ts'

/** A new record, after the oldest one that has come to its end has made room for it. */
export function trace(cluster: Cluster, app: App, record: AppRecord, fate: TracedRecord['fate'], nowMs: number): void {
  const oldest = app.trace.length < MAX_APP_TRACE ? -1 : app.trace.findIndex((traced) => traced.fate !== 'pending')
  const [settled] = oldest === -1 ? [] : app.trace.splice(oldest, 1)
  if (settled !== undefined) countDelivery(app.settled, cluster, settled)
  const { sequence, topic, key } = record
  app.trace.push({
    sequence,
    topic,
    partitionIndex: -1,
    key,
    madeMs: nowMs,
    sends: 0,
    fate,
    error: null,
    offset: -1,
    brokerId: -1,
    doneMs: fate === 'pending' ? null : nowMs,
    copies: [],
    duplicatesDropped: 0,
  })
}

/** Undefined once it has left the trace, which only a record that has come to its end does. */
export function tracedOf({ trace: records }: App, sequence: number): TracedRecord | undefined {
  let low = 0
  let high = records.length - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const traced = records[middle]
    if (traced?.sequence === sequence) return traced
    if ((traced?.sequence ?? Infinity) < sequence) low = middle + 1
    else high = middle - 1
  }
  return undefined
}

export function tracedOfBatch(app: App, { records }: ProducerBatch): TracedRecord[] {
  return records.flatMap(({ sequence }) => tracedOf(app, sequence) ?? [])
}

/** What the application hears of a record at last: the callback of send, and onAcknowledgement of its interceptors. */
export function finish(
  app: App,
  record: AppRecord,
  fate: Exclude<ClientFate, 'pending'>,
  error: KafkaErrorName | null,
  nowMs: number,
): void {
  const { counters } = app
  counters[fate]++
  if (fate !== 'abandoned') counters.onAcknowledgement++
  if (fate === 'failed') counters.onAcknowledgementErrors++
  const traced = tracedOf(app, record.sequence)
  if (traced !== undefined) Object.assign(traced, { fate, error, doneMs: nowMs })
}
