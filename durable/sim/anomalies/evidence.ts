// A history made ready for the checks, in one pass: who wrote each value and what became of it, and where it was seen, by whom.
import type { IsolationLevel } from '../../../schema/kafka/requests/fetch.ts'
import { assert } from '../../engine/assert.ts'
import type { ClientPartition, Operation, Poll, Send } from './client-history.ts'
import { partitionKey } from './client-history.ts'
import { NO_EXCUSE } from './excuse.ts'
import type { Excuses } from './excuse.ts'
import { PartitionEvidence } from './partition-evidence.ts'

export type Fate =
  /** Acknowledged with acks=all, and committed if it belongs to a transaction. */
  | 'committed'
  /** Refused, or its transaction was aborted. */
  | 'aborted'
  /** Nobody was told, or nothing was promised. */
  | 'unknown'

export type Write = { readonly operation: Operation; readonly send: Send; readonly partition: PartitionEvidence; readonly fate: Fate }

/** A value at an offset, and who saw it there first. */
export type Sighting = {
  readonly partition: PartitionEvidence
  readonly offset: number
  readonly by: Operation
  /** The first who read with read_committed. */
  committedBy: Operation | null
  /** Whoever saw it at the last look at everything. */
  finalBy: Operation | null
}

export class Evidence {
  readonly operations: readonly Operation[]
  readonly partitions = new Map<string, PartitionEvidence>()
  /** By value. */
  readonly writes = new Map<string, Write>()
  readonly #sightings = new Map<string, Sighting[]>()
  readonly #excuses: Excuses

  constructor(operations: readonly Operation[], excuses: Excuses) {
    this.operations = operations
    this.#excuses = excuses
    for (const operation of operations) {
      for (const micro of operation.microOperations) {
        if (micro.kind === 'send') this.#noteSend(operation, micro)
        if (micro.kind === 'poll') this.#notePoll(operation, micro)
      }
    }
  }

  partitionOf(partition: ClientPartition): PartitionEvidence {
    const key = partitionKey(partition)
    const known = this.partitions.get(key)
    if (known !== undefined) return known
    const evidence = new PartitionEvidence(partition, this.#excuses.get(key) ?? NO_EXCUSE)
    this.partitions.set(key, evidence)
    return evidence
  }

  sightingsOf(value: string): readonly Sighting[] {
    return this.#sightings.get(value) ?? []
  }

  /** The values that somebody saw, in the order in which they were first seen. */
  get seenValues(): Iterable<string> {
    return this.#sightings.keys()
  }

  /** Where the value stands: as promised, or else where it was first seen in the partition it was sent to; null when nobody knows. */
  offsetOf({ send, partition, fate }: Write): number | null {
    if (fate === 'committed' && send.offset !== null) return send.offset
    return this.sightingsOf(send.value).find((sighting) => sighting.partition === partition)?.offset ?? null
  }

  #noteSend(operation: Operation, send: Send): void {
    assert(!this.writes.has(send.value), 'a value is sent once in a whole history')
    const partition = this.partitionOf(send.partition)
    const write = { operation, send, partition, fate: fateOf(operation, send, partition) }
    this.writes.set(send.value, write)
    if (write.fate === 'committed' && send.offset !== null) write.partition.noteValue(send.offset, send.value)
  }

  #notePoll(operation: Operation, poll: Poll): void {
    const partition = this.partitionOf(poll.partition)
    partition.notePoll(poll, operation)
    for (const [offset, value] of poll.records) this.#noteSighting(partition, offset, value, operation, poll.isolationLevel)
  }

  #noteSighting(partition: PartitionEvidence, offset: number, value: string, by: Operation, isolationLevel: IsolationLevel): void {
    const all = this.#sightings.get(value) ?? []
    this.#sightings.set(value, all)
    let sighting = all.find((each) => each.offset === offset && each.partition === partition)
    if (sighting === undefined) all.push((sighting = { partition, offset, by, committedBy: null, finalBy: null }))
    if (isolationLevel === 'read_committed') sighting.committedBy ??= by
    if (by.isFinal) sighting.finalBy ??= by
  }
}

function fateOf({ transaction, acks }: Operation, { outcome }: Send, { excuse }: PartitionEvidence): Fate {
  if (outcome === 'refused') return 'aborted'
  if (transaction !== null && excuse.forgetsTransactions) return 'unknown'
  if (transaction === 'aborted') return 'aborted'
  if (outcome === 'unknown' || acks !== -1) return 'unknown'
  return transaction === null || transaction === 'committed' ? 'committed' : 'unknown'
}
