// All checks of a history of clients, after those of Jepsen's Kafka workload. Everything is decided by what clients were told; nobody looks into
// the cluster. Each check takes time in proportion to the history, or to sorting it.
import { findAbortedReads } from './aborted-read.ts'
import type { Operation } from './client-history.ts'
import { findCycles } from './cycles.ts'
import { findDuplicates } from './duplicate.ts'
import { Evidence } from './evidence.ts'
import type { Excuses } from './excuse.ts'
import type { Finding } from './finding.ts'
import { findInconsistentOffsets } from './inconsistent-offset.ts'
import { findLostWrites } from './lost-write.ts'
import { findNonmonotonicPolls } from './nonmonotonic-poll.ts'
import { findPollSkips } from './poll-skip.ts'
import { findSendDisorder } from './send-order.ts'
import { findTornTransactions } from './torn-transaction.ts'
import { findUncommittedReads } from './uncommitted-read.ts'
import { findUnobservedWrites } from './unobserved-write.ts'
import { findUnwrittenReads } from './unwritten-read.ts'

const CHECKS = [
  findInconsistentOffsets,
  findUnwrittenReads,
  findDuplicates,
  findLostWrites,
  findUnobservedWrites,
  findAbortedReads,
  findUncommittedReads,
  findTornTransactions,
  findPollSkips,
  findNonmonotonicPolls,
  findSendDisorder,
  findCycles,
]

/** The worst first. Which of them Kafka allows is told by isForbidden. */
export function findAnomalies(operations: readonly Operation[], excuses: Excuses): Finding[] {
  const evidence = new Evidence(operations, excuses)
  return CHECKS.flatMap((check) => check(evidence))
}
