// The stories of a replicated log and of those who write to it, as a Kafka book tells them.
import { instanceOutlivesTheServer, offsetsAreReset } from './consuming.ts'
import { coordinatorDies, hangingTransaction } from './coordinators.ts'
import { acksZeroLost, oneInFlight, orderKept, reordered, retryDuplicates, retryIsFound } from './delivering.ts'
import { exactlyOnce } from './exactly-once.ts'
import { timedOut, zombieIsFenced } from './fencing.ts'
import { isrShrinksAndReturns, minIsrRefuses, preferredLeaderReturns, reassignmentUnderLoad } from './in-sync-replicas.ts'
import { compaction, retentionByTime } from './keeping-and-cleaning.ts'
import {
  acksAllKept,
  acksOneLost,
  crashBeforeFlush,
  highWatermarkTruncation,
  leaderEpochTruncation,
  uncleanElection,
} from './losing-and-keeping.ts'
import { auditing, deadLetters, delayLevels, retryLevels, routing, timeToLive, timingWheel, tracing } from './patterns.ts'
import { retriedTransaction, retryAfterLostAnswer } from './retrying.ts'
import type { Story } from './story.ts'

export const STORIES: readonly Story[] = [
  acksOneLost,
  acksAllKept,
  highWatermarkTruncation,
  leaderEpochTruncation,
  isrShrinksAndReturns,
  minIsrRefuses,
  uncleanElection,
  preferredLeaderReturns,
  reassignmentUnderLoad,
  retentionByTime,
  compaction,
  crashBeforeFlush,
  retryDuplicates,
  retryIsFound,
  reordered,
  orderKept,
  oneInFlight,
  acksZeroLost,
  retryAfterLostAnswer,
  retriedTransaction,
  zombieIsFenced,
  timedOut,
  coordinatorDies,
  hangingTransaction,
  exactlyOnce,
  instanceOutlivesTheServer,
  offsetsAreReset,
  deadLetters,
  retryLevels,
  delayLevels,
  timingWheel,
  timeToLive,
  routing,
  tracing,
  auditing,
]
