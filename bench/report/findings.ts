// Everything that one run has found, and what the goals make of it.

import type { Result } from '../contests/contest.ts'
import type { EngineCost } from '../engine/measure-engine.ts'
import type { MillionRecords } from '../footprint/million-records.ts'
import type { RowsPerBatch } from '../footprint/rows-written.ts'
import type { ThousandPartitions } from '../footprint/thousand-partitions.ts'

export type Comparison = {
  readonly work: Result
  readonly floor: Result
  /** The share of the floor's rate that the work has to reach. */
  readonly goal: number
}

/** The same work on this commit and on an earlier one, which is the floor. */
export type AgainstCommit = { readonly commit: string; readonly comparisons: readonly Comparison[] }

export type Findings = {
  readonly engine: readonly EngineCost[]
  readonly comparisons: readonly Comparison[]
  readonly against: AgainstCommit | null
  readonly rows: readonly RowsPerBatch[]
  readonly million: MillionRecords | null
  readonly thousand: ThousandPartitions | null
}

/** At most this many rows written a batch, beside the one of each commit. */
export const ROWS_PER_BATCH_GOAL = 1.1
/** The first answer of a cold object with a million records takes at most this long. */
export const COLD_ANSWER_GOAL_MS = 100
