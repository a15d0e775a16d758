// The journal: what changed, one row a commit in a ring, and the checkpoints from which a wake, or a way back, starts. Waking is: load the newest
// checkpoint, apply the rows after it. Rows from before it are kept until the ring comes round: they are the history.
import { assert } from '../engine/assert.ts'
import { emptyCluster } from '../engine/cluster.ts'
import type { Cluster, ClusterView } from '../engine/cluster.ts'
import { eventsOf } from '../engine/event.ts'
import type { ClusterEvent, JournalEntry } from '../engine/event.ts'
import { decodeCluster, encodeCluster } from '../engine/snapshot.ts'
import { Checkpoints } from './checkpoints.ts'
import { Garbage } from './garbage.ts'
import { History } from './history.ts'
import type { Base } from './history.ts'
import { JournalRows } from './journal-rows.ts'
import type { HistoryRow } from './history-row.ts'
import { decodeEntries } from './journal-text.ts'
import { entriesBehind, replayEntries } from './replay.ts'
import { recordCount, rowTexts } from './row-texts.ts'
import {
  CHECKPOINT_AFTER_BYTES,
  CHECKPOINT_AFTER_COMMITS,
  MAX_CHECKPOINT_HISTORY_BYTES,
  MAX_EVENT_PAGE_CHARACTERS,
  MAX_HISTORY_BATCH_BYTES,
  MAX_HISTORY_BYTES,
} from '../../schema/limits.ts'

/** Smaller in tests only. */
export type HistoryLimits = { readonly journalBytes: number; readonly checkpointBytes: number; readonly batchBytes: number }

const LIMITS: HistoryLimits = {
  journalBytes: MAX_HISTORY_BYTES,
  checkpointBytes: MAX_CHECKPOINT_HISTORY_BYTES,
  batchBytes: MAX_HISTORY_BATCH_BYTES,
}

export class Journal {
  readonly history: History
  readonly garbage: Garbage
  readonly #rows: JournalRows
  readonly #checkpoints: Checkpoints
  readonly #limits: HistoryLimits
  #timeMs = 0
  #rowsSinceCheckpoint = 0
  #charactersSinceCheckpoint = 0

  constructor(sql: SqlStorage, limits: Partial<HistoryLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits }
    this.#rows = new JournalRows(sql)
    this.#checkpoints = new Checkpoints(sql, this.#limits.checkpointBytes)
    this.garbage = new Garbage(sql)
    this.history = new History({ sql, rows: this.#rows, checkpoints: this.#checkpoints, garbage: this.garbage })
  }

  /** The cluster's time at its last step. */
  get timeMs(): number {
    return this.#timeMs
  }

  /** The cluster as it was at the last commit. */
  load(): Cluster {
    const { newest } = this.#checkpoints
    const cluster = newest === null ? emptyCluster() : decodeCluster(this.#checkpoints.textOf(newest.number))
    this.#rows.lastNumber = newest?.number ?? 0
    this.#timeMs = newest?.timeMs ?? 0
    for (const { lastNumber, ...row } of this.#rows.from(this.#rows.lastNumber + 1)) {
      this.#timeMs = replayEntries(cluster, entriesBehind(cluster, row)) ?? this.#timeMs
      this.#count(lastNumber - this.#rows.lastNumber, row.text)
      this.#rows.lastNumber = lastNumber
    }
    if (newest !== null) this.garbage.keepFrom(this.history.first.sequence)
    return cluster
  }

  /** Nothing is left: the next record is the first one. */
  empty(): void {
    this.#rows.restart(0)
    this.#checkpoints.clear()
    this.garbage.clear()
  }

  /** Begins an empty journal after row `number`, from the cluster as it is: nothing leads back from there. */
  restart(number: number, cluster: ClusterView, timeMs: number): void {
    this.#rows.restart(number)
    this.#checkpoints.clear()
    this.#timeMs = timeMs
    this.checkpoint(cluster)
  }

  /** Puts another past in the place of the kept one, and answers the state at its end as text. The batches are whoever calls this to see to. */
  replaceWith(base: Base, rows: Iterable<HistoryRow>): string {
    const cluster = decodeCluster(base.text)
    assert(cluster.recordSequence === base.sequence, 'a base stands where it says')
    this.garbage.clear()
    this.restart(base.number, cluster, base.timeMs)
    for (const row of rows) {
      const entries = entriesBehind(cluster, row)
      replayEntries(cluster, entries, { onDiscard: (removal, sequence) => this.garbage.discard(removal, sequence) })
      this.append(entries, cluster)
    }
    return encodeCluster(cluster)
  }

  /** Stores the steps of one commit, in one row where they fit, and a checkpoint of `cluster` (which already has them) when it is due. */
  append(entries: readonly JournalEntry[], cluster: ClusterView): void {
    let firstSequence = cluster.recordSequence - recordCount(entries) + 1
    for (const { text, recordCount: count } of rowTexts(entries)) {
      this.#count(this.#rows.append(firstSequence, text, count), text)
      firstSequence += count
    }
    this.#timeMs = entries.at(-1)?.nowMs ?? this.#timeMs
    const due = this.#rowsSinceCheckpoint >= CHECKPOINT_AFTER_COMMITS || this.#charactersSinceCheckpoint >= CHECKPOINT_AFTER_BYTES
    if (due) this.checkpoint(cluster)
  }

  #count(rows: number, text: string): void {
    this.#rowsSinceCheckpoint += rows
    this.#charactersSinceCheckpoint += text.length
  }

  /** The checkpoint that is written makes every row one of history, which has its bounds. */
  checkpoint(cluster: ClusterView): void {
    const moment = { sequence: cluster.recordSequence, timeMs: this.#timeMs }
    this.#checkpoints.write(this.#rows.lastNumber, moment, encodeCluster(cluster))
    this.#rowsSinceCheckpoint = 0
    this.#charactersSinceCheckpoint = 0
    this.#rows.shorten(this.#limits.journalBytes)
    this.#checkpoints.tidy(this.#rows.firstNumber)
    this.garbage.keepFrom(this.history.first.sequence)
  }

  /** A turn of work on what nobody needs any more. Where the past needs too many bytes, it becomes shorter. */
  tidy(cluster: ClusterView): void {
    this.garbage.work()
    if (this.garbage.hasWork || this.garbage.keptBytes <= this.#limits.batchBytes) return
    if (!this.#checkpoints.dropOldest()) {
      this.checkpoint(cluster)
      this.#checkpoints.dropOldest()
    }
    this.garbage.keepFrom(this.history.first.sequence)
  }

  // ---- Events ----

  /** The sequence of the oldest event that is kept; null when there is none at all. */
  firstKeptSequence(): number | null {
    return this.#rows.firstSequenceOf(this.#rows.firstNumber)
  }

  /**
   * Events from a sequence on, or from the oldest that is kept: at most `maxEvents`, and not many more bytes than fit in one answer. There
   * is at least one while any is left.
   */
  eventsFrom(sequence: number, maxEvents: number): ClusterEvent[] {
    const events: ClusterEvent[] = []
    let characters = 0
    for (const row of this.#rows.from(this.#rows.numberOf(sequence))) {
      for (const event of eventsOfRow(row)) if (event.sequence >= sequence && events.length < maxEvents) events.push(event)
      characters += row.text.length
      if (events.length === maxEvents || (events.length > 0 && characters >= MAX_EVENT_PAGE_CHARACTERS)) break
    }
    return events
  }
}

function* eventsOfRow({ firstSequence, text }: HistoryRow): Generator<ClusterEvent, void, undefined> {
  let sequence = firstSequence
  for (const entry of decodeEntries(text)) {
    yield* eventsOf(entry, sequence)
    sequence += entry.records.length
  }
}
