// The fate of each record of a partition: what is in its log, read batch by batch, and beside it what is not in there any more, or never came
// in again, as far as the traces of the applications remember.
import { isConsumerApp } from '../../engine/app/consumer/consumer-app.ts'
import { MAX_DELIVERY_PAGE } from '../../../schema/limits.ts'
import { isControl, isTransactional } from '../../../schema/kafka/record-batch.ts'
import type { RecordBatchHeader } from '../../../schema/kafka/record-batch.ts'
import { fateInLog, fateOfCopy } from '../../engine/app/delivery.ts'
import type { Copy, LogFate, TracedRecordView } from '../../engine/app/delivery.ts'
import type { ClusterView, PartitionView } from '../../engine/cluster.ts'
import { epochForOffset } from '../../engine/log/leader-epochs.ts'
import type { LogReader } from '../../engine/log/log-reader.ts'
import { headersOf } from '../../engine/log/walk.ts'

export type DeliveryQuery = {
  readonly topic: string
  readonly partitionIndex: number
  readonly fromOffset: number
  readonly maxOffsets: number
}

export type DeliveryPage = {
  readonly logStartOffset: number
  readonly highWatermark: number
  readonly logEndOffset: number
  /** By offset. Several may have the same one: of two leaders, of which one lost its own, or of a retry that was found. */
  readonly records: readonly DeliveredRecord[]
  /** Where the next page begins; null at the end. */
  readonly nextOffset: number | null
}

/** `control` is a marker of a transaction; `duplicateDropped` is a retry of the record at this offset, which the log did not take. */
export type DeliveredFate = LogFate | 'control' | 'duplicateDropped'

export type DeliveredRecord = {
  readonly offset: number
  readonly fate: DeliveredFate
  readonly leaderEpoch: number
  /** The broker that wrote it, where an application's trace tells; else -1. */
  readonly brokerId: number
  /** -1 without one. */
  readonly producerId: number
  /** The application and the number of its record, where a trace tells. */
  readonly appId: number | null
  readonly sequence: number | null
}

type Origin = { readonly appId: number; readonly traced: TracedRecordView; readonly copy: Copy }

/** Null when there is no such partition. */
export function partitionDelivery(cluster: ClusterView, reader: LogReader, query: DeliveryQuery): DeliveryPage | null {
  const partition = cluster.topics.get(query.topic)?.partitions[query.partitionIndex]
  if (partition === undefined) return null
  const { logStartOffset, highWatermark, logEndOffset } = partition.log
  const origins = originsIn(cluster, query)
  const lastOffset = Math.max(logEndOffset - 1, ...origins.map(({ copy }) => copy.offset))
  const from = query.fromOffset
  const until = Math.min(from + Math.min(query.maxOffsets, MAX_DELIVERY_PAGE), lastOffset + 1)
  const inPage = origins.filter(({ copy }) => copy.offset >= from && copy.offset < until)
  const records = [...inLog(reader, partition, inPage, from, until), ...beside(cluster, inPage)]
  records.sort((one, other) => one.offset - other.offset || one.leaderEpoch - other.leaderEpoch)
  return { logStartOffset, highWatermark, logEndOffset, records, nextOffset: until > lastOffset ? null : until }
}

/** Everything that applications remember of writing to this partition of this topic. */
function originsIn({ apps, topics }: ClusterView, { topic, partitionIndex }: DeliveryQuery): Origin[] {
  const topicId = topics.get(topic)?.topicId
  const origins: Origin[] = []
  for (const app of apps.values()) {
    if (isConsumerApp(app)) continue
    const { appId } = app
    for (const traced of app.trace) {
      if (traced.topic !== topic || traced.partitionIndex !== partitionIndex) continue
      for (const copy of traced.copies) if (copy.topicId === topicId) origins.push({ appId, traced, copy })
    }
  }
  return origins
}

function inLog(reader: LogReader, { log }: PartitionView, origins: readonly Origin[], from: number, until: number): DeliveredRecord[] {
  const records: DeliveredRecord[] = []
  const byPlace = new Map(origins.map((origin) => [`${origin.copy.leaderEpoch}:${origin.copy.offset}`, origin]))
  for (const { header } of headersOf(log, reader, Math.max(from, log.logStartOffset), Math.min(until, log.logEndOffset))) {
    const first = Math.max(header.baseOffset, from, log.logStartOffset)
    const last = Math.min(header.baseOffset + header.lastOffsetDelta, until - 1)
    for (let offset = first; offset <= last; offset++) {
      const leaderEpoch = epochForOffset(log.leaderEpochs, offset) ?? -1
      const origin = byPlace.get(`${leaderEpoch}:${offset}`)
      const { producerId } = header
      records.push({
        offset,
        fate: fateOfStored(log, header, offset),
        leaderEpoch,
        brokerId: origin?.copy.brokerId ?? -1,
        producerId,
        appId: origin?.appId ?? null,
        sequence: origin?.traced.sequence ?? null,
      })
    }
  }
  return records
}

function fateOfStored(log: PartitionView['log'], { attributes, producerId }: RecordBatchHeader, offset: number): DeliveredFate {
  if (isControl(attributes)) return 'control'
  return fateInLog(log, offset, isTransactional(attributes) ? producerId : -1)
}

/** What only traces tell of: copies that are lost or deleted, and retries that were found. */
function beside(cluster: ClusterView, origins: readonly Origin[]): DeliveredRecord[] {
  return origins.flatMap(({ appId, traced, copy }) => {
    const { offset, leaderEpoch, brokerId, producerId } = copy
    const record = { offset, leaderEpoch, brokerId, producerId, appId, sequence: traced.sequence }
    const fate = fateOfCopy(cluster, traced, copy)
    const gone = fate === 'lost' || fate === 'deleted' ? [{ ...record, fate }] : []
    const isLast = traced.copies.at(-1) === copy
    const duplicates = isLast
      ? Array.from({ length: traced.duplicatesDropped }, () => ({ ...record, fate: 'duplicateDropped' as const }))
      : []
    return [...gone, ...duplicates]
  })
}
