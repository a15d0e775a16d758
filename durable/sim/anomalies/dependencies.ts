// Which operation must come before which other, and why: one wrote just before the other in a log (ww), or one was read by the other (wr). A cycle
// among them cannot have happened in any order. Jepsen leaves this to Elle.
import type { Operation } from './client-history.ts'
import type { Evidence, Write } from './evidence.ts'
import { mayDiffer } from './excuse.ts'
import { who } from './finding.ts'
import type { Graph } from './strongly-connected.ts'
import type { PartitionEvidence } from './partition-evidence.ts'

export type Dependency = {
  readonly kind: 'ww' | 'wr'
  readonly from: number
  readonly to: number
  /** A sentence without its full stop. */
  readonly because: () => string
}

/** The first dependency between each two operations; by operation index. */
export class Dependencies {
  readonly graph: Graph
  readonly #successors: number[][]
  readonly #between: Map<number, Dependency>[]

  constructor(operations: readonly Operation[], dependencies: Iterable<Dependency>) {
    this.#successors = operations.map(() => [])
    this.#between = operations.map(() => new Map())
    this.graph = this.#successors
    for (const dependency of dependencies) this.#add(dependency)
  }

  between(from: number, to: number): Dependency | null {
    return this.#between[from]?.get(to) ?? null
  }

  /** All that come from the operation. */
  from(operation: number): Iterable<Dependency> {
    return this.#between[operation]?.values() ?? []
  }

  #add(dependency: Dependency): void {
    const { from, to } = dependency
    const known = this.#between[from]
    if (known === undefined || known.has(to)) return
    known.set(to, dependency)
    this.#successors[from]?.push(to)
  }
}

/** Neighbours in a log are enough: what lies further apart is connected through them. */
export function writesAfterWrites(evidence: Evidence): Dependency[] {
  return [...evidence.partitions.values()].flatMap((partition) => writesInOrder(evidence, partition))
}

function writesInOrder(evidence: Evidence, partition: PartitionEvidence): Dependency[] {
  const dependencies: Dependency[] = []
  let before: Write | null = null
  for (const offset of partition.offsets) {
    const write = soleWrite(evidence, partition, offset)
    if (write === null) continue
    if (before !== null && before.operation !== write.operation) dependencies.push(orderOf(before, write))
    before = write
  }
  return dependencies
}

/** Null where nobody knows for sure who wrote what stands there. */
function soleWrite({ writes }: Evidence, { valuesAt, excuse }: PartitionEvidence, offset: number): Write | null {
  const values = valuesAt.get(offset) ?? []
  const write = values.length === 1 ? writes.get(values[0] ?? '') : undefined
  return write === undefined || write.fate === 'aborted' || mayDiffer(excuse, offset) ? null : write
}

function orderOf(before: Write, after: Write): Dependency {
  const because = (): string =>
    `${who(before.operation)} wrote “${before.send.value}” to ${after.partition.name} before ${who(after.operation)} wrote “${after.send.value}”`
  return { kind: 'ww', from: before.operation.index, to: after.operation.index, because }
}

/**
 * Only between transactions that read with read_committed: what they read is over before they are. The sends and polls of anything else become
 * visible one by one, and two that read each other are no wonder.
 */
export function readsAfterWrites({ operations, writes }: Evidence): Dependency[] {
  const dependencies: Dependency[] = []
  for (const reader of operations) {
    if (reader.transaction === null) continue
    for (const micro of reader.microOperations) {
      if (micro.kind !== 'poll' || micro.isolationLevel !== 'read_committed') continue
      for (const [, value] of micro.records) {
        const write = writes.get(value)
        if (write !== undefined && write.operation.transaction !== null && write.operation !== reader)
          dependencies.push(readOf(write, reader))
      }
    }
  }
  return dependencies
}

function readOf({ operation, send, partition }: Write, reader: Operation): Dependency {
  const because = (): string => `${who(reader)} read “${send.value}” of ${who(operation)} in ${partition.name}`
  return { kind: 'wr', from: operation.index, to: reader.index, because }
}
