// Sets of partitions by topic id: what a member owns, with the epoch at which it got each. Topics and partitions are in ascending order, so that
// equal sets are equal lists.
// Source: ConsumerGroupCurrentMemberAssignmentValue of Kafka 4.3; KIP-1251 for the assignment epochs.
import type { TopicIdPartitions } from '../../../../schema/kafka/requests/consumer-group-heartbeat.ts'

export type OwnedPartitions = readonly OwnedTopicPartitions[]

export type OwnedTopicPartitions = {
  readonly topicId: string
  readonly partitions: readonly number[]
  /** The member epoch at which each of the partitions came to the member. */
  readonly assignmentEpochs: readonly number[]
}

/** A set while it is put together: by topic id, the assignment epoch of each partition. */
export type PartitionEpochs = Map<string, Map<number, number>>

export function epochsOf(owned: OwnedPartitions): PartitionEpochs {
  return new Map(
    owned.map(({ topicId, partitions, assignmentEpochs }) => {
      return [topicId, new Map(partitions.map((partition, index) => [partition, assignmentEpochs[index] as number]))]
    }),
  )
}

export function addPartition(epochs: PartitionEpochs, topicId: string, partition: number, assignmentEpoch: number): void {
  const ofTopic = epochs.get(topicId)
  if (ofTopic === undefined) epochs.set(topicId, new Map([[partition, assignmentEpoch]]))
  else ofTopic.set(partition, assignmentEpoch)
}

export function ownedPartitions(epochs: PartitionEpochs): OwnedPartitions {
  return [...epochs].toSorted(byTopicId).map(([topicId, ofTopic]) => {
    const entries = [...ofTopic].toSorted(([left], [right]) => left - right)
    return { topicId, partitions: entries.map(([partition]) => partition), assignmentEpochs: entries.map(([, epoch]) => epoch) }
  })
}

function byTopicId([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1
}

/** Without the epochs, as requests and answers have them. */
export function topicIdPartitions(owned: OwnedPartitions): TopicIdPartitions[] {
  return owned.map(({ topicId, partitions }) => ({ topicId, partitions }))
}

export function isSamePartitions(left: readonly TopicIdPartitions[], right: readonly TopicIdPartitions[]): boolean {
  return left.length === right.length && left.every((topic, index) => isSameTopic(topic, right[index] as TopicIdPartitions))
}

/** The same partitions since the same epochs. */
export function isSameOwned(left: OwnedPartitions, right: OwnedPartitions): boolean {
  const isSince = (epoch: number, topic: number, partition: number): boolean => right[topic]?.assignmentEpochs[partition] === epoch
  const isEpochSame = left.every(({ assignmentEpochs }, topic) =>
    assignmentEpochs.every((epoch, partition) => isSince(epoch, topic, partition)),
  )
  return isSamePartitions(left, right) && isEpochSame
}

function isSameTopic(left: TopicIdPartitions, right: TopicIdPartitions): boolean {
  if (left.topicId !== right.topicId || left.partitions.length !== right.partitions.length) return false
  return left.partitions.every((partition, index) => partition === right.partitions[index])
}

/** Whether a list as a client sends it, in any order, names one of these partitions. */
export function namesAny(named: readonly TopicIdPartitions[], epochs: PartitionEpochs): boolean {
  return named.some(({ topicId, partitions }) => partitions.some((partition) => epochs.get(topicId)?.has(partition) === true))
}

/** Whether a list as a client sends it names only these partitions. */
export function namesOnly(named: readonly TopicIdPartitions[], epochs: PartitionEpochs): boolean {
  return named.every(({ topicId, partitions }) => partitions.every((partition) => epochs.get(topicId)?.has(partition) === true))
}
