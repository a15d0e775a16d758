// What clients did and were told, in the order in which it happened to them: the only thing that the anomaly checks look at. A workload begins an
// operation, notes what it sends, polls and is answered, and ends it. Nothing is ever taken back.
//
// An operation is one request of a plain or idempotent producer, one poll of a consumer, or one transaction with all that is sent and polled in it.
// Values are unlike each other in a whole simulation. A client that gets another producer id goes on as another process.
import type { IsolationLevel } from '../../../schema/kafka/requests/fetch.ts'
import { assert } from '../../engine/assert.ts'

/** By topic id as well: a topic that is deleted and made again is another one. */
export type ClientPartition = { readonly topic: string; readonly topicId: string; readonly partitionIndex: number }

export type PolledRecord = readonly [offset: number, value: string]

export type SendOutcome =
  /** It is stored for good, as far as acks=all says so. */
  | 'acknowledged'
  /** It was refused by somebody who surely did not append it, and is not sent again. */
  | 'refused'
  /** The answer never came, or leaves open what was done. */
  | 'unknown'

export type Send = {
  readonly kind: 'send'
  readonly partition: ClientPartition
  readonly value: string
  readonly outcome: SendOutcome
  /** Null where it was not acknowledged, or acknowledged without an offset. */
  readonly offset: number | null
}

export type Poll = {
  readonly kind: 'poll'
  readonly partition: ClientPartition
  readonly isolationLevel: IsolationLevel
  /** The consumer's position before; everything from here to below `untilOffset` was read. */
  readonly fromOffset: number
  /** The consumer's position after, behind control batches and aborted records as well. */
  readonly untilOffset: number
  readonly records: readonly PolledRecord[]
  readonly at: number
}

/** The consumer goes on elsewhere by its own will or its group's, and skips or repeats what lies between. */
export type Move = {
  readonly kind: 'move'
  readonly partition: ClientPartition
  /** Null when the partition is not read any more. */
  readonly offset: number | null
}

export type MicroOperation = Send | Poll | Move

export type ProducerKind = 'plain' | 'idempotent' | 'transactional'
export type TransactionEnd = 'open' | 'committed' | 'aborted' | 'unknown'

/** Moments are counted by the history: a later one has a higher number. */
export type Operation = {
  readonly index: number
  readonly process: string
  /** Null for one that only polls. */
  readonly producer: ProducerKind | null
  readonly acks: Acks
  /** Part of the last look at everything, from the start of each partition to its end. */
  readonly isFinal: boolean
  readonly microOperations: readonly MicroOperation[]
  readonly beganAt: number
  /** Infinity while nobody has ended it. */
  readonly endedAt: number
  /** Null for what is not a transaction. */
  readonly transaction: TransactionEnd | null
  /** When the commit was asked for, whatever came of it; Infinity if it never was. */
  readonly commitAskedAt: number
}

export type Acks = -1 | 0 | 1

export type OperationOptions = { readonly process: string } & (
  | { readonly producer: 'plain'; readonly acks: Acks }
  | { readonly producer: 'idempotent' | 'transactional' }
  | { readonly producer: null; readonly isFinal?: boolean }
)

type Writable<Value> = { -readonly [Key in keyof Value]: Value[Key] }

const ALL = -1

export class ClientHistory {
  readonly #operations: RunningOperation[] = []
  #now = 0

  get operations(): readonly Operation[] {
    return this.#operations.map(({ operation }) => operation)
  }

  beginOperation(options: OperationOptions): RunningOperation {
    const operation: Operation = {
      index: this.#operations.length,
      process: options.process,
      producer: options.producer,
      acks: options.producer === 'plain' ? options.acks : ALL,
      isFinal: options.producer === null && (options.isFinal ?? false),
      microOperations: [],
      beganAt: this.#tick(),
      endedAt: Number.POSITIVE_INFINITY,
      transaction: options.producer === 'transactional' ? 'open' : null,
      commitAskedAt: Number.POSITIVE_INFINITY,
    }
    const running = new RunningOperation(operation, () => this.#tick())
    this.#operations.push(running)
    return running
  }

  #tick(): number {
    this.#now += 1
    return this.#now
  }
}

/** The hand with which a client goes on writing about one of its operations. */
export class RunningOperation {
  readonly #operation: Writable<Operation>
  readonly #microOperations: Writable<MicroOperation>[] = []
  readonly #tick: () => number

  constructor(operation: Operation, tick: () => number) {
    this.#operation = { ...operation, microOperations: this.#microOperations }
    this.#tick = tick
  }

  get operation(): Operation {
    return this.#operation
  }

  /** Before the request leaves. What is never answered stays unknown. */
  send(partition: ClientPartition, values: readonly string[]): SentValues {
    assert(this.#operation.producer !== null, 'only a producer sends')
    this.#assertRunning()
    const sends = values.map((value): Writable<Send> => ({ kind: 'send', partition, value, outcome: 'unknown', offset: null }))
    this.#microOperations.push(...sends)
    this.#tick()
    return new SentValues(sends)
  }

  poll(poll: Omit<Poll, 'kind' | 'at'>): void {
    this.#assertRunning()
    this.#microOperations.push({ kind: 'poll', ...poll, at: this.#tick() })
  }

  move(partition: ClientPartition, offset: number | null): void {
    this.#assertRunning()
    this.#microOperations.push({ kind: 'move', partition, offset })
  }

  /** Before the request to commit leaves. */
  askToCommit(): void {
    assert(this.#operation.transaction === 'open', 'only an open transaction is committed')
    this.#operation.commitAskedAt = Math.min(this.#operation.commitAskedAt, this.#tick())
  }

  /** A transaction says how it ended; it is aborted only when it surely is. */
  end(transaction: 'committed' | 'aborted' | 'unknown' | null = null): void {
    this.#assertRunning()
    assert((transaction === null) === (this.#operation.transaction === null), 'a transaction, and nothing else, says how it ended')
    assert(transaction !== 'committed' || Number.isFinite(this.#operation.commitAskedAt), 'somebody asked to commit')
    this.#operation.transaction = transaction
    this.#operation.endedAt = this.#tick()
  }

  #assertRunning(): void {
    assert(this.#operation.endedAt === Number.POSITIVE_INFINITY, 'the operation has not ended')
  }
}

/** The values of one batch, which wait for their answer. */
export class SentValues {
  readonly #sends: readonly Writable<Send>[]

  constructor(sends: readonly Writable<Send>[]) {
    this.#sends = sends
  }

  /** Null when the answer names no offset, as that to a batch the broker knew already may. */
  acknowledge(baseOffset: number | null): void {
    for (const [index, send] of this.#sends.entries()) {
      send.outcome = 'acknowledged'
      send.offset = baseOffset === null ? null : baseOffset + index
    }
  }

  refuse(): void {
    for (const send of this.#sends) send.outcome = 'refused'
  }
}

export function partitionKey({ topicId, partitionIndex }: ClientPartition): string {
  return `${topicId}/${partitionIndex}`
}
