// Produce (API key 0): record batches to the leaders of their partitions. The batches are never unpacked into anything: what goes to the object
// are views of the frame that the client sent.
// Does: topics by name and, from version 13 on, by id; every acks; errors for each partition; where the leader is when it is elsewhere.
// Does not: see notDone.
// Source: KafkaApis.handleProduceRequest of Kafka 4.3; KIP-467 for the messages of errors, KIP-951 for the leader, KIP-516 for topic ids.
import { produceMessages } from '../../../../schema/kafka/protocol/messages/produce.ts'
import type { PartitionProduceResponse, ProduceResponse } from '../../../../schema/kafka/requests/produce.ts'
import { codeOf, HangUpError, wireApi } from '../../wire-api.ts'
import { producedBatch } from './produced-batch.ts'

/** Nobody reads an answer: a client that sends so finds out that something is wrong when its connection closes. */
const NO_ACKS = 0
const TOPIC_IDS_SINCE = 13

export const produceApi = wireApi({
  ...produceMessages,
  notDone: ['Errors are told by batch and not by record (recordErrors).'],
  isPipelined: true,
  async serve({ transactionalId, acks, timeoutMs, topicData }, { apiVersion, ask }) {
    const sent = topicData.map(({ name, topicId, partitionData }) => ({
      name,
      topicId: apiVersion >= TOPIC_IDS_SINCE ? topicId : null,
      partitionData: partitionData.map(({ index, records }) => producedBatch(index, records, apiVersion)),
    }))
    const answer = await ask('Produce', { transactionalId, apiVersion, acks, timeoutMs, atomic: false, topicData: sent })
    if (acks === NO_ACKS) return refuseSilently(answer)
    // Answers stand in the order of what was sent.
    const responses = answer.responses.map(({ partitionResponses }, index) => ({
      name: topicData[index]?.name ?? '',
      topicId: topicData[index]?.topicId ?? '',
      partitionResponses: partitionResponses.map(partitionResponseOf),
    }))
    return { responses, throttleTimeMs: 0 }
  },
})

function refuseSilently({ responses }: ProduceResponse): null {
  const failed = responses.flatMap(({ partitionResponses }) => partitionResponses).find(({ error }) => error !== 'NONE')
  if (failed !== undefined) throw new HangUpError(`a produce with acks=0 failed: ${failed.error}`)
  return null
}

function partitionResponseOf({ index, error, errorMessage, baseOffset, logAppendTimeMs, logStartOffset }: PartitionProduceResponse) {
  return { index, errorCode: codeOf(error), baseOffset, logAppendTimeMs, logStartOffset, recordErrors: [], errorMessage }
}
