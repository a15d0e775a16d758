// The audit of applications that read: for each record that other applications have written, how often the group has processed it. Only somebody who
// looks at all sides sees that: the traces of writers and readers, the log, and what the group has committed. It reaches as far as traces do.
import type { TopicPartition } from '../../../../schema/kafka/topic-partition.ts'
import type { AnyAppView } from '../app.ts'
import type { ClusterView } from '../../cluster.ts'
import { coordinatorPlace } from '../../coordinator/coordinator-place.ts'
import { CONSUMER_OFFSETS } from '../../coordinator/internal-topics.ts'
import { isPartition } from '../../consumer/consumer.ts'
import { groupOf } from '../../group/group-offsets.ts'
import { matcherOf } from '../../safe-pattern.ts'
import { MAX_SUBSCRIBED_REGEX_CHARACTERS } from '../../../../schema/limits.ts'
import { fateOfCopy } from '../delivery.ts'
import type { TracedRecordView } from '../delivery.ts'
import { isConsumerApp } from './consumer-app.ts'
import type { ConsumerAppView, ProcessedRecord } from './consumer-app.ts'

/** `dropped` was kept back by an interceptor. `waiting` is before the group, `lost` behind it: the group has committed an offset above it and will never read it again. */
export type ConsumptionFate = 'once' | 'again' | 'dropped' | 'waiting' | 'lost'

export type ConsumedRecord = TopicPartition & {
  /** Of the application that wrote it, and the number that the record has there. */
  readonly appId: number
  readonly sequence: number
  readonly offset: number
  readonly fate: ConsumptionFate
  readonly times: number
  /** The applications of the group that have processed it. */
  readonly by: readonly { readonly appId: number; readonly times: number; readonly failures: number; readonly isDropped: boolean }[]
}

export type Consumption = { readonly counts: Readonly<Record<ConsumptionFate, number>>; readonly records: readonly ConsumedRecord[] }

export function consumptionOf(cluster: ClusterView, app: ConsumerAppView): Consumption {
  const members = membersBeside(cluster, app)
  const committed = committedOffsets(cluster, app)
  const records = [...cluster.apps.values()].flatMap((writer) => {
    return writtenBy(cluster, writer, app).map(({ appId, traced, offset, leaderEpoch }): ConsumedRecord => {
      const { topic, partitionIndex, sequence } = traced
      const by = members.flatMap((member) => processedBy(member, { topic, partitionIndex }, offset, leaderEpoch))
      const times = by.reduce((sum, one) => sum + one.times, 0)
      const isBehind = (committed.find(isPartition(traced))?.offset ?? -1) > offset
      return {
        topic,
        partitionIndex,
        appId,
        sequence,
        offset,
        times,
        by,
        fate: fateOf(
          times,
          by.some(({ isDropped }) => isDropped),
          isBehind,
        ),
      }
    })
  })
  const counts = { once: 0, again: 0, dropped: 0, waiting: 0, lost: 0 }
  for (const { fate } of records) counts[fate]++
  return { counts, records }
}

function fateOf(times: number, isDropped: boolean, isBehind: boolean): ConsumptionFate {
  if (times === 0 && isDropped) return 'dropped'
  if (times === 0) return isBehind ? 'lost' : 'waiting'
  return times === 1 ? 'once' : 'again'
}

/** All that read for the same group; without a group it reads for itself. */
function membersBeside({ apps }: ClusterView, app: ConsumerAppView): ConsumerAppView[] {
  const { groupId } = app.settings
  if (groupId === null) return [app]
  return [...apps.values()].filter(isConsumerApp).filter(({ settings }) => settings.groupId === groupId)
}

function committedOffsets(cluster: ClusterView, { settings }: ConsumerAppView): readonly (TopicPartition & { readonly offset: number })[] {
  if (settings.groupId === null) return []
  const place = coordinatorPlace(cluster, CONSUMER_OFFSETS, settings.groupId, null)
  if (!place.ok) return []
  const groups = cluster.groupCoordinators.get(place.partition.partitionIndex)?.groups
  return groupOf(groups ?? new Map(), settings.groupId).committed
}

type Written = { readonly appId: number; readonly traced: TracedRecordView; readonly offset: number; readonly leaderEpoch: number }

/** Every copy that readers see: a record that was written twice is there to be processed twice. */
function writtenBy(cluster: ClusterView, writer: AnyAppView, reader: ConsumerAppView): Written[] {
  if (isConsumerApp(writer)) return []
  return writer.trace
    .filter((traced) => traced.partitionIndex !== -1 && reads(reader, traced))
    .flatMap((traced) => {
      const seen = traced.copies.filter((copy) => fateOfCopy(cluster, traced, copy) === 'committed')
      return seen.map(({ offset, leaderEpoch }) => ({ appId: writer.appId, traced, offset, leaderEpoch }))
    })
}

function reads({ reads: wanted }: ConsumerAppView, record: TracedRecordView): boolean {
  switch (wanted.kind) {
    case 'topics':
      return wanted.topics.includes(record.topic)
    case 'pattern':
      return matcherOf(wanted.pattern, MAX_SUBSCRIBED_REGEX_CHARACTERS)?.(record.topic) ?? false
    case 'partitions':
      return wanted.partitions.some(isPartition(record))
  }
}

function processedBy(
  { appId, processed }: ConsumerAppView,
  partition: TopicPartition,
  offset: number,
  leaderEpoch: number,
): ConsumedRecord['by'] {
  const isIt = (one: Pick<ProcessedRecord, 'topic' | 'partitionIndex' | 'offset' | 'leaderEpoch'>): boolean =>
    one.offset === offset && one.leaderEpoch === leaderEpoch && isPartition(partition)(one)
  return processed.filter(isIt).map(({ times, failures, isDropped }) => ({ appId, times, failures, isDropped }))
}
