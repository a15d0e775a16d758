// OffsetDelete (API key 47), version 0.
// Does: deletes offsets of a group, of topics that none of its members reads.
// Source: KafkaApis.handleOffsetDeleteRequest and OffsetMetadataManager.deleteOffsets of Kafka 4.3; KIP-496.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { REQUEST_TIMEOUT_MS } from '../../../schema/limits.ts'
import { askCoordinator, refuse } from '../coordinator/ask-coordinator.ts'
import type { CoordinatorPlace } from '../coordinator/coordinator-place.ts'
import { CONSUMER_OFFSETS } from '../coordinator/internal-topics.ts'
import type { Decision } from '../decision.ts'
import { isSubscribedTo, refuseOffsetDelete } from '../group/any-group.ts'
import { partitionsWithOffsets } from '../group/group-offsets.ts'
import { offsetTombstones } from '../group/group-tombstones.ts'
import { knownGroup } from '../group/known-group.ts'
import type { KnownGroup } from '../group/known-group.ts'
import { writeTombstones } from '../group/write-tombstones.ts'
import type { InputOf } from '../input.ts'
import type { PartitionKey } from '../partition-key.ts'
import type { Step } from '../step.ts'
import { errorOfAppend } from '../transaction/append-errors.ts'

type Input = InputOf<'OffsetDelete'>

export function decideOffsetDelete(step: Step, input: Input): Decision {
  const { groupId, topics } = input.request
  // The broker itself knows the topics, and asks no coordinator about others.
  if (!topics.some(({ name, partitionIndexes }) => partitionIndexes.some((index) => isThere(step, name, index)))) {
    return step.decision<'OffsetDelete'>({ error: 'NONE', topics: topics.map(unknownTopic) })
  }
  if (groupId === '') return refuse(step, input, 'INVALID_GROUP_ID')
  return askCoordinator(step, input, CONSUMER_OFFSETS, groupId, (place) => {
    const group = knownGroup(step.cluster, place.partition.partitionIndex, groupId)
    if (group === null) return refuse(step, input, 'GROUP_ID_NOT_FOUND')
    const error = refuseOffsetDelete(group.membership)
    return error === null ? deleteOffsets(step, input, place, group) : refuse(step, input, error)
  })
}

function deleteOffsets(step: Step, input: Input, { topic, partition }: CoordinatorPlace, group: KnownGroup): Decision {
  const { groupId, topics } = input.request
  const results = topics.map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map((partitionIndex) => {
      return { partitionIndex, error: refuseTopic(step, group, name, partitionIndex) ?? ('NONE' as const) }
    }),
  }))
  const wanted = new Set(
    results.flatMap(({ name, partitions }) =>
      partitions.flatMap(({ partitionIndex, error }) => (error === 'NONE' ? `${name}/${partitionIndex}` : [])),
    ),
  )
  const isWanted = ({ topic: name, partitionIndex }: PartitionKey): boolean => wanted.has(`${name}/${partitionIndex}`)
  const partitions = group.offsets === null ? [] : partitionsWithOffsets(group.offsets).filter(isWanted)
  const response = { error: 'NONE', topics: results } as const
  if (partitions.length === 0) return step.decision<'OffsetDelete'>(response)
  const appended = writeTombstones(step, topic, partition, offsetTombstones(groupId, partitions))
  if (!appended.ok) return refuse(step, input, errorOfAppend(appended.error))
  const { partitionIndex } = partition
  const reason = { code: 'offsetsRemoved' } as const
  step.records.push({ kind: 'offsets.deleted', topic: topic.name, partitionIndex, groupId, deletedTopics: [], partitions, reason })
  const deadlineMs = step.nowMs + REQUEST_TIMEOUT_MS
  return step.decision<'OffsetDelete'>(response, { kind: 'coordinator', deadlineMs, partitions: [appended.waiting] })
}

function unknownTopic({ name, partitionIndexes }: Input['request']['topics'][number]) {
  return { name, partitions: partitionIndexes.map((partitionIndex) => ({ partitionIndex, error: 'UNKNOWN_TOPIC_OR_PARTITION' as const })) }
}

function isThere({ cluster }: Step, topic: string, partitionIndex: number): boolean {
  return cluster.topics.get(topic)?.partitions[partitionIndex] !== undefined
}

function refuseTopic(step: Step, { membership }: KnownGroup, topic: string, partitionIndex: number): KafkaErrorName | null {
  if (!isThere(step, topic, partitionIndex)) return 'UNKNOWN_TOPIC_OR_PARTITION'
  return isSubscribedTo(membership, topic) ? 'GROUP_SUBSCRIBED_TO_TOPIC' : null
}
