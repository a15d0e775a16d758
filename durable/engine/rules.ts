// The rules on which nothing less than the safety of records rests, in one table. Production has exactly one of it. The simulator puts a wrong
// one in its place to see whether it would notice (durable/sim/mutants.ts).
import { refuseCommit, refusePartitionCommit } from './group/any-group.ts'
import { isOfGeneration } from './group/classic/check-member.ts'
import { ownedByAnother } from './group/consumer/partition-owners.ts'
import { checkProducer } from './log/check-producer.ts'
import { lastStableOffset } from './log/transactions.ts'
import { judgeProduce } from './purgatory/delayed-produce.ts'
import { nextHighWatermark } from './replication/high-watermark.ts'
import { reconcile } from './replication/reconcile.ts'
import { claimedEpoch } from './transaction/claimed-epoch.ts'

export type Rules = {
  /** How far a leader commits. */
  readonly nextHighWatermark: typeof nextHighWatermark
  /** When acks=all is answered. */
  readonly judgeProduce: typeof judgeProduce
  /** What a follower cuts off before it follows. */
  readonly reconcile: typeof reconcile
  /** Whether a leader takes a producer's batch for new, for one it has already, or refuses it. */
  readonly checkProducer: typeof checkProducer
  /** How far a reader of committed records sees. */
  readonly lastStableOffset: typeof lastStableOffset
  /** In whose name a coordinator takes a producer to speak: a former one is fenced by it. */
  readonly claimedEpoch: typeof claimedEpoch
  /** Whether a group's coordinator takes somebody's offsets, */
  readonly refuseCommit: typeof refuseCommit
  /** and whether it takes that of one partition: members of former generations are refused by the two. */
  readonly refusePartitionCommit: typeof refusePartitionCommit
  /** Whether a member of the classic protocol is heard: one of a former generation is told that it is. */
  readonly isOfGeneration: typeof isOfGeneration
  /** Whether a partition of a group has to be given up first. */
  readonly ownedByAnother: typeof ownedByAnother
}

export const KAFKA_RULES: Rules = {
  nextHighWatermark,
  judgeProduce,
  reconcile,
  checkProducer,
  lastStableOffset,
  claimedEpoch,
  refuseCommit,
  refusePartitionCommit,
  isOfGeneration,
  ownedByAnother,
}
