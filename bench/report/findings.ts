// Everything that one run has found, and what the goals make of it.

import type { Result } from '../contests/contest.ts'
import type { EngineCost } from '../engine/measure-engine.ts'
import type { GroupCost } from '../engine/measure-groups.ts'
import type { ProducerCost } from '../engine/measure-producers.ts'
import type { SenderCost } from '../engine/measure-senders.ts'
import type { IdleConsumer } from '../footprint/idle-consumers.ts'
import type { MillionRecords } from '../footprint/million-records.ts'
import type { RowsPerBatch } from '../footprint/rows-written.ts'
import type { ThousandPartitions } from '../footprint/thousand-partitions.ts'
import type { PageTimes } from '../page/measure-page.ts'

export type Comparison = {
  readonly work: Result
  readonly floor: Result
  /** The share of the floor's rate that the work has to reach; null where nobody has set a goal. */
  readonly goal: number | null
  readonly by?: 'p50'
}

/** The same work on this commit and on an earlier one, which is the floor. */
export type AgainstCommit = { readonly commit: string; readonly comparisons: readonly Comparison[] }

export type Findings = {
  readonly engine: readonly EngineCost[]
  readonly producers: ProducerCost | null
  readonly senders: readonly SenderCost[]
  readonly groups: readonly GroupCost[]
  readonly comparisons: readonly Comparison[]
  readonly against: AgainstCommit | null
  readonly rows: readonly RowsPerBatch[]
  readonly million: MillionRecords | null
  readonly thousand: ThousandPartitions | null
  /** How long each start took until a Kafka client had its first answer. */
  readonly startsMs: readonly number[]
  readonly idle: readonly IdleConsumer[]
  /** Null where there is no browser, and where nobody asked. */
  readonly page: PageTimes | null
}

/** At most this many rows written a batch, beside the one of each commit. */
export const ROWS_PER_BATCH_GOAL = 1.1
/** The first answer of a cold object with a million records takes at most this long. */
export const COLD_ANSWER_GOAL_MS = 100
/** A connected consumer that has nothing to read keeps its object awake for no more than this share of the time. */
export const IDLE_AWAKE_GOAL = 0.05
/** `npm start` answers a Kafka client within this. */
export const START_GOAL_MS = 3_000
/** The stage of a new sandbox stands within this from the click on the button. */
export const PAGE_START_GOAL_MS = 1_500
/** A kill is shown within this from the answer to whoever sent it. */
export const KILL_SHOWN_GOAL_MS = 200
/** No task is longer while ten thousand events are scrolled through. */
export const SCROLL_TASK_GOAL_MS = 100
/** A frame with 300 moving batches, the processor slowed down four times, costs the page's thread at most this. */
export const MOTION_FRAME_GOAL_MS = 6
/** What a partition knows of ten thousand producers takes at most so much memory, beside the 128 MB that an object has for everything. */
export const PRODUCERS_GOAL_BYTES = 8 * 1024 ** 2
/** All members of a large group join anew and are told what they have, in at most so much processor time. */
export const REBALANCE_GOAL_MS = 1_000
/** And at most so long to be found out again from the headers of its batches. */
export const PRODUCERS_GOAL_MS = 200
