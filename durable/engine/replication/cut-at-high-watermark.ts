// The rule from before KIP-101, kept behind samsa.leader.epoch.truncation.enable=false so that one can see what it did: whoever becomes a
// follower cuts its log at its own high watermark, and may so cut off what is committed, because followers learn the watermark a round late.
// Source: ReplicaManager.makeFollowers of Kafka 0.10.
import type { PartitionView, TopicView } from '../cluster.ts'
import type { Step } from '../step.ts'
import { sharesLog } from './replica.ts'
import type { ReplicaView } from './replica.ts'

/** For replicas that agree with the partition's log; one with a log of its own is cut when it meets its leader (reconcile.ts). */
export function cutAtHighWatermark(step: Step, topic: TopicView, partition: PartitionView, replica: ReplicaView): void {
  if (step.cluster.effectiveBrokerConfigs.leaderEpochTruncationEnable || !sharesLog(partition, replica)) return
  const { highWatermark, logEndOffset, logStartOffset } = replica.offsets
  if (logEndOffset <= highWatermark) return
  const name = { topic: topic.name, partitionIndex: partition.partitionIndex, brokerId: replica.brokerId }
  const reason = { code: 'highWatermarkTruncation', highWatermark } as const
  step.records.push({ kind: 'replica.truncated', ...name, logEndOffset: highWatermark, logStartOffset, reason })
}
