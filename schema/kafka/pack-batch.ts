// Compressing a batch that was built without: what the Java producer does with compression.type. The records behind the header are packed,
// and attributes, length and CRC say so; everything else stays.
// Source: MemoryRecordsBuilder and DefaultRecordBatch.writeHeader of Kafka 4.3.
import { concatenate } from './concatenate.ts'
import { writeInt16, writeInt32 } from './int64.ts'
import { BATCH_FIELD, computeBatchCrc, decodeBatchHeader, LOG_OVERHEAD_BYTES, RECORD_BATCH_HEADER_BYTES } from './record-batch.ts'

/** CompressionType.id of the codecs that we pack with. */
const CODEC_IDS = { gzip: 1 } as const

/** @param pack makes the codec's bytes of the records. The same records must always give the same bytes. */
export function packBatch(batch: Uint8Array, codec: keyof typeof CODEC_IDS, pack: (records: Uint8Array) => Uint8Array): Uint8Array {
  const records = pack(batch.subarray(RECORD_BATCH_HEADER_BYTES))
  const packed = concatenate([batch.subarray(0, RECORD_BATCH_HEADER_BYTES), records], RECORD_BATCH_HEADER_BYTES + records.length)
  writeInt16(packed, BATCH_FIELD.attributes, decodeBatchHeader(batch).attributes | CODEC_IDS[codec])
  writeInt32(packed, BATCH_FIELD.batchLength, packed.length - LOG_OVERHEAD_BYTES)
  writeInt32(packed, BATCH_FIELD.crc, computeBatchCrc(packed))
  return packed
}
