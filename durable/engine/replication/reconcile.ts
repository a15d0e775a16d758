// A follower whose log is not, or not surely, the beginning of its leader's: leader and follower look for the last epoch they share, the
// follower cuts off what came after, and from then on it shares the leader's log.
// Source: AbstractFetcherThread.getOffsetTruncationState and fetchOffsetAndApplyTruncateAndBuild of Kafka 4.3; KIP-101, KIP-279, KIP-595.
import type { DeepReadonly } from '../deep-readonly.ts'
import { endOffsetForEpoch } from '../log/leader-epochs.ts'
import type { LogChange } from '../log/log-change.ts'
import type { PartitionLog } from '../log/partition-log.ts'
import { truncateFullyAndStartAt, truncateLog } from '../log/truncate.ts'
import { present } from '../assert.ts'
import type { Reason } from '../reason.ts'
import type { ClusterRecord } from '../record.ts'
import type { Step } from '../step.ts'
import { nameOf } from './follower.ts'
import type { Follower } from './follower.ts'

type LogView = DeepReadonly<PartitionLog>

/** One round: a cut, or the finding that nothing needs to be cut any more. */
export function reconcile(step: Step, follower: Follower): readonly ClusterRecord[] {
  const own = present(follower.replica.ownLog, 'a log of its own')
  const leader = follower.partition.log
  if (!step.cluster.effectiveBrokerConfigs.leaderEpochTruncationEnable && own.logEndOffset > own.highWatermark) {
    const { highWatermark } = own
    return cut(follower, truncateLog(own, step.reader, highWatermark), { code: 'highWatermarkTruncation', highWatermark })
  }
  if (own.logEndOffset < leader.logStartOffset) return outOfRange(follower, leader)
  if (own.logEndOffset === own.logStartOffset && own.logEndOffset <= leader.logEndOffset) return joined(follower)
  return compareEpochs(step, follower, own, leader)
}

function compareEpochs(step: Step, follower: Follower, own: LogView, leader: LogView): readonly ClusterRecord[] {
  const lastFetchedEpoch = own.leaderEpochs.at(-1)?.epoch ?? -1
  const ofLeader = endOffsetForEpoch(leader, lastFetchedEpoch)
  if (ofLeader.endOffset < 0) {
    if (own.logEndOffset <= leader.logEndOffset) return outOfRange(follower, leader)
    const { logStartOffset, logEndOffset } = leader
    return cut(follower, truncateLog(own, step.reader, logEndOffset), { code: 'fetchOutOfRange', logStartOffset, logEndOffset })
  }
  if (ofLeader.epoch === lastFetchedEpoch && ofLeader.endOffset >= own.logEndOffset) return joined(follower)
  const ofOwn = endOffsetForEpoch(own, ofLeader.epoch)
  const ownEnd = ofOwn.endOffset < 0 ? own.highWatermark : ofOwn.endOffset
  // When the follower has not heard of the leader's epoch, its own smaller one is only the next guess: the other round follows.
  const end = ofOwn.epoch === ofLeader.epoch ? Math.min(ownEnd, ofLeader.endOffset) : ownEnd
  const reason = { code: 'divergingEpoch', leaderEpoch: ofLeader.epoch, endOffset: ofLeader.endOffset } as const
  return cut(follower, truncateLog(own, step.reader, Math.min(end, own.logEndOffset)), reason)
}

function outOfRange(follower: Follower, { logStartOffset, logEndOffset }: LogView): readonly ClusterRecord[] {
  const own = present(follower.replica.ownLog, 'a log of its own')
  return cut(follower, truncateFullyAndStartAt(own, logStartOffset), { code: 'fetchOutOfRange', logStartOffset, logEndOffset })
}

function cut(follower: Follower, changes: readonly LogChange[], reason: Reason): readonly ClusterRecord[] {
  return changes.map((change) => ({ kind: 'log.changed', ...nameOf(follower), change, reason }))
}

function joined(follower: Follower): readonly ClusterRecord[] {
  return [{ kind: 'replica.joined', ...nameOf(follower), reason: { code: 'sameAsLeader' } }]
}
