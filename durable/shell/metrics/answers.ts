// What an answer tells: bytes that consumers got, requests that failed, and work that a broker did. Appends are not counted here but where
// the journal has them, because an answer may come late, or be lost on its way.
// Source: ReplicaManager.appendToLocalLog and readFromLog, KafkaApis.handleFetchRequest of Kafka 4.3.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { FetchResponse } from '../../../schema/kafka/requests/fetch.ts'
import type { ProduceResponse } from '../../../schema/kafka/requests/produce.ts'
import type { ClusterView } from '../../engine/cluster.ts'
import type { Reply } from '../../engine/decision.ts'
import { anyBroker } from '../../engine/request/any-broker.ts'
import type { BrokerWatch } from './broker-watch.ts'
import type { Traffic } from './traffic.ts'

type Measured = {
  readonly cluster: ClusterView
  readonly traffic: Traffic
  readonly brokers: BrokerWatch
  readonly nowMs: number
}

type Errors = ReadonlySet<KafkaErrorName>

/** Never got to a log: nobody answered, or whoever did looked no further than the name. */
const NOT_HANDLED: Errors = new Set([
  'NETWORK_EXCEPTION',
  'LEADER_NOT_AVAILABLE',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'UNKNOWN_TOPIC_ID',
  'INVALID_REQUIRED_ACKS',
  'OPERATION_NOT_ATTEMPTED',
  'THROTTLING_QUOTA_EXCEEDED',
])

/** After an append, which was counted then, or before one: the answer does not say which. */
const MAYBE_APPENDED: Errors = new Set(['REQUEST_TIMED_OUT', 'NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'NOT_LEADER_OR_FOLLOWER'])

/** Kafka counts as failed what it did not expect; these it knows. */
const EXPECTED_OF_PRODUCE: Errors = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'CORRUPT_MESSAGE', 'KAFKA_STORAGE_ERROR'])
const EXPECTED_OF_FETCH: Errors = new Set([
  'NOT_LEADER_OR_FOLLOWER',
  'UNKNOWN_LEADER_EPOCH',
  'FENCED_LEADER_EPOCH',
  'REPLICA_NOT_AVAILABLE',
  'KAFKA_STORAGE_ERROR',
  'OFFSET_OUT_OF_RANGE',
  'INCONSISTENT_TOPIC_ID',
])

/** `brokerId` is where the request was sent; null for a client that went to the leaders by itself. */
export function markAnswer(measured: Measured, brokerId: number | null, reply: Reply): void {
  switch (reply.api) {
    case 'Produce':
      return markProduce(measured, brokerId, reply.response)
    case 'Fetch':
      return markFetch(measured, brokerId, reply.response)
    default:
      return markHandled(measured, [brokerId ?? anyBroker(measured.cluster)])
  }
}

function markProduce(measured: Measured, brokerId: number | null, { responses }: ProduceResponse): void {
  const { traffic, nowMs } = measured
  const handledBy: number[] = []
  for (const { name, partitionResponses } of responses) {
    for (const { index, error } of partitionResponses) {
      const leader = brokerId ?? leaderOf(measured, name, index)
      if (NOT_HANDLED.has(error)) continue
      handledBy.push(leader)
      if (error === 'NONE' || MAYBE_APPENDED.has(error) || !measured.cluster.topics.has(name)) continue
      traffic.markTopic('totalProduceRequests', leader, name, 1, nowMs)
      if (!EXPECTED_OF_PRODUCE.has(error)) traffic.markTopic('failedProduceRequests', leader, name, 1, nowMs)
    }
  }
  markHandled(measured, handledBy)
}

function markFetch(measured: Measured, brokerId: number | null, { responses }: FetchResponse): void {
  const { traffic, nowMs } = measured
  const handledBy: number[] = []
  for (const { topic, partitions } of responses) {
    for (const { partitionIndex, error, records } of partitions) {
      const leader = brokerId ?? leaderOf(measured, topic, partitionIndex)
      if (NOT_HANDLED.has(error) || error === 'REQUEST_TIMED_OUT' || !measured.cluster.topics.has(topic)) continue
      handledBy.push(leader)
      traffic.markTopic('totalFetchRequests', leader, topic, 1, nowMs)
      if (records.length > 0) traffic.markTopic('bytesOut', leader, topic, records.length, nowMs)
      if (error !== 'NONE' && !EXPECTED_OF_FETCH.has(error)) traffic.markTopic('failedFetchRequests', leader, topic, 1, nowMs)
    }
  }
  markHandled(measured, handledBy)
}

function leaderOf({ cluster }: Measured, topic: string, partitionIndex: number): number {
  return cluster.topics.get(topic)?.partitions[partitionIndex]?.leader ?? -1
}

/** One request to each of these brokers, however many partitions it was about. */
function markHandled({ brokers, nowMs }: Measured, brokerIds: readonly number[]): void {
  for (const brokerId of new Set(brokerIds)) brokers.load(brokerId)?.handled(nowMs)
}
