// What a consumer with isolation.level=read_committed passes over: the broker sends all batches and names the transactions that were aborted, and
// whoever reads leaves them out, each from its first record to the marker that ends it.
// Source: CompletedFetch of Kafka 4.3's consumer; KIP-98.
import { decodeControlRecord } from './control-record.ts'
import { isControl, isTransactional, lastOffsetOf } from './record-batch.ts'
import type { RecordBatchHeader } from './record-batch.ts'
import { openRecords } from './record-cursor.ts'
import type { AbortedTransaction } from './requests/fetch.ts'
import { MAX_UNCOMPRESSED_BATCH_BYTES } from '../limits.ts'

/** Goes along with the batches of one answer, in their order. */
export class AbortedBatches {
  /** Transactions that have not begun yet, the next one last. */
  readonly #ahead: AbortedTransaction[]
  /** Producers that are in a transaction which will be aborted. */
  readonly #producerIds = new Set<number>()

  /** The list of the answer; null when the reader takes everything. */
  constructor(transactions: readonly AbortedTransaction[] | null) {
    this.#ahead = transactions === null ? [] : transactions.toSorted((one, other) => other.firstOffset - one.firstOffset)
  }

  /** Whether the next batch belongs to a transaction that was aborted. */
  isAborted(header: RecordBatchHeader, batch: Uint8Array): boolean {
    const { producerId, attributes } = header
    if (producerId < 0) return false
    this.#begin(lastOffsetOf(header))
    if (!this.#producerIds.has(producerId)) return false
    if (!isControl(attributes)) return isTransactional(attributes)
    if (isAbortMarker(batch)) this.#producerIds.delete(producerId)
    return false
  }

  #begin(lastOffset: number): void {
    for (let next = this.#ahead.at(-1); next !== undefined && next.firstOffset <= lastOffset; next = this.#ahead.at(-1)) {
      this.#producerIds.add(next.producerId)
      this.#ahead.pop()
    }
  }
}

/** Compaction may have left nothing of a marker but its batch. */
function isAbortMarker(batch: Uint8Array): boolean {
  const opened = openRecords(batch, MAX_UNCOMPRESSED_BATCH_BYTES)
  if (!opened.ok || !opened.cursor.next()) return false
  const decoded = decodeControlRecord(opened.cursor.key, opened.cursor.value)
  return decoded.ok && decoded.controlRecord.type === 'ABORT'
}
