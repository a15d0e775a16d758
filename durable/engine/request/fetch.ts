// Fetch (API key 1).
// Does: whole batches from an offset up to the high watermark, by partition, within the bytes of the request and of each partition; one
//   whole batch at least in an answer, however large (KIP-74). With maxWaitMs it waits until minBytes can be read (DelayedFetch). A reader that
//   names another incarnation of the topic, or another leader epoch than the leader's, is told so (KIP-320).
// Does not: sessions (KIP-227), reading from followers (KIP-392), aborted transactions. Followers fetch inside the engine: replication/.
// Source: ReplicaManager.readFromLog, DelayedFetch, KafkaApis.handleFetchRequest of Kafka 4.3.
import type {
  FetchableTopicResponse,
  FetchPartition,
  FetchPartitionData,
  FetchRequest,
  FetchTopic,
} from '../../../schema/kafka/requests/fetch.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { MAX_FETCH_BYTES } from '../../../schema/limits.ts'
import type { PartitionView, TopicView } from '../cluster.ts'
import type { Decision } from '../decision.ts'
import { endOffsetForEpoch } from '../log/leader-epochs.ts'
import type { EpochEndOffset } from '../log/leader-epochs.ts'
import type { LogReader } from '../log/log-reader.ts'
import { readLog } from '../log/read.ts'
import type { Patience } from '../input.ts'
import type { Step } from '../step.ts'
import { checkLeaderEpoch, leaderLogOf } from './leader-log.ts'
import type { LeaderLog } from './leader-log.ts'

const NO_RECORDS = new Uint8Array(0)

export function decideFetch(step: Step, request: FetchRequest, { brokerId, mayWait = true, waitUntilMs }: Patience): Decision<'Fetch'> {
  const budget = new ByteBudget(Math.min(request.maxBytes, MAX_FETCH_BYTES))
  const responses = request.topics.map((topic) => fetchTopic(step, topic, brokerId, budget))
  const { maxWaitMs = 0, minBytes = 1 } = request
  const isEnough = budget.readBytes >= minBytes || responses.some(hasError)
  if (isEnough || !mayWait || maxWaitMs <= 0) return step.decision<'Fetch'>({ responses })
  const topics = request.topics.map(({ topic }) => topic)
  return step.decision<'Fetch'>({ responses }, { kind: 'fetch', deadlineMs: waitUntilMs ?? step.nowMs + maxWaitMs, topics })
}

function hasError({ partitions }: FetchableTopicResponse): boolean {
  return partitions.some(({ error }) => error !== 'NONE')
}

/** Bytes left in this answer. The first batch of an answer may exceed it, so that a reader with small limits still moves. */
class ByteBudget {
  #left: number
  #readBytes = 0

  constructor(maxBytes: number) {
    this.#left = maxBytes
  }

  get readBytes(): number {
    return this.#readBytes
  }

  read({ log, offsets }: LeaderLog, reader: LogReader, wanted: FetchPartition): Uint8Array {
    const maxBytes = Math.max(0, Math.min(this.#left, wanted.partitionMaxBytes))
    const isFirst = this.#readBytes === 0
    if (maxBytes === 0 && !isFirst) return NO_RECORDS
    const records = readLog(log, reader, wanted.fetchOffset, offsets.highWatermark, maxBytes, isFirst)
    this.#left -= records.length
    this.#readBytes += records.length
    return records
  }
}

function fetchTopic(step: Step, wanted: FetchTopic, brokerId: number | null, budget: ByteBudget): FetchableTopicResponse {
  const topic = step.cluster.topics.get(wanted.topic)
  const partitions = wanted.partitions.map((partition) => {
    if (topic === undefined) return failed(partition, 'UNKNOWN_TOPIC_OR_PARTITION', null)
    if (wanted.topicId !== null && wanted.topicId !== topic.topicId) return failed(partition, 'UNKNOWN_TOPIC_ID', null)
    return fetchPartition(step, topic, partition, brokerId, budget)
  })
  return { topic: wanted.topic, topicId: topic?.topicId ?? '', partitions }
}

function fetchPartition(
  step: Step,
  topic: TopicView,
  wanted: FetchPartition,
  brokerId: number | null,
  budget: ByteBudget,
): FetchPartitionData {
  const partition: PartitionView | undefined = topic.partitions[wanted.partition]
  if (partition === undefined) return failed(wanted, 'UNKNOWN_TOPIC_OR_PARTITION', null)
  const epochError = checkLeaderEpoch(step.cluster, topic, partition, brokerId, wanted.currentLeaderEpoch ?? -1)
  if (epochError !== null) return failed(wanted, epochError, null)
  const leader = leaderLogOf(step.cluster, topic, partition, brokerId)
  if (!leader.ok) return failed(wanted, leader.error, null)
  const { logStartOffset, logEndOffset, highWatermark } = leader.offsets
  if (wanted.fetchOffset < logStartOffset || wanted.fetchOffset > logEndOffset) return failed(wanted, 'OFFSET_OUT_OF_RANGE', leader)
  const answer = {
    partitionIndex: wanted.partition,
    error: 'NONE',
    highWatermark,
    lastStableOffset: highWatermark,
    logStartOffset,
  } as const
  const divergingEpoch = divergingEpochOf(leader, wanted)
  if (divergingEpoch !== null) return { ...answer, records: NO_RECORDS, divergingEpoch }
  return { ...answer, records: budget.read(leader, step.reader, wanted) }
}

/** Where the reader's history and the leader's part, when they do. */
function divergingEpochOf({ log }: LeaderLog, { lastFetchedEpoch = -1, fetchOffset }: FetchPartition): EpochEndOffset | null {
  if (lastFetchedEpoch === -1) return null
  const found = endOffsetForEpoch(log, lastFetchedEpoch)
  return found.epoch < lastFetchedEpoch || found.endOffset < fetchOffset ? found : null
}

/** With OFFSET_OUT_OF_RANGE the valid range goes along, so that the answer to a person can name it. */
function failed(wanted: FetchPartition, error: KafkaErrorName, leader: LeaderLog | null): FetchPartitionData {
  const highWatermark = leader?.offsets.highWatermark ?? -1
  const logStartOffset = leader?.offsets.logStartOffset ?? -1
  return { partitionIndex: wanted.partition, error, highWatermark, lastStableOffset: highWatermark, logStartOffset, records: NO_RECORDS }
}
