// Produce (API key 0): record batches to the leaders of their partitions. The batches are never unpacked into anything: what goes to the object
// are views of the frame that the client sent.
// Does: topics by name and, from version 13 on, by id; every acks; errors for each partition; where the leader is when it is elsewhere.
// Source: KafkaApis.handleProduceRequest of Kafka 4.3; KIP-467 for the messages of errors, KIP-951 for the leader, KIP-516 for topic ids.
import type { MessageOf } from '../../../../schema/kafka/message/message-definition.ts'
import { produceMessages } from '../../../../schema/kafka/protocol/messages/produce.ts'
import type { PartitionProduceResponse, ProduceResponse, TopicProduceData } from '../../../../schema/kafka/requests/produce.ts'
import { codeOf, HangUpError, wireApi } from '../../wire-api.ts'
import { nodeEndpointsOf } from './node-endpoints.ts'
import { producedBatch } from './produced-batch.ts'

type TopicDataMessage = MessageOf<typeof produceMessages.request>['topicData'][number]

/** Nobody reads an answer: a client that sends so finds out that something is wrong when its connection closes. */
const NO_ACKS = 0
const TOPIC_IDS_SINCE = 13
const LEADER_SINCE = 10

export const produceApi = wireApi({
  ...produceMessages,
  notDone: [],
  isPipelined: true,
  async serve({ transactionalId, acks, timeoutMs, topicData }, { apiVersion, client, ask }) {
    const sent = inOwnBytes(topicData.map((topic) => producedTopic(topic, apiVersion)))
    const answer = await ask('Produce', { transactionalId, apiVersion, acks, timeoutMs, atomic: false, topicData: sent })
    if (acks === NO_ACKS) return refuseSilently(answer)
    // Answers stand in the order of what was sent.
    const responses = answer.responses.map(({ partitionResponses }, index) => ({
      name: topicData[index]?.name ?? '',
      topicId: topicData[index]?.topicId ?? '',
      partitionResponses: partitionResponses.map((response) => partitionResponseOf(response, apiVersion)),
    }))
    const { nodeEndpoints = [] } = answer
    return { responses, throttleTimeMs: 0, ...(apiVersion >= LEADER_SINCE && { nodeEndpoints: nodeEndpointsOf(client, nodeEndpoints) }) }
  },
})

function producedTopic({ name, topicId, partitionData }: TopicDataMessage, apiVersion: number): TopicProduceData {
  return {
    name,
    topicId: apiVersion >= TOPIC_IDS_SINCE ? topicId : null,
    partitionData: partitionData.map(({ index, records }) => producedBatch(index, records, apiVersion)),
  }
}

/**
 * An RPC carries the whole buffer that a view lies in, once for all views of it. That is what makes views cheap, until most of the buffer is
 * something else: then copying the batches costs less (measured: 0.06 ms for a batch of 16 KiB by itself, 0.3 ms within 256 KiB).
 */
function inOwnBytes(topics: readonly TopicProduceData[]): readonly TopicProduceData[] {
  const batches = topics.flatMap(({ partitionData }) => partitionData.map(({ records }) => records))
  const usedBytes = batches.reduce((sum, { length }) => sum + length, 0)
  if (batches.every(({ buffer }) => buffer.byteLength <= 2 * usedBytes)) return topics
  return topics.map(({ partitionData, ...topic }) => ({
    ...topic,
    partitionData: partitionData.map((data) => ({ ...data, records: data.records.slice() })),
  }))
}

function refuseSilently({ responses }: ProduceResponse): null {
  const failed = responses.flatMap(({ partitionResponses }) => partitionResponses).find(({ error }) => error !== 'NONE')
  if (failed !== undefined) throw new HangUpError(`a produce with acks=0 failed: ${failed.error}`)
  return null
}

function partitionResponseOf(
  { index, error, currentLeader, recordErrors = [], ...response }: PartitionProduceResponse,
  apiVersion: number,
) {
  const { baseOffset, logAppendTimeMs, logStartOffset, errorMessage } = response
  const named = recordErrors.map(({ batchIndex, message }) => ({ batchIndex, batchIndexErrorMessage: message }))
  const hint = apiVersion >= LEADER_SINCE && currentLeader !== undefined ? { currentLeader } : {}
  return { index, errorCode: codeOf(error), baseOffset, logAppendTimeMs, logStartOffset, recordErrors: named, errorMessage, ...hint }
}
