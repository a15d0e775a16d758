// A batch of a simulated producer as bytes: what is in its request when a broker reads it. They are made from the batch each time, so that
// neither the state nor the journal holds a record twice.
import { RecordBatchBuilder, recordSizeBytes } from '../../../schema/kafka/batch-builder.ts'
import type { RecordHeader } from '../../../schema/kafka/record-cursor.ts'
import { packWithGzip } from '../../../schema/kafka/pack-batch.ts'
import { utf8Bytes } from '../../../schema/kafka/message/utf8.ts'
import type { AppRecord, BatchView } from './app.ts'
import type { SentBatch } from './app-change.ts'
import type { ProducerSettings } from './producer-config.ts'

type RecordText = Pick<AppRecord, 'key' | 'value' | 'headers'>

/** The most bytes that the record can take in a batch. */
export function sizeOfRecord({ key, value, headers }: RecordText): number {
  return recordSizeBytes(bytesOf(key), bytesOf(value), headers.map(headerOf))
}

export function batchBytes(batch: BatchView, sent: SentBatch, settings: ProducerSettings): Uint8Array {
  const builder = new RecordBatchBuilder()
  for (const { timestampMs, key, value, headers } of batch.records) {
    builder.append(timestampMs, bytesOf(key), bytesOf(value), headers.map(headerOf))
  }
  const { producerId, producerEpoch, baseSequence } = sent
  const bytes = builder.build({ producerId, producerEpoch, baseSequence, isTransactional: settings.transactionalId !== null })
  return settings.compressionType === 'gzip' ? packWithGzip(bytes) : bytes
}

export function bytesOf(text: string | null): Uint8Array | null {
  return text === null ? null : utf8Bytes(text)
}

function headerOf([key, value]: readonly [key: string, value: string]): RecordHeader {
  return { key: utf8Bytes(key), value: utf8Bytes(value) }
}
