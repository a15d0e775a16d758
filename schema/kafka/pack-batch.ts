// Compressing a batch that was built without: what the Java producer does with compression.type. The records behind the header are packed,
// and attributes, length and CRC say so; everything else stays.
// Source: MemoryRecordsBuilder and DefaultRecordBatch.writeHeader of Kafka 4.3.
import { gzipSync } from 'fflate'
import { concatenate } from './concatenate.ts'
import { writeInt16, writeInt32 } from './int64.ts'
import { BATCH_FIELD, computeBatchCrc, decodeBatchHeader, LOG_OVERHEAD_BYTES, RECORD_BATCH_HEADER_BYTES } from './record-batch.ts'

/** CompressionType.id. */
const GZIP = 1

/** The same batch always gives the same bytes. */
export function packWithGzip(batch: Uint8Array): Uint8Array {
  // Without a time, which gzip would write into its header.
  const records = gzipSync(batch.subarray(RECORD_BATCH_HEADER_BYTES), { mtime: 0 })
  const packed = concatenate([batch.subarray(0, RECORD_BATCH_HEADER_BYTES), records], RECORD_BATCH_HEADER_BYTES + records.length)
  writeInt16(packed, BATCH_FIELD.attributes, decodeBatchHeader(batch).attributes | GZIP)
  writeInt32(packed, BATCH_FIELD.batchLength, packed.length - LOG_OVERHEAD_BYTES)
  writeInt32(packed, BATCH_FIELD.crc, computeBatchCrc(packed))
  return packed
}
