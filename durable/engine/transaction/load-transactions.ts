// A broker that takes over a partition of __transaction_state reads it from its beginning to its end: what it remembers is what stands there.
// Source: TransactionStateManager.loadTransactionMetadata of Kafka 4.3.
import { isControl, decodeBatchHeader } from '../../../schema/kafka/record-batch.ts'
import { decodeRecords } from '../../../schema/kafka/record-cursor.ts'
import { MAX_UNCOMPRESSED_BATCH_BYTES } from '../../../schema/limits.ts'
import { assert } from '../assert.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { LogReader } from '../log/log-reader.ts'
import type { PartitionLog } from '../log/partition-log.ts'
import { batchesOf } from '../log/walk.ts'
import { decodeTransactionRecord } from './transaction-log.ts'
import type { TransactionMetadata } from './transaction-metadata.ts'

export function loadTransactions(log: DeepReadonly<PartitionLog>, reader: LogReader): TransactionMetadata[] {
  const transactions = new Map<string, TransactionMetadata>()
  for (const batch of batchesOf(log, reader, log.logStartOffset, log.logEndOffset)) {
    if (isControl(decodeBatchHeader(batch).attributes)) continue
    const decoded = decodeRecords(batch, MAX_UNCOMPRESSED_BATCH_BYTES)
    assert(decoded.ok, 'what a coordinator wrote can be read')
    for (const { key, value } of decoded.records) {
      if (key === null) continue
      const { transactionalId, metadata } = decodeTransactionRecord(key, value)
      if (metadata === null) transactions.delete(transactionalId)
      else transactions.set(transactionalId, metadata)
    }
  }
  return [...transactions.values()]
}
