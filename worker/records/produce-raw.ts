// POST …/partitions/{p}/records with application/octet-stream: record batches as bytes, the very bytes that a raw read gives. Each is
// checked record by record as a broker would (CRC, offsets, sizes, compression within bounds) before any of them is sent.
import { checkBatch } from '../../schema/kafka/check-batch.ts'
import { splitBatches, stampBatch } from '../../schema/kafka/record-batch.ts'
import type { PartitionProduceData, PartitionProduceResponse } from '../../schema/kafka/requests/produce.ts'
import { MAX_PRODUCE_BODY_BYTES } from '../../schema/limits.ts'
import { responsesOf } from '../../schema/records/produce-call.ts'
import { unsupportedMediaType } from '../http/content-type.ts'
import { json } from '../http/json-response.ts'
import { kafkaRestError } from '../http/kafka-error-status.ts'
import { readBody } from '../http/read-body.ts'
import { ask, sequenceHeader } from '../kafka/ask.ts'
import { emptyBody } from './record-groups.ts'
import type { Sending } from './send-records.ts'

/** What a producer writes: only a leader knows its epoch. */
const NO_LEADER_EPOCH = -1

export const RAW_TYPE = 'application/octet-stream'

export async function produceRaw(sending: Sending, topic: string, partition: number, body: Request): Promise<Response> {
  if (body.headers.get('Content-Type') !== RAW_TYPE) throw unsupportedMediaType()
  const partitionData = checkedBatches(await readBody(body, MAX_PRODUCE_BODY_BYTES), partition)
  const { acks, timeoutMs, brokerId } = sending.options
  const topicData = [{ name: topic, topicId: null, partitionData }]
  const request = { transactionalId: null, acks, timeoutMs, atomic: false, topicData }
  const { response, sequence } = await ask(sending, { api: 'Produce', request }, brokerId)
  const batches = responsesOf(response, 0).map((answer, index) => showBatch(answer, partitionData[index]))
  const [first] = responsesOf(response, 0)
  if (first !== undefined && batches.every((batch) => 'error_code' in batch)) throw kafkaRestError(first.error, first.errorMessage)
  const status = batches.some((batch) => 'error_code' in batch) ? 207 : 200
  return json(status, { cluster_id: sending.sandboxId, topic_name: topic, partition_id: partition, batches }, sequenceHeader({ sequence }))
}

function checkedBatches(body: Uint8Array, partition: number): PartitionProduceData[] {
  if (body.length === 0) throw emptyBody()
  const split = splitBatches(body)
  if (!split.ok) throw kafkaRestError(split.error, split.message)
  return split.batches.map((batch) => {
    // Kafka wants clients to send base offset 0. Here what was read may be posted, and the offset lies outside the CRC.
    stampBatch(batch, 0, NO_LEADER_EPOCH)
    const checked = checkBatch(batch)
    if (!checked.ok) throw kafkaRestError(checked.error, checked.message)
    return { index: partition, records: batch, facts: checked.facts }
  })
}

type ShownBatch = { base_offset: number; record_count: number } | { error_code: number; message: string }

function showBatch(answer: PartitionProduceResponse, sent: PartitionProduceData | undefined): ShownBatch {
  if (answer.error === 'NONE') return { base_offset: answer.baseOffset, record_count: sent?.facts.recordCount ?? 0 }
  const { errorCode, message } = kafkaRestError(answer.error, answer.errorMessage)
  return { error_code: errorCode, message }
}
