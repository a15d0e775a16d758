// The partitions of a consumer: which it has, where it stands in each, and what becomes of that when they come and go.
// Source: SubscriptionState of Kafka 4.3.
import { compareTopicPartitions } from '../../../schema/kafka/topic-partition.ts'
import type { TopicPartition } from '../../../schema/kafka/topic-partition.ts'
import { isPartition } from './consumer.ts'
import type { AssignedPartition, CommittedOffset, Consumer } from './consumer.ts'
import { resetTimestamp } from './offset-reset.ts'

export function newPartition({ topic, partitionIndex }: TopicPartition): AssignedPartition {
  return {
    topic,
    partitionIndex,
    position: null,
    offsetEpoch: -1,
    lookup: 'committed',
    isPaused: false,
    committedOffset: null,
    notBeforeMs: 0,
    highWatermark: -1,
    lastStableOffset: -1,
    logStartOffset: -1,
  }
}

/** Exactly these: what stays keeps its position, what comes looks for one. */
export function withPartitions(state: Consumer, wanted: readonly TopicPartition[]): Consumer {
  const partitions = wanted.map((one) => state.partitions.find(isPartition(one)) ?? newPartition(one)).sort(compareTopicPartitions)
  return { ...state, partitions, fetched: state.fetched.filter((fetched) => partitions.some(isPartition(fetched))) }
}

export function withoutPartitions(state: Consumer, gone: readonly TopicPartition[]): Consumer {
  if (gone.length === 0) return state
  return withPartitions(state, difference(state.partitions, gone))
}

export function difference<One extends TopicPartition>(ones: readonly One[], others: readonly TopicPartition[]): One[] {
  return ones.filter((one) => !others.some(isPartition(one)))
}

export function namesOf(partitions: readonly TopicPartition[]): TopicPartition[] {
  return partitions.map(({ topic, partitionIndex }) => ({ topic, partitionIndex }))
}

/** Changes those that `which` names; the others stay the objects that they were. */
export function changePartitions(
  state: Consumer,
  which: (partition: AssignedPartition) => boolean,
  change: (partition: AssignedPartition) => AssignedPartition,
): Consumer {
  return { ...state, partitions: state.partitions.map((partition) => (which(partition) ? change(partition) : partition)) }
}

/** Another place to read on from: what was fetched there is worth nothing. */
export function movePartitions(
  state: Consumer,
  moved: readonly TopicPartition[],
  place: Pick<AssignedPartition, 'position' | 'offsetEpoch' | 'lookup'>,
): Consumer {
  const isMoved = (partition: TopicPartition): boolean => moved.some(isPartition(partition))
  const fetched = state.fetched.filter((one) => !isMoved(one))
  return changePartitions({ ...state, fetched }, isMoved, (partition) => ({ ...partition, ...place, notBeforeMs: 0 }))
}

/** Where auto.offset.reset says, or the error that poll throws when it says nothing. */
export function resetPartition(state: Consumer, partition: AssignedPartition, problem: string, nowMs: number): Consumer {
  const lookup = resetTimestamp(state.settings.autoOffsetReset, nowMs)
  if (lookup !== null) return movePartitions(state, [partition], { position: null, offsetEpoch: -1, lookup })
  const message = `${problem} with no reset policy for partition ${partition.topic}-${partition.partitionIndex}.`
  return { ...state, error: state.error ?? { error: 'OFFSET_OUT_OF_RANGE', message } }
}

/** What a commit of the client itself would change; null when it would change nothing. */
export function consumedSinceCommit(state: Consumer): readonly CommittedOffset[] | null {
  const isNews = state.partitions.some(({ position, committedOffset }) => position !== null && position !== committedOffset)
  return isNews ? allConsumed(state) : null
}

/** What a commit without offsets commits: all that poll has given. */
export function allConsumed({ partitions }: Consumer): CommittedOffset[] {
  return partitions.flatMap(({ topic, partitionIndex, position, offsetEpoch }) => {
    return position === null ? [] : [{ topic, partitionIndex, offset: position, leaderEpoch: offsetEpoch, metadata: '' }]
  })
}
