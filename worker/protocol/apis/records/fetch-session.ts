// A fetch session (KIP-227): the broker remembers what a consumer reads and what it was last told of it, so that from then on each side only
// says what has changed.
// Source: org.apache.kafka.server.FetchSession and FetchSession.CachedPartition of Kafka 4.3.
import type { FetchPartitionData } from '../../../../schema/kafka/requests/fetch.ts'
import { wantedKey } from './wanted-partition.ts'
import type { WantedPartition } from './wanted-partition.ts'

/** The epoch of the request that opens a session; the next one has 1. */
export const INITIAL_EPOCH = 0
/** Ends a session, or asks for none. */
export const FINAL_EPOCH = -1

const LARGEST_EPOCH = 0x7fffffff
/** Of what was not told yet, or was wrong: what is true is none of it, and will be told. */
const UNTOLD = -1

type Remembered = { wanted: WantedPartition; highWatermark: number; logStartOffset: number }

export class FetchSession {
  readonly sessionId: number
  readonly usesTopicIds: boolean
  #epoch = INITIAL_EPOCH + 1
  /** In the order in which they get their share of an answer. */
  readonly #partitions = new Map<string, Remembered>()

  constructor(sessionId: number, usesTopicIds: boolean) {
    this.sessionId = sessionId
    this.usesTopicIds = usesTopicIds
  }

  /** What the next request must have. */
  get epoch(): number {
    return this.#epoch
  }

  get size(): number {
    return this.#partitions.size
  }

  get wanted(): WantedPartition[] {
    return Array.from(this.#partitions.values(), ({ wanted }) => wanted)
  }

  /** A request: partitions that are new or are to be read otherwise than before, and those that are read no more. */
  update(wanted: readonly WantedPartition[], forgottenKeys: readonly string[]): void {
    for (const partition of wanted) {
      const key = wantedKey(partition, partition.partition)
      const known = this.#partitions.get(key)
      if (known === undefined) this.#partitions.set(key, { wanted: partition, highWatermark: UNTOLD, logStartOffset: UNTOLD })
      else known.wanted = partition
    }
    for (const key of forgottenKeys) this.#partitions.delete(key)
  }

  advanceEpoch(): void {
    this.#epoch = this.#epoch === LARGEST_EPOCH ? INITIAL_EPOCH + 1 : this.#epoch + 1
  }

  /** Whether the client has to be told of a partition. */
  isNews(partition: WantedPartition, data: FetchPartitionData): boolean {
    const known = this.#partitions.get(wantedKey(partition, partition.partition))
    if (known === undefined) return false
    const hasMoved = known.highWatermark !== data.highWatermark || known.logStartOffset !== data.logStartOffset
    return hasMoved || data.records.length > 0 || data.error !== 'NONE' || data.divergingEpoch !== undefined
  }

  /** Takes note of what the client was told. */
  note(partition: WantedPartition, { error, highWatermark, logStartOffset }: FetchPartitionData): void {
    const known = this.#partitions.get(wantedKey(partition, partition.partition))
    if (known === undefined) return
    known.highWatermark = error === 'NONE' ? highWatermark : UNTOLD
    known.logStartOffset = logStartOffset
  }

  /** Who got records goes to the end, so that all get their turn. */
  moveToEnd(partition: WantedPartition): void {
    const key = wantedKey(partition, partition.partition)
    const known = this.#partitions.get(key)
    if (known === undefined) return
    this.#partitions.delete(key)
    this.#partitions.set(key, known)
  }
}
