// Fetch (API key 1).
// Does: whole batches from an offset up to the high watermark, by partition, within the bytes of the request and of each partition; one
//   whole batch at least in an answer, however large (KIP-74). A reader that names another incarnation of the topic is told so.
// Does not: wait for data (the edge waits and asks again), sessions (KIP-227), follower fetches, aborted transactions.
// Source: ReplicaManager.readFromLog, KafkaApis.handleFetchRequest of Kafka 4.3.
import type {
  FetchableTopicResponse,
  FetchPartition,
  FetchPartitionData,
  FetchRequest,
  FetchTopic,
} from '../../../schema/kafka/requests/fetch.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { MAX_FETCH_BYTES } from '../../../schema/limits.ts'
import type { ClusterView, PartitionView, TopicView } from '../cluster.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import type { LogReader } from '../log/log-reader.ts'
import { readLog } from '../log/read.ts'

const NO_RECORDS = new Uint8Array(0)

export function decideFetch(cluster: ClusterView, request: FetchRequest, reader: LogReader): Decision<'Fetch'> {
  const budget = new ByteBudget(Math.min(request.maxBytes, MAX_FETCH_BYTES))
  return answer<'Fetch'>({ responses: request.topics.map((topic) => fetchTopic(cluster, topic, reader, budget)) })
}

/** Bytes left in this answer. The first batch of an answer may exceed it, so that a reader with small limits still moves. */
class ByteBudget {
  #left: number
  #empty = true

  constructor(maxBytes: number) {
    this.#left = maxBytes
  }

  read(partition: PartitionView, reader: LogReader, wanted: FetchPartition): Uint8Array {
    const maxBytes = Math.max(0, Math.min(this.#left, wanted.partitionMaxBytes))
    if (maxBytes === 0 && !this.#empty) return NO_RECORDS
    const { log } = partition
    const records = readLog(log, reader, wanted.fetchOffset, log.highWatermark, maxBytes, this.#empty)
    this.#left -= records.length
    if (records.length > 0) this.#empty = false
    return records
  }
}

function fetchTopic(cluster: ClusterView, wanted: FetchTopic, reader: LogReader, budget: ByteBudget): FetchableTopicResponse {
  const topic = cluster.topics.get(wanted.topic)
  const partitions = wanted.partitions.map((partition) => {
    if (topic === undefined) return failed(partition, 'UNKNOWN_TOPIC_OR_PARTITION', null)
    if (wanted.topicId !== null && wanted.topicId !== topic.topicId) return failed(partition, 'UNKNOWN_TOPIC_ID', null)
    return fetchPartition(topic, partition, reader, budget)
  })
  return { topic: wanted.topic, topicId: topic?.topicId ?? '', partitions }
}

function fetchPartition(topic: TopicView, wanted: FetchPartition, reader: LogReader, budget: ByteBudget): FetchPartitionData {
  const partition = topic.partitions[wanted.partition]
  if (partition === undefined) return failed(wanted, 'UNKNOWN_TOPIC_OR_PARTITION', null)
  const { logStartOffset, logEndOffset, highWatermark } = partition.log
  if (wanted.fetchOffset < logStartOffset || wanted.fetchOffset > logEndOffset) return failed(wanted, 'OFFSET_OUT_OF_RANGE', partition)
  const records = budget.read(partition, reader, wanted)
  return { partitionIndex: wanted.partition, error: 'NONE', highWatermark, lastStableOffset: highWatermark, logStartOffset, records }
}

/** With OFFSET_OUT_OF_RANGE the valid range goes along, so that the answer to a person can name it. */
function failed(wanted: FetchPartition, error: KafkaErrorName, partition: PartitionView | null): FetchPartitionData {
  const highWatermark = partition?.log.highWatermark ?? -1
  const logStartOffset = partition?.log.logStartOffset ?? -1
  return { partitionIndex: wanted.partition, error, highWatermark, lastStableOffset: highWatermark, logStartOffset, records: NO_RECORDS }
}
