// What a client wrote to one partition, as the cluster takes it: looked through record by record here, where the bytes arrive, so that the
// object has to look at no more than the header. A batch that is wrong goes along as its problem, without its bytes, because a broker may have
// another reason to refuse it, and tells that one first.
// Source: ProduceRequest.validateRecords of Kafka 4.3; KIP-110 for zstd.
import { checkBatch } from '../../../../schema/kafka/check-batch.ts'
import type { BatchFacts } from '../../../../schema/kafka/check-batch.ts'
import { batchAttributes, compressionOf } from '../../../../schema/kafka/record-batch.ts'
import type { BatchProblem, PartitionProduceData } from '../../../../schema/kafka/requests/produce.ts'

/** Clients that speak an older version do not know zstd, so no reader of theirs could read it. */
const ZSTD_SINCE = 7

const NO_RECORDS = new Uint8Array(0)
const NO_FACTS: BatchFacts = { recordCount: 0, hasRecordWithoutKey: false, minTimestamp: -1, maxTimestamp: -1, uncompressedBytes: 0 }

/** @param records a view of the request's frame; it may be corrected in place, see checkBatch. */
export function producedBatch(index: number, records: Uint8Array | null, apiVersion: number): PartitionProduceData {
  const batch = records ?? NO_RECORDS
  const checked = checkBatch(batch)
  if (!checked.ok) return wrongBatch(index, checked)
  if (apiVersion < ZSTD_SINCE && compressionOf(batchAttributes(batch)) === 'zstd') {
    const message = `Produce requests with version ${apiVersion} are not allowed to use ZStandard compression`
    return wrongBatch(index, { error: 'UNSUPPORTED_COMPRESSION_TYPE', message })
  }
  return { index, records: batch, facts: checked.facts }
}

function wrongBatch(index: number, { error, message }: BatchProblem): PartitionProduceData {
  return { index, records: NO_RECORDS, facts: NO_FACTS, problem: { error, message } }
}
