// Fetch (API key 1): record batches from the leaders of their partitions, as they lie in the log.
// Does: sessions; topics by name and, from version 13 on, by id; both isolation levels; the bounds of bytes and of time; where the leader is when
//   it is elsewhere. Whoever says that it is a replica is refused as a stranger.
// Does not: see notDone.
// Source: KafkaApis.handleFetchRequest of Kafka 4.3; KIP-98 for isolation, KIP-227 for sessions, KIP-320 for epochs, KIP-516 for topic ids,
// KIP-951 for the leader.
import type { MessageOf } from '../../../../schema/kafka/message/message-definition.ts'
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import { ZERO_UUID } from '../../../../schema/kafka/message/uuid.ts'
import { fetchMessages } from '../../../../schema/kafka/protocol/messages/fetch.ts'
import type { FetchPartitionData } from '../../../../schema/kafka/requests/fetch.ts'
import { codeOf, wireApi } from '../../wire-api.ts'
import type { WireCall } from '../../wire-api.ts'
import type { FetchedPartition, OpenFetch, SessionRequest } from './fetch-sessions.ts'
import { fetchWhole } from './fetch-whole.ts'
import type { WholeFetch } from './fetch-whole.ts'
import { isolationLevelOf } from './isolation-level.ts'
import { nodeEndpointsOf } from './node-endpoints.ts'
import { groupTopics, wantedKey } from './wanted-partition.ts'
import type { WantedPartition } from './wanted-partition.ts'

type FetchMessage = MessageOf<typeof fetchMessages.request>

const STORAGE_ERROR_SINCE = 6
const TOPIC_IDS_SINCE = 13
const LEADER_SINCE = 16

const NO_RECORDS = new Uint8Array(0)
const UNKNOWN_OFFSET = -1

export const fetchApi = wireApi({
  ...fetchMessages,
  notDone: [
    'Every fetch is answered by the leader: there is no reading from followers (KIP-392).',
    'A fetch session belongs to its connection, and is not found on another one.',
  ],
  async serve(message, call) {
    const { apiVersion, client } = call
    const opened = client.fetchSessions.open(sessionRequestOf(message, apiVersion))
    if (!opened.ok) return { throttleTimeMs: 0, errorCode: codeOf(opened.error), sessionId: 0, responses: [] }
    const { fetched, nodeEndpoints } = await fetchAll(message, call, opened)
    const { sessionId, told } = opened.answer(fetched)
    return {
      throttleTimeMs: 0,
      errorCode: codeOf('NONE'),
      sessionId,
      responses: responsesOf(told, apiVersion),
      ...(apiVersion >= LEADER_SINCE && { nodeEndpoints: nodeEndpointsOf(client, nodeEndpoints) }),
    }
  },
})

function sessionRequestOf({ sessionId, sessionEpoch, topics, forgottenTopicsData }: FetchMessage, apiVersion: number): SessionRequest {
  const usesTopicIds = apiVersion >= TOPIC_IDS_SINCE
  const reference = ({ topic, topicId }: { readonly topic: string; readonly topicId: string }) => {
    return usesTopicIds ? { topic: '', topicId } : { topic, topicId: null }
  }
  // A partition that is named twice is wanted as it was named last, in the place where it was named first.
  const wanted = new Map<string, WantedPartition>()
  for (const { partitions, ...named } of topics) {
    const topic = reference(named)
    for (const partition of partitions) wanted.set(wantedKey(topic, partition.partition), { ...topic, ...partition })
  }
  const forgottenKeys = forgottenTopicsData.flatMap(({ partitions, ...named }) => {
    return partitions.map((partition) => wantedKey(reference(named), partition))
  })
  return { sessionId, sessionEpoch, usesTopicIds, wanted: [...wanted.values()], forgottenKeys }
}

/** Only brokers of the cluster may follow a leader, and those do not come this way. */
function fetchAll(message: FetchMessage, { ask }: WireCall, { wanted }: OpenFetch): Promise<WholeFetch> {
  const { replicaId, replicaState, isolationLevel, minBytes, maxBytes, maxWaitMs } = message
  if (replicaId >= 0 || replicaState.replicaId >= 0) return Promise.resolve(refusedFollower(wanted))
  return fetchWhole(ask, { isolationLevel: isolationLevelOf(isolationLevel), maxWaitMs, minBytes, maxBytes, wanted })
}

function refusedFollower(wanted: readonly WantedPartition[]): WholeFetch {
  const fetched = wanted.map((partition) => ({ wanted: partition, data: failed(partition.partition, 'TOPIC_AUTHORIZATION_FAILED') }))
  return { fetched, nodeEndpoints: [] }
}

function failed(partitionIndex: number, error: FetchPartitionData['error']): FetchPartitionData {
  const unknown = { highWatermark: UNKNOWN_OFFSET, lastStableOffset: UNKNOWN_OFFSET, logStartOffset: UNKNOWN_OFFSET }
  return { partitionIndex, error, ...unknown, records: NO_RECORDS }
}

function responsesOf(told: readonly FetchedPartition[], apiVersion: number) {
  const parts = told.map(({ wanted: { topic, topicId }, data }) => ({ topic, topicId, data }))
  return groupTopics(parts).map(({ first: { topic, topicId }, parts: ofTopic }) => ({
    topic,
    topicId: topicId ?? ZERO_UUID,
    partitions: ofTopic.map(({ data }) => partitionOf(data, apiVersion)),
  }))
}

function partitionOf({ error, currentLeader, abortedTransactions = null, ...data }: FetchPartitionData, apiVersion: number) {
  const answer = error === 'NONE' ? data : failed(data.partitionIndex, error)
  const hint = apiVersion >= LEADER_SINCE && currentLeader !== undefined ? { currentLeader } : {}
  return { ...answer, errorCode: codeOf(forVersion(error, apiVersion)), abortedTransactions, ...hint }
}

/** Older clients give up at an error that they do not know, and look for another leader at this one. */
function forVersion(error: KafkaErrorName, apiVersion: number): KafkaErrorName {
  return error === 'KAFKA_STORAGE_ERROR' && apiVersion < STORAGE_ERROR_SINCE ? 'NOT_LEADER_OR_FOLLOWER' : error
}
