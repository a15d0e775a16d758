// The last offset of every key in the dirty part of a log. Kafka keeps a hash of each key in a buffer of fixed size; here the keys themselves
// are kept, and the map is bounded by their number and by the bytes that are read for it.
// Source: Cleaner.buildOffsetMap and buildOffsetMapForSegment of Kafka 4.3.
import { decodeBatchHeader, isControl, lastOffsetOf } from '../../../../schema/kafka/record-batch.ts'
import { openRecords } from '../../../../schema/kafka/record-cursor.ts'
import { MAX_UNCOMPRESSED_BATCH_BYTES } from '../../../../schema/limits.ts'
import { assert } from '../../assert.ts'
import type { DeepReadonly } from '../../deep-readonly.ts'
import type { LogReader } from '../log-reader.ts'
import { segmentEndOffset } from '../partition-log.ts'
import type { PartitionLog } from '../partition-log.ts'
import { markerOf } from '../producer-state.ts'
import { collectAbortedTransactions } from '../transactions.ts'
import { batchesOf } from '../walk.ts'
import { segmentsBetween } from './cleanable.ts'
import { CleanedTransactions, NO_TRANSACTIONS } from './cleaned-transactions.ts'

export type OffsetMapLimits = { readonly maxKeys: number; readonly maxBytes: number }

export class OffsetMap {
  readonly #offsets = new Map<string, number>()
  /** Keys are known for the offsets below this one. */
  endOffset: number

  constructor(startOffset: number) {
    this.endOffset = startOffset
  }

  get size(): number {
    return this.#offsets.size
  }

  put(key: Uint8Array, offset: number): void {
    this.#offsets.set(keyText(key), offset)
    this.endOffset = offset + 1
  }

  /** Whether a later record of the dirty part has the same key. */
  hasLater(key: Uint8Array, offset: number): boolean {
    return (this.#offsets.get(keyText(key)) ?? -1) > offset
  }
}

/** One character a byte: exact for any bytes, and as small as the key. */
function keyText(key: Uint8Array): string {
  let text = ''
  for (const byte of key) text += String.fromCharCode(byte)
  return text
}

/**
 * Maps the keys from startOffset to below untilOffset, as far as the limits allow but one batch at least. Data of aborted transactions says
 * nothing about a key.
 */
export function buildOffsetMap(
  log: DeepReadonly<PartitionLog>,
  reader: LogReader,
  startOffset: number,
  untilOffset: number,
  limits: OffsetMapLimits,
): OffsetMap {
  const map = new OffsetMap(startOffset)
  const transactions = new CleanedTransactions(NO_TRANSACTIONS)
  transactions.expect(collectAbortedTransactions(log.abortedTransactions, startOffset, untilOffset).transactions)
  const builder = new MapBuilder(map, transactions, startOffset, limits)
  for (const segment of segmentsBetween(log, startOffset, untilOffset)) {
    const endOffset = Math.min(segmentEndOffset(log, log.segments.indexOf(segment)), untilOffset)
    for (const batch of batchesOf(log, reader, Math.max(segment.baseOffset, startOffset), endOffset)) {
      if (!builder.add(batch, untilOffset)) return map
    }
    map.endOffset = endOffset
  }
  return map
}

class MapBuilder {
  readonly #map: OffsetMap
  readonly #transactions: CleanedTransactions
  readonly #startOffset: number
  readonly #limits: OffsetMapLimits
  #bytes = 0

  constructor(map: OffsetMap, transactions: CleanedTransactions, startOffset: number, limits: OffsetMapLimits) {
    this.#map = map
    this.#transactions = transactions
    this.#startOffset = startOffset
    this.#limits = limits
  }

  /** False when the map is full: what was not mapped waits for the next round. */
  add(batch: Uint8Array, untilOffset: number): boolean {
    if (this.#bytes > this.#limits.maxBytes) return false
    const header = decodeBatchHeader(batch)
    if (isControl(header.attributes)) {
      this.#transactions.meetControlBatch(header, header.recordCount > 0 ? markerOf(batch) : null)
    } else if (!this.#transactions.meetBatch(header) && !this.#addRecords(batch, untilOffset)) {
      return false
    }
    this.#map.endOffset = Math.min(lastOffsetOf(header) + 1, untilOffset)
    return true
  }

  #addRecords(batch: Uint8Array, untilOffset: number): boolean {
    const opened = openRecords(batch, MAX_UNCOMPRESSED_BATCH_BYTES)
    assert(opened.ok, 'a stored batch can be read')
    const { cursor } = opened
    while (cursor.next()) {
      const { key, offset } = cursor
      if (key === null || offset < this.#startOffset || offset >= untilOffset) continue
      if (this.#map.size >= this.#limits.maxKeys) return false
      this.#map.put(key, offset)
    }
    this.#bytes += opened.uncompressedBytes
    return true
  }
}
