// Metadata (API key 3): the brokers, the controller, and the topics with their leaders.
// Does: topics by name or all of them, creation on first use, addresses as this client reaches the brokers.
// Does not: see notDone.
// Source: KafkaApis.handleTopicMetadataRequest of Kafka 4.3; KIP-516 for topic ids.
import type { MetadataPartition, MetadataTopic } from '../../../../schema/kafka/requests/metadata.ts'
import { metadataMessages } from '../../../../schema/kafka/protocol/messages/metadata.ts'
import { ZERO_UUID } from '../../../../schema/kafka/message/uuid.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

/** Until version 0 an empty list asked for all topics; from 1 on null does. */
const NULL_IS_ALL_FROM = 1

export const metadataApi = wireApi({
  ...metadataMessages,
  notDone: ['Topics are not found by their id.', 'Authorized operations are not told.'],
  async serve({ topics, allowAutoTopicCreation }, { apiVersion, client, ask }) {
    const asksForAll = topics === null || (apiVersion < NULL_IS_ALL_FROM && topics.length === 0)
    const names = asksForAll ? null : topics.map(({ name }) => name ?? '')
    const { clusterId, controllerId, brokers, topics: described } = await ask('Metadata', { topics: names, allowAutoTopicCreation })
    return {
      throttleTimeMs: 0,
      brokers: brokers.map(({ nodeId, rack, ...own }) => ({ nodeId, rack, ...client.addressOf(nodeId, own) })),
      clusterId,
      controllerId,
      topics: described.map(topicOf),
      errorCode: codeOf('NONE'),
    }
  },
})

function topicOf({ error, name, topicId, isInternal, partitions }: MetadataTopic) {
  return {
    errorCode: codeOf(error),
    name,
    topicId: topicId === '' ? ZERO_UUID : topicId,
    isInternal,
    partitions: partitions.map(partitionOf),
  }
}

function partitionOf({ error, ...partition }: MetadataPartition) {
  return { errorCode: codeOf(error), ...partition }
}
