// What a consumer shows of the bytes that it fetched: neither control records nor, with read_committed, those of transactions that were aborted.
// Its position moves behind all of them.
// Source: CompletedFetch.nextFetchedRecord and consumeAbortedTransactionsUpTo of Kafka 4.3.
import { decodeBatchHeader, isControl, isTransactional, lastOffsetOf, splitBatches } from '../../../schema/kafka/record-batch.ts'
import type { RecordBatchHeader } from '../../../schema/kafka/record-batch.ts'
import type { FetchPartitionData } from '../../../schema/kafka/requests/fetch.ts'
import { markerOf } from '../../engine/log/producer-state.ts'
import type { PolledRecord } from '../anomalies/client-history.ts'
import { recordsIn } from '../content.ts'
import { must } from '../violation.ts'

export type VisibleRecords = { readonly records: readonly PolledRecord[]; readonly untilOffset: number }

export function visibleRecords({ records: bytes, abortedTransactions }: FetchPartitionData, fetchOffset: number): VisibleRecords {
  const split = splitBatches(bytes)
  must('reads', split.ok, () => `A fetch at ${fetchOffset} brought bytes that are no batches.`)
  const aborted = new AbortedProducers(abortedTransactions ?? [])
  const records: PolledRecord[] = []
  let untilOffset = fetchOffset
  for (const batch of split.batches) {
    const header = decodeBatchHeader(batch)
    const isHidden = aborted.hides(header, batch)
    if (!isHidden && !isControl(header.attributes)) records.push(...recordsIn(batch).filter(([offset]) => offset >= fetchOffset))
    untilOffset = Math.max(untilOffset, lastOffsetOf(header) + 1)
  }
  return { records, untilOffset }
}

/** Whose records are hidden while the batches go by, from the beginning of an aborted transaction to its marker. */
class AbortedProducers {
  readonly #toCome: { readonly producerId: number; readonly firstOffset: number }[]
  readonly #producerIds = new Set<number>()

  constructor(transactions: NonNullable<FetchPartitionData['abortedTransactions']>) {
    this.#toCome = transactions.toSorted((one, other) => one.firstOffset - other.firstOffset)
  }

  hides(header: RecordBatchHeader, batch: Uint8Array): boolean {
    const { producerId, attributes } = header
    this.#beginUpTo(lastOffsetOf(header))
    if (isControl(attributes)) {
      if (markerOf(batch)?.type === 'ABORT') this.#producerIds.delete(producerId)
      return true
    }
    return isTransactional(attributes) && this.#producerIds.has(producerId)
  }

  #beginUpTo(offset: number): void {
    for (let next = this.#toCome[0]; next !== undefined && next.firstOffset <= offset; next = this.#toCome[0]) {
      this.#producerIds.add(next.producerId)
      this.#toCome.shift()
    }
  }
}
