// POST …/partitions/{p}/records with application/octet-stream: record batches as bytes, the very bytes that a raw read gives. Each is
// checked record by record as a broker would (CRC, offsets, sizes, compression within bounds) before any of them is sent.
import { checkBatch } from '../../schema/kafka/check-batch.ts'
import { decodeBatchHeader, splitBatches, stampBatch } from '../../schema/kafka/record-batch.ts'
import type { PartitionProduceData, PartitionProduceResponse } from '../../schema/kafka/requests/produce.ts'
import { MAX_PRODUCE_BODY_BYTES } from '../../schema/limits.ts'
import { responsesOf } from '../../schema/records/produce-call.ts'
import { requestFieldsOf } from '../../schema/records/sender.ts'
import { badRequest } from '../http/rest-error.ts'
import { unsupportedMediaType } from '../http/content-type.ts'
import { json } from '../http/json-response.ts'
import { kafkaRestError } from '../http/kafka-error-status.ts'
import { readBody } from '../http/read-body.ts'
import { ask, sequenceHeader } from '../kafka/ask.ts'
import { emptyBody } from './record-groups.ts'
import { produceError } from './produce-refusal.ts'
import type { Unsigned } from './produce-whole.ts'
import { senderHeadersOf, senderOf } from './request-sender.ts'

/** What a producer writes: only a leader knows its epoch. */
const NO_LEADER_EPOCH = -1

export const RAW_TYPE = 'application/octet-stream'

export async function produceRaw(unsigned: Unsigned, topic: string, partition: number, request: Request): Promise<Response> {
  if (request.headers.get('Content-Type') !== RAW_TYPE) throw unsupportedMediaType()
  const body = await readBody(request, MAX_PRODUCE_BODY_BYTES)
  const sender = await senderOf(request, senderHeadersOf(request), unsigned.options, body)
  if (sender.producer !== null) throw badRequest('Bad Request: raw batches name their producer themselves, and no header can.')
  const partitionData = checkedBatches(body, partition)
  const { acks, timeoutMs, brokerId } = unsigned.options
  const topicData = [{ name: topic, topicId: null, partitionData }]
  const produce = { ...requestFieldsOf(sender), acks, timeoutMs, atomic: false, topicData }
  const { response, sequence } = await ask(unsigned, { api: 'Produce', request: produce }, brokerId)
  const answers = responsesOf(response, 0)
  refuseFailure(answers, partitionData)
  const isReplay = sender.idempotencyKey !== null && isRepeated(answers)
  const batches = answers.map((answer, index) => showBatch(answer, partitionData[index], isReplay))
  const status = answers.some(({ error }) => error !== 'NONE') ? 207 : 200
  const headers = { ...sequenceHeader({ sequence }), ...repeatHeader(answers, isReplay) }
  return json(status, { cluster_id: unsigned.sandboxId, topic_name: topic, partition_id: partition, batches }, headers)
}

/** Throws when nothing was stored. Batches that were not attempted only say that another one failed. */
function refuseFailure(answers: readonly PartitionProduceResponse[], sent: readonly PartitionProduceData[]): void {
  if (answers.some(({ error }) => error === 'NONE')) return
  const index = Math.max(
    0,
    answers.findIndex(({ error }) => error !== 'OPERATION_NOT_ATTEMPTED'),
  )
  const failed = answers[index]
  if (failed === undefined) return
  const { error, errorMessage, producer } = failed
  const batch = sent[index]
  const receivedSequence = batch === undefined ? -1 : decodeBatchHeader(batch.records).baseSequence
  throw produceError(error, errorMessage, producer === undefined ? undefined : { ...producer, receivedSequence })
}

function isRepeated(answers: readonly PartitionProduceResponse[]): boolean {
  return answers.every(({ duplicate }) => duplicate !== undefined)
}

function repeatHeader(answers: readonly PartitionProduceResponse[], isReplay: boolean): Record<string, string> {
  if (isReplay) return { 'Idempotency-Replayed': 'true' }
  return isRepeated(answers) ? { 'Producer-Duplicate': 'true' } : {}
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

type ShownBatch = { base_offset: number; record_count: number; duplicate?: true } | { error_code: number; message: string }

function showBatch(answer: PartitionProduceResponse, sent: PartitionProduceData | undefined, isReplay: boolean): ShownBatch {
  if (answer.error === 'NONE') {
    const stored = { base_offset: answer.baseOffset, record_count: sent?.facts.recordCount ?? 0 }
    return answer.duplicate === undefined || isReplay ? stored : { ...stored, duplicate: true }
  }
  const { errorCode, message } = kafkaRestError(answer.error, answer.errorMessage)
  return { error_code: errorCode, message }
}
