// Where a group would go on after a reset, partition by partition: every form of kafka-consumer-groups.sh --reset-offsets.
// Source: ConsumerGroupCommand.resetOffsets and OffsetsUtils of Kafka 4.3.
import type { ResetOffsetsBody } from '../../schema/api/group-offset-actions.ts'
import { clusterNowMs } from '../../schema/kafka/cluster-clock.ts'
import { EARLIEST_TIMESTAMP, LATEST_TIMESTAMP } from '../../schema/kafka/requests/list-offsets.ts'
import { parseDuration } from '../../schema/kafka/duration.ts'
import { parseInstant } from '../../schema/records/timestamp.ts'
import { badRequest } from '../http/rest-error.ts'
import { refuseForeignTopic } from '../http/serve-endpoint.ts'
import { ask, askMetadata, askTopic, partitionNotFound, refuseError } from '../kafka/ask.ts'
import type { Asker } from '../kafka/ask.ts'
import type { Principal } from '../keys/principal.ts'
import { groupOffsets, partitionKeyOf } from './group-offsets.ts'
import type { PartitionName } from './group-offsets.ts'
import { byTopic } from './write-offsets.ts'

export type PlannedReset = PartitionName & { readonly currentOffset: number | null; readonly newOffset: number }

type Planner = Asker & { readonly principal: Principal }

/** Throws RestError for a scope that is not there, and for a target that cannot be worked out. */
export async function planReset(asker: Planner, groupId: string, body: ResetOffsetsBody): Promise<PlannedReset[]> {
  const committed = await committedOffsets(asker, groupId)
  const partitions = await scopeOf(asker, body, committed)
  const newOffsets = await targetsOf(asker, body, partitions, committed)
  return partitions.map((partition, index) => {
    const newOffset = newOffsets[index]
    if (newOffset === undefined) throw new Error('every partition in the scope has a target')
    return Object.assign({}, partition, { currentOffset: committed.get(partitionKeyOf(partition))?.offset ?? null, newOffset })
  })
}

type Committed = ReadonlyMap<string, PartitionName & { readonly offset: number }>

async function committedOffsets(asker: Planner, groupId: string): Promise<Committed> {
  const fetched = await groupOffsets(asker, { groupId, topics: null, memberId: null, memberEpoch: -1, requireStable: false })
  return new Map(
    fetched.map(({ topicName, partitionIndex, committedOffset: offset }) => {
      const one = { topicName, partitionIndex, offset }
      return [partitionKeyOf(one), one] as const
    }),
  )
}

async function scopeOf(asker: Planner, { topics, from_offsets: given }: ResetOffsetsBody, committed: Committed): Promise<PartitionName[]> {
  if (given !== undefined) {
    for (const { topic_name: name } of given) refuseForeignTopic(asker.principal, name)
    return given.map(({ topic_name: topicName, partition_id: partitionIndex }) => ({ topicName, partitionIndex }))
  }
  if (topics === undefined) return Array.from(committed.values(), ({ topicName, partitionIndex }) => ({ topicName, partitionIndex }))
  const scoped: PartitionName[] = []
  for (const { topic_name: topicName, partition_ids: wanted } of topics) {
    refuseForeignTopic(asker.principal, topicName)
    const existing = (await askTopic(asker, topicName)).partitions.map(({ partitionIndex }) => partitionIndex)
    if (wanted?.some((index) => !existing.includes(index)) === true) throw partitionNotFound()
    for (const partitionIndex of wanted ?? existing) scoped.push({ topicName, partitionIndex })
  }
  return scoped
}

/** In the order of the partitions. */
async function targetsOf(
  asker: Asker,
  body: ResetOffsetsBody,
  partitions: readonly PartitionName[],
  committed: Committed,
): Promise<readonly number[]> {
  const offsetsAt = (timestamp: number) => listOffsets(asker, partitions, timestamp)
  if (body.to_earliest === true) return offsetsAt(EARLIEST_TIMESTAMP)
  if (body.to_latest === true) return offsetsAt(LATEST_TIMESTAMP)
  if (body.to_current === true) {
    const latest = await offsetsAt(LATEST_TIMESTAMP)
    return partitions.map((partition, index) => committed.get(partitionKeyOf(partition))?.offset ?? latest[index] ?? 0)
  }
  const timestampMs = await timeOf(asker, body)
  if (timestampMs !== null) {
    const [found, latest] = await Promise.all([offsetsAt(timestampMs), offsetsAt(LATEST_TIMESTAMP)])
    return found.map((offset, index) => (offset >= 0 ? offset : (latest[index] ?? 0)))
  }
  const wanted = partitions.map((partition, index) => wantedOffset(body, partition, index, committed))
  const [earliest, latest] = await Promise.all([offsetsAt(EARLIEST_TIMESTAMP), offsetsAt(LATEST_TIMESTAMP)])
  return wanted.map((offset, index) => Math.max(Math.min(offset, latest[index] ?? 0), earliest[index] ?? 0))
}

/** What is asked for; what lies outside the partition is moved to its nearest end afterwards. */
function wantedOffset(body: ResetOffsetsBody, partition: PartitionName, index: number, committed: Committed): number {
  const { to_offset: toOffset, shift_by: shiftBy, from_offsets: given } = body
  if (given !== undefined) return given[index]?.offset ?? 0
  if (toOffset !== undefined) return toOffset
  const current = committed.get(partitionKeyOf(partition))?.offset
  if (current === undefined) {
    const { topicName, partitionIndex } = partition
    throw badRequest(`Bad Request: no offset is committed in partition ${topicName}-${partitionIndex}, so there is nothing to shift.`)
  }
  return current + (shiftBy ?? 0)
}

/** Null when the target is no time. A text without a zone is UTC, as for Kafka's tool. */
async function timeOf(asker: Asker, { to_datetime: datetime, by_duration: duration }: ResetOffsetsBody): Promise<number | null> {
  if (datetime !== undefined) {
    const timestampMs = parseInstant(datetime) ?? parseInstant(`${datetime}Z`)
    if (timestampMs === null || timestampMs < 0) throw badRequest('Bad Request: to_datetime is no ISO 8601 date and time.')
    return timestampMs
  }
  if (duration === undefined) return null
  const durationMs = parseDuration(duration)
  if (durationMs === null) throw badRequest('Bad Request: by_duration is no ISO 8601 duration in days, hours, minutes and seconds.')
  const { clock } = await askMetadata(asker, [])
  return Math.max(0, clusterNowMs(clock, Date.now()) - durationMs)
}

/** -1 where no record is as new as the timestamp. The cluster answers in the order in which it is asked. */
async function listOffsets(asker: Asker, partitions: readonly PartitionName[], timestamp: number): Promise<number[]> {
  const found = new Map<string, number>()
  const topics = byTopic(partitions).map(({ name, partitions: ofTopic }) => {
    return { name, partitions: ofTopic.map(({ partitionIndex }) => ({ partitionIndex, timestamp })) }
  })
  const { response } = await ask(asker, { api: 'ListOffsets', request: { isolationLevel: 'read_uncommitted', topics } })
  for (const { name: topicName, partitions: ofTopic } of response.topics) {
    for (const { partitionIndex, error, offset } of ofTopic) {
      refuseError(error, null)
      found.set(partitionKeyOf({ topicName, partitionIndex }), offset)
    }
  }
  return partitions.map((partition) => found.get(partitionKeyOf(partition)) ?? -1)
}
