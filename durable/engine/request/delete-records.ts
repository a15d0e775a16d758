// DeleteRecords (API key 21, KIP-107).
// Does: moves the start of a partition's log up, to the high watermark at most (-1 asks for just that), and answers when every live replica has
//   moved its own start. What lies below is unreadable at once; its segments go with the next round of retention.
//   Nobody deletes records of the topics in which the coordinators keep what they know.
// Source: ReplicaManager.deleteRecords, Partition.deleteRecordsOnLeader, DelayedDeleteRecords of Kafka 4.3; the waiting is in purgatory/.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { HIGH_WATERMARK_OFFSET } from '../../../schema/kafka/requests/delete-records.ts'
import type {
  DeleteRecordsPartition,
  DeleteRecordsPartitionResult,
  DeleteRecordsRequest,
} from '../../../schema/kafka/requests/delete-records.ts'
import type { PartitionView, TopicView } from '../cluster.ts'
import { isInternalTopic } from '../coordinator/internal-topics.ts'
import type { Decision } from '../decision.ts'
import { moveLogStart } from '../log/log-start.ts'
import type { WaitingPartition } from '../purgatory/waiting.ts'
import { forkLaggards } from '../replication/fork-laggards.ts'
import { logOf } from '../replication/leadership.ts'
import { sharesLog } from '../replication/replica.ts'
import type { Step } from '../step.ts'
import { leaderLogOf } from './leader-log.ts'
import type { LeaderLog } from './leader-log.ts'
import { isRepeated } from './repeated.ts'

export function decideDeleteRecords(step: Step, request: DeleteRecordsRequest, brokerId: number | null): Decision<'DeleteRecords'> {
  const seen = new Set<string>()
  const waiting: WaitingPartition[] = []
  const topics = request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((wanted) => {
      if (isRepeated(seen, name, wanted.partitionIndex)) return refused(wanted, 'INVALID_REQUEST')
      return deleteRecords(step, name, wanted, brokerId, waiting)
    }),
  }))
  if (waiting.length === 0) return step.decision<'DeleteRecords'>({ topics })
  const deadlineMs = step.nowMs + Math.max(0, request.timeoutMs)
  return step.decision<'DeleteRecords'>({ topics }, { kind: 'deleteRecords', deadlineMs, partitions: waiting })
}

function deleteRecords(
  step: Step,
  name: string,
  wanted: DeleteRecordsPartition,
  brokerId: number | null,
  waiting: WaitingPartition[],
): DeleteRecordsPartitionResult {
  const { partitionIndex } = wanted
  const topic = step.cluster.topics.get(name)
  const partition = topic?.partitions[partitionIndex]
  if (topic === undefined || partition === undefined) return refused(wanted, 'UNKNOWN_TOPIC_OR_PARTITION')
  if (isInternalTopic(name)) return refused(wanted, 'INVALID_TOPIC_EXCEPTION')
  const leader = leaderLogOf(step.cluster, topic, partition, brokerId)
  if (!leader.ok) return refused(wanted, leader.error)
  if (!mayDelete(topic)) return refused(wanted, 'POLICY_VIOLATION')
  const requiredOffset = wanted.offset === HIGH_WATERMARK_OFFSET ? leader.offsets.highWatermark : wanted.offset
  if (requiredOffset < 0 || requiredOffset > leader.offsets.highWatermark) return refused(wanted, 'OFFSET_OUT_OF_RANGE')
  moveStart(step, topic, partition, leader, requiredOffset)
  const { leaderEpoch } = leader.registration
  waiting.push({ topic: name, topicId: topic.topicId, partitionIndex, brokerId: leader.brokerId, leaderEpoch, requiredOffset })
  return { partitionIndex, lowWatermark: requiredOffset, error: 'NONE' }
}

/** Records of a topic that is only compacted stand for the present state of something: nobody may take the older half of it away. */
function mayDelete({ effectiveConfigs: { cleanupPolicy } }: TopicView): boolean {
  return cleanupPolicy.includes('delete') || !cleanupPolicy.includes('compact')
}

/** A broker that only believes that it leads moves the start of a log of its own, which nobody will follow. */
function moveStart(step: Step, topic: TopicView, partition: PartitionView, leader: LeaderLog, logStartOffset: number): void {
  const { brokerId, replica, log, offsets } = leader
  const name = { topic: topic.name, partitionIndex: partition.partitionIndex }
  const changes = logStartOffset > offsets.logStartOffset ? (moveLogStart(log, logStartOffset) ?? []) : []
  if (changes.length === 0) return
  const isOfPartition = brokerId === partition.logBrokerId
  if (isOfPartition) forkLaggards(step, topic, partition, logStartOffset)
  else if (sharesLog(partition, replica)) {
    step.records.push({ kind: 'replica.forked', ...name, brokerId, log: logOf(step, partition, offsets) })
  }
  const own = isOfPartition ? {} : { brokerId }
  for (const change of changes) step.records.push({ kind: 'log.changed', ...name, change, reason: { code: 'recordsDeleted' }, ...own })
}

function refused({ partitionIndex }: DeleteRecordsPartition, error: KafkaErrorName): DeleteRecordsPartitionResult {
  return { partitionIndex, lowWatermark: -1, error }
}
