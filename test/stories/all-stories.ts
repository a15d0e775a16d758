// The stories of a replicated log, as a Kafka book tells them.
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
]
