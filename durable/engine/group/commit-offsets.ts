// What every commit of offsets does, with a transaction around it or without: which of them it takes, whether there is room, and how they stand
// in the log.
// Source: OffsetMetadataManager.commitOffset and commitTransactionalOffset of Kafka 4.3.
import { OffsetCommitEncoder } from '../../../schema/kafka/coordinator/offset-commit.ts'
import { RecordBatchBuilder } from '../../../schema/kafka/batch-builder.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { OffsetCommitPartition } from '../../../schema/kafka/requests/offset-commit.ts'
import { MAX_ALL_OFFSETS_CHARACTERS, MAX_GROUP_OFFSETS, MAX_GROUPS, MAX_ROW_BYTES } from '../../../schema/limits.ts'
import { viewKey } from '../cluster.ts'
import type { ClusterView } from '../cluster.ts'
import { appendAsBroker } from '../coordinator/append-as-broker.ts'
import type { BrokerAppend } from '../coordinator/append-as-broker.ts'
import type { CoordinatorPlace } from '../coordinator/coordinator-place.ts'
import type { PartitionKey } from '../partition-key.ts'
import { refuseFullSandbox } from '../request/refuse-full-sandbox.ts'
import type { Step } from '../step.ts'
import { groupCount } from './group-count.ts'
import { NO_OFFSETS, withOffsets } from './group-offsets.ts'
import type { CommittedOffset, GroupOffsets } from './group-offsets.ts'
import type { KnownGroup } from './known-group.ts'
import { offsetCharacters } from './offset-characters.ts'

/** A topic id stands where the client names the topic by it; the name is then empty when there is no such topic. */
export type TopicOffsets = { readonly name: string; readonly topicId?: string; readonly partitions: readonly OffsetCommitPartition[] }
export type TopicResults = {
  readonly name: string
  readonly topicId?: string
  readonly partitions: readonly { readonly partitionIndex: number; readonly error: KafkaErrorName }[]
}

export type Commit = { readonly results: readonly TopicResults[]; readonly offsets: readonly CommittedOffset[] }

/** `refuseOne` is asked of those that nothing else is wrong with; null when they are taken. */
export function commitOf(
  { cluster, nowMs }: Step,
  topics: readonly TopicOffsets[],
  refuseOne: (partition: PartitionKey) => KafkaErrorName | null,
): Commit {
  const offsets: CommittedOffset[] = []
  const results = topics.map((topic) => ({
    ...named(topic),
    partitions: topic.partitions.map((wanted) => {
      const error =
        refusePlace(cluster, topic, wanted) ??
        refuseOne({ topic: topic.name, partitionIndex: wanted.partitionIndex }) ??
        refuseMetadata(cluster, wanted)
      if (error === null) offsets.push(committedOffset(topic.name, wanted, nowMs))
      return { partitionIndex: wanted.partitionIndex, error: error ?? 'NONE' }
    }),
  }))
  return { results, offsets }
}

function named({ name, topicId }: TopicOffsets): Pick<TopicResults, 'name' | 'topicId'> {
  return topicId === undefined ? { name } : { name, topicId }
}

/** The broker itself knows the topics: it says so before the coordinator sees the request. */
function refusePlace(
  { topics }: ClusterView,
  { name, topicId }: TopicOffsets,
  { partitionIndex }: OffsetCommitPartition,
): KafkaErrorName | null {
  if (topicId !== undefined && name === '') return 'UNKNOWN_TOPIC_ID'
  return topics.get(name)?.partitions[partitionIndex] === undefined ? 'UNKNOWN_TOPIC_OR_PARTITION' : null
}

function refuseMetadata({ effectiveBrokerConfigs }: ClusterView, { committedMetadata }: OffsetCommitPartition): KafkaErrorName | null {
  // Kafka counts characters, whatever the name of the config says.
  return (committedMetadata ?? '').length > effectiveBrokerConfigs.offsetMetadataMaxBytes ? 'OFFSET_METADATA_TOO_LARGE' : null
}

function committedOffset(topic: string, wanted: OffsetCommitPartition, commitTimestampMs: number): CommittedOffset {
  const { partitionIndex, committedOffset: offset, committedLeaderEpoch: leaderEpoch, committedMetadata } = wanted
  return { topic, partitionIndex, offset, leaderEpoch, metadata: committedMetadata ?? '', commitTimestampMs }
}

/** POLICY_VIOLATION when the group, or the sandbox, would hold too much. `producerId` is that of the transaction, or null. */
export function refuseRoom(
  step: Step,
  topics: readonly TopicOffsets[],
  known: KnownGroup | null,
  producerId: number | null,
): KafkaErrorName | null {
  const group = known?.offsets ?? NO_OFFSETS
  const wanted = topics.flatMap(({ name, partitions }) => partitions.map((one) => committedOffset(name, one, step.nowMs)))
  const hasRoom =
    heldCount(group, wanted) <= MAX_GROUP_OFFSETS &&
    (known !== null || groupCount(step.cluster) < MAX_GROUPS) &&
    hasRoomForCharacters(step, group, withOffsets(group, producerId, wanted))
  return hasRoom ? (refuseFullSandbox(step, 0)?.error ?? null) : 'POLICY_VIOLATION'
}

function heldCount(group: GroupOffsets, wanted: readonly CommittedOffset[]): number {
  const partitions = [...group.committed, ...wanted].map(({ topic, partitionIndex }) => viewKey(topic, partitionIndex))
  const pendingCount = group.pending.reduce((count, { offsets }) => count + offsets.length, 0)
  return Math.max(new Set(partitions).size, pendingCount + wanted.length)
}

/** What takes no more than it did before goes on, however full it is. */
function hasRoomForCharacters({ cluster }: Step, before: GroupOffsets, after: GroupOffsets): boolean {
  const added = offsetCharacters(after) - offsetCharacters(before)
  return added <= 0 || cluster.offsetCharacters + added <= MAX_ALL_OFFSETS_CHARACTERS
}

/** The offsets of a commit are one batch, and the log takes none that is larger than others may be. */
export function appendOffsets(step: Step, { topic, partition }: CoordinatorPlace, batch: Uint8Array): BrokerAppend {
  if (batch.length > Math.min(topic.effectiveConfigs.maxMessageBytes, MAX_ROW_BYTES))
    return { ok: false, error: 'INVALID_COMMIT_OFFSET_SIZE' }
  return appendAsBroker(step, topic, partition, batch)
}

/** Where they stand in the log, once they do. */
export function withRecordOffsets(offsets: readonly CommittedOffset[], baseOffset: number): CommittedOffset[] {
  return offsets.map((offset, index) => ({ ...offset, recordOffset: baseOffset + index }))
}

type Producer = { readonly producerId: number; readonly producerEpoch: number }

/** With a producer they are part of its transaction. */
export function offsetsBatch(
  { nowMs, cluster }: Step,
  group: string,
  offsets: readonly CommittedOffset[],
  producer: Producer | null,
): Uint8Array {
  const builder = new RecordBatchBuilder(512)
  const encoder = new OffsetCommitEncoder(group)
  for (const { topic, partitionIndex, recordOffset: _notYet, ...committed } of offsets) {
    const topicId = cluster.topics.get(topic)?.topicId ?? ''
    const value = encoder.value({ ...committed, topicId })
    builder.append(nowMs, encoder.key(topic, partitionIndex), value, [])
  }
  return producer === null ? builder.build() : builder.build({ ...producer, isTransactional: true })
}
