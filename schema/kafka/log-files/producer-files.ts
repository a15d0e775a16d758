// What a partition's directory says about producers and their transactions.
//
//   .txnindex  34 bytes for each aborted transaction: version int16 · producerId · firstOffset · lastOffset · lastStableOffset, all int64
//   .snapshot  version int16 · crc uint32 (CRC-32C of all that follows) · count int32, then 46 bytes for each producer
//
// Source: AbortedTxn, TransactionIndex and ProducerStateManager.writeSnapshot of Kafka 4.3.

import { crc32c } from '../crc32c.ts'
import { writeInt16, writeInt32, writeInt64 } from '../int64.ts'

const ABORTED_TRANSACTION_VERSION = 0
const ABORTED_TRANSACTION_BYTES = 34
const SNAPSHOT_VERSION = 1
const SNAPSHOT_CRC_POSITION = 2
const SNAPSHOT_COUNT_POSITION = 6
const SNAPSHOT_HEADER_BYTES = 10
const PRODUCER_BYTES = 46
const NONE = -1

export type AbortedTransaction = {
  readonly producerId: number
  readonly firstOffset: number
  /** The offset of the ABORT marker. */
  readonly lastOffset: number
  /** What it was once this transaction had ended. */
  readonly lastStableOffset: number
}

export type ProducerSnapshotEntry = {
  readonly producerId: number
  readonly producerEpoch: number
  /** The last batch in the log; null when only a marker is known of this producer. */
  readonly lastBatch: { readonly lastSequence: number; readonly lastOffset: number; readonly offsetDelta: number } | null
  readonly lastTimestamp: number
  /** Of the last marker, -1 before there was one. */
  readonly coordinatorEpoch: number
  readonly currentTxnFirstOffset: number | null
}

/** The bytes of a .txnindex file. Kafka makes none for a segment without an aborted transaction. */
export function transactionIndexFile(transactions: readonly AbortedTransaction[]): Uint8Array {
  const bytes = new Uint8Array(transactions.length * ABORTED_TRANSACTION_BYTES)
  for (const [index, transaction] of transactions.entries()) {
    const position = index * ABORTED_TRANSACTION_BYTES
    writeInt16(bytes, position, ABORTED_TRANSACTION_VERSION)
    writeInt64(bytes, position + 2, transaction.producerId)
    writeInt64(bytes, position + 10, transaction.firstOffset)
    writeInt64(bytes, position + 18, transaction.lastOffset)
    writeInt64(bytes, position + 26, transaction.lastStableOffset)
  }
  return bytes
}

/** The bytes of a .snapshot file: the producers that the log knows at the offset in the file's name. */
export function producerSnapshotFile(producers: readonly ProducerSnapshotEntry[]): Uint8Array {
  const bytes = new Uint8Array(SNAPSHOT_HEADER_BYTES + producers.length * PRODUCER_BYTES)
  writeInt16(bytes, 0, SNAPSHOT_VERSION)
  writeInt32(bytes, SNAPSHOT_COUNT_POSITION, producers.length)
  for (const [index, producer] of producers.entries()) writeProducer(bytes, SNAPSHOT_HEADER_BYTES + index * PRODUCER_BYTES, producer)
  writeInt32(bytes, SNAPSHOT_CRC_POSITION, crc32c(bytes, SNAPSHOT_COUNT_POSITION))
  return bytes
}

function writeProducer(bytes: Uint8Array, position: number, producer: ProducerSnapshotEntry): void {
  const { lastBatch } = producer
  writeInt64(bytes, position, producer.producerId)
  writeInt16(bytes, position + 8, producer.producerEpoch)
  writeInt32(bytes, position + 10, lastBatch?.lastSequence ?? NONE)
  writeInt64(bytes, position + 14, lastBatch?.lastOffset ?? NONE)
  writeInt32(bytes, position + 22, lastBatch?.offsetDelta ?? 0)
  writeInt64(bytes, position + 26, producer.lastTimestamp)
  writeInt32(bytes, position + 34, producer.coordinatorEpoch)
  writeInt64(bytes, position + 38, producer.currentTxnFirstOffset ?? NONE)
}
