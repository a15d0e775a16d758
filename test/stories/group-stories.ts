// The stories of groups: who reads what, and how often every record is processed, as a Kafka book tells them.
import { sharedPartitions } from './assigning.ts'
import { autoCommitDuplicates, autoCommitLoss, commitAfter, commitBefore, commitEach, commitSent } from './committing.ts'
import { classicCoordinatorDies, reconciledCoordinatorDies } from './group-coordinator.ts'
import { lagAndMarkers } from './lagging.ts'
import {
  classicRebalances,
  classicStaticMembers,
  moreMembersThanPartitions,
  partitionIncrease,
  reconciledRebalances,
  reconciledStaticMembers,
} from './rebalancing.ts'
import { resetting } from './resetting.ts'
import { leavingAndDying, publishSubscribeAndQueue, unsubscribing } from './sharing.ts'
import { cooperativeJoin, eagerJoin, reconciledJoin } from './stopping.ts'
import type { Story } from './story.ts'

export const GROUP_STORIES: readonly Story[] = [
  classicRebalances,
  reconciledRebalances,
  classicStaticMembers,
  reconciledStaticMembers,
  moreMembersThanPartitions,
  partitionIncrease,
  sharedPartitions,
  eagerJoin,
  cooperativeJoin,
  reconciledJoin,
  autoCommitDuplicates,
  autoCommitLoss,
  commitBefore,
  commitAfter,
  commitEach,
  commitSent,
  publishSubscribeAndQueue,
  leavingAndDying,
  unsubscribing,
  classicCoordinatorDies,
  reconciledCoordinatorDies,
  lagAndMarkers,
  resetting,
]
