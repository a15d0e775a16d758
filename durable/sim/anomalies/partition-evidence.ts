// One partition as its clients know it: which values they saw or were promised at which offsets, and which offsets somebody has read over.
import type { IsolationLevel } from '../../../schema/kafka/requests/fetch.ts'
import type { ClientPartition, Operation, Poll } from './client-history.ts'
import { mustBeThere } from './excuse.ts'
import type { Excuse } from './excuse.ts'
import { nameOf } from './finding.ts'
import { ascending, firstAtLeast } from './ordered.ts'

/** Readings by where they began, each with the one that got furthest of those up to it. */
type Reach = { readonly fromOffsets: readonly number[]; readonly furthest: readonly Reading[] }
type Reading = { readonly fromOffset: number; readonly untilOffset: number; readonly operation: Operation }

export class PartitionEvidence {
  readonly name: string
  readonly excuse: Excuse
  /** More than one value at an offset is an anomaly of its own. */
  readonly valuesAt = new Map<number, string[]>()
  /** Who read it to its end at the last look at everything. */
  finalReader: Operation | null = null
  /** What is read with read_committed counts as read with read_uncommitted as well. */
  readonly #seen = { read_uncommitted: new Set<number>(), read_committed: new Set<number>() }
  readonly #readings = { read_uncommitted: new Array<Reading>(), read_committed: new Array<Reading>() }
  #offsets: readonly number[] | null = null
  readonly #demanded = new Map<IsolationLevel, readonly number[]>()
  readonly #reach = new Map<IsolationLevel, Reach>()

  constructor(partition: ClientPartition, excuse: Excuse) {
    this.name = nameOf(partition)
    this.excuse = excuse
  }

  noteValue(offset: number, value: string): void {
    const values = this.valuesAt.get(offset)
    if (values === undefined) this.valuesAt.set(offset, [value])
    else if (!values.includes(value)) values.push(value)
  }

  notePoll({ fromOffset, untilOffset, records, isolationLevel }: Poll, operation: Operation): void {
    const reading = { fromOffset, untilOffset, operation }
    this.#readings.read_uncommitted.push(reading)
    if (isolationLevel === 'read_committed') this.#readings.read_committed.push(reading)
    if (operation.isFinal) this.finalReader = operation
    for (const [offset, value] of records) {
      this.noteValue(offset, value)
      this.#seen.read_uncommitted.add(offset)
      if (isolationLevel === 'read_committed') this.#seen.read_committed.add(offset)
    }
  }

  /** All offsets at which a value is known, in order. Asked for only when everything is noted. */
  get offsets(): readonly number[] {
    return (this.#offsets ??= ascending(this.valuesAt.keys()))
  }

  /**
   * The offsets, in order, that whoever reads over them must be shown, because somebody else was. What only read_uncommitted showed may belong to
   * a transaction that was aborted.
   */
  demandedOf(isolationLevel: IsolationLevel): readonly number[] {
    const known = this.#demanded.get(isolationLevel)
    if (known !== undefined) return known
    const isForgotten = isolationLevel === 'read_committed' && this.excuse.forgetsTransactions
    const demanded = isForgotten ? [] : ascending(this.#seen[isolationLevel]).filter((offset) => mustBeThere(this.excuse, offset))
    this.#demanded.set(isolationLevel, demanded)
    return demanded
  }

  /** Somebody who read from at or before the offset to behind it; at least with the isolation level. */
  whoReadOver(offset: number, isolationLevel: IsolationLevel = 'read_uncommitted'): Operation | null {
    const { fromOffsets, furthest } = this.#reachWith(isolationLevel)
    const reading = furthest[firstAtLeast(fromOffsets, offset + 1) - 1]
    return reading !== undefined && reading.untilOffset > offset ? reading.operation : null
  }

  #reachWith(isolationLevel: IsolationLevel): Reach {
    const known = this.#reach.get(isolationLevel)
    if (known !== undefined) return known
    const ordered = this.#readings[isolationLevel].toSorted((one, other) => one.fromOffset - other.fromOffset)
    const furthest: Reading[] = []
    for (const reading of ordered) {
      const before = furthest.at(-1)
      furthest.push(before !== undefined && before.untilOffset >= reading.untilOffset ? before : reading)
    }
    const reach = { fromOffsets: ordered.map(({ fromOffset }) => fromOffset), furthest }
    this.#reach.set(isolationLevel, reach)
    return reach
  }
}
