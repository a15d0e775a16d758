// Metadata (API key 3): the brokers, the controller, and the topics with their leaders.
// Does: topics by name, by id (KIP-516) or all of them, creation on first use, addresses as this client reaches the brokers. Version 0 leaves out
//   replicas that are not alive and calls their partition REPLICA_NOT_AVAILABLE. What the client may do with topics and cluster (KIP-430) is
//   added by the guard that stands before this API.
// Does not: see notDone.
// Source: KafkaApis.handleTopicMetadataRequest and KRaftMetadataCache.partitionMetadata of Kafka 4.3.
import type { MetadataBroker, MetadataTopic } from '../../../../schema/kafka/requests/metadata.ts'
import { metadataMessages } from '../../../../schema/kafka/protocol/messages/metadata.ts'
import { ZERO_UUID } from '../../../../schema/kafka/message/uuid.ts'
import { coded, codeOf, wireApi } from '../../wire-api.ts'
import type { WireClient } from '../../wire-client.ts'

/** Until version 0 an empty list asked for all topics; from 1 on null does. */
const NULL_IS_ALL_FROM = 1
/** Ids stand in requests from version 10 on, and are heard from this one on. */
const IDS_FROM = 12

type AskedTopic = { readonly name: string | null; readonly topicId: string }

export const metadataApi = wireApi({
  ...metadataMessages,
  notDone: [
    'A topic that is made by this request is described at once, with its leaders; a broker of Kafka asks the client to come again.',
  ],
  async serve({ topics, allowAutoTopicCreation }, { apiVersion, client, ask }) {
    const asksForAll = topics === null || (apiVersion < NULL_IS_ALL_FROM && topics.length === 0)
    if (!asksForAll && isMalformed(topics, apiVersion)) return refused(topics)
    const wanted = asksForAll ? { topics: null } : namesOrIds(topics)
    const { clusterId, controllerId, brokers, topics: described } = await ask('Metadata', { ...wanted, allowAutoTopicCreation })
    const toShow = apiVersion === 0 ? described.map((topic) => onlyAlive(topic, brokers)) : described
    return {
      throttleTimeMs: 0,
      brokers: brokers.map((broker) => brokerOf(broker, client)),
      clusterId,
      controllerId,
      topics: toShow.map(topicOf),
      errorCode: codeOf('NONE'),
    }
  },
})

/** Ids, where there are any, are all that counts. */
function namesOrIds(topics: readonly AskedTopic[]): { readonly topics: readonly string[]; readonly topicIds: readonly string[] } {
  const topicIds = topics.map(({ topicId }) => topicId).filter((topicId) => topicId !== ZERO_UUID)
  return { topics: topicIds.length > 0 ? [] : topics.map(({ name }) => name ?? ''), topicIds }
}

function isMalformed(topics: readonly AskedTopic[], apiVersion: number): boolean {
  return apiVersion < IDS_FROM && topics.some(({ name, topicId }) => name === null || topicId !== ZERO_UUID)
}

function refused(topics: readonly AskedTopic[]) {
  const errorCode = codeOf('INVALID_REQUEST')
  const nothing = { isInternal: false, partitions: [] }
  const answered = topics.map(({ name, topicId }) => ({ errorCode, name: name ?? '', topicId, ...nothing }))
  return { throttleTimeMs: 0, brokers: [], topics: answered, errorCode }
}

function brokerOf({ nodeId, rack, ...own }: MetadataBroker, client: WireClient) {
  return { nodeId, rack, ...client.addressOf(nodeId, own) }
}

function topicOf({ error, name, topicId, isInternal, partitions }: MetadataTopic) {
  return {
    errorCode: codeOf(error),
    name: error === 'UNKNOWN_TOPIC_ID' ? null : name,
    topicId: topicId === '' ? ZERO_UUID : topicId,
    isInternal,
    partitions: partitions.map(coded),
  }
}

function onlyAlive(topic: MetadataTopic, brokers: readonly MetadataBroker[]): MetadataTopic {
  const isAlive = (brokerId: number): boolean => brokers.some(({ nodeId }) => nodeId === brokerId)
  const partitions = topic.partitions.map((partition) => {
    const { replicaNodes, isrNodes } = partition
    const alive = { ...partition, replicaNodes: replicaNodes.filter(isAlive), isrNodes: isrNodes.filter(isAlive) }
    const isComplete = alive.replicaNodes.length === replicaNodes.length && alive.isrNodes.length === isrNodes.length
    return isComplete || partition.error !== 'NONE' ? alive : { ...alive, error: 'REPLICA_NOT_AVAILABLE' as const }
  })
  return { ...topic, partitions }
}
