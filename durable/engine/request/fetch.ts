// Fetch (API key 1).
// Does: whole batches from an offset up to the high watermark, by partition, within the bytes of the request and of each partition; one
//   whole batch at least in an answer, however large (KIP-74). With maxWaitMs it waits until minBytes can be read (DelayedFetch). A reader that
//   names another incarnation of the topic, or another leader epoch than the leader's, is told so (KIP-320), and where the leader is (KIP-951).
//   With read_committed it reads up to the last stable offset, and names the aborted transactions in it; who reads leaves their records out.
// Does not: sessions (KIP-227), which are a matter of the connection; reading from followers (KIP-392). Followers fetch inside the engine: replication/.
// Source: ReplicaManager.readFromLog, DelayedFetch, KafkaApis.handleFetchRequest of Kafka 4.3.
import type {
  FetchableTopicResponse,
  FetchPartition,
  FetchPartitionData,
  FetchRequest,
  FetchTopic,
  IsolationLevel,
} from '../../../schema/kafka/requests/fetch.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { MAX_FETCH_BYTES } from '../../../schema/limits.ts'
import type { PartitionView, TopicView } from '../cluster.ts'
import type { Decision } from '../decision.ts'
import { findTopic } from '../find-topic.ts'
import { divergingEpoch } from '../log/leader-epochs.ts'
import type { LogReader } from '../log/log-reader.ts'
import { hasMore, readLog } from '../log/read.ts'
import type { Patience } from '../input.ts'
import type { Step } from '../step.ts'
import { abortedTransactionsIn, stableOffsetOf } from './isolation.ts'
import { LeaderHints } from './leader-hints.ts'
import { checkLeaderEpoch, leaderLogOf } from './leader-log.ts'
import type { LeaderLog } from './leader-log.ts'

const NO_RECORDS = new Uint8Array(0)

/** Who reads where, and what is left of the answer. */
type Reading = {
  readonly step: Step
  readonly brokerId: number | null
  readonly isolationLevel: IsolationLevel
  readonly budget: ByteBudget
  readonly hints: LeaderHints
}

export function decideFetch(step: Step, request: FetchRequest, { brokerId, mayWait = true, waitUntilMs }: Patience): Decision<'Fetch'> {
  const maxBytes = Math.min(request.maxBytes, MAX_FETCH_BYTES)
  const { isolationLevel, hasRecordsAlready = false } = request
  const budget = new ByteBudget(maxBytes, hasRecordsAlready)
  const hints = new LeaderHints(step.cluster)
  const responses = request.topics.map((topic) => fetchTopic({ step, brokerId, isolationLevel, budget, hints }, topic))
  const response = { responses, ...hints.endpoints, ...(budget.isCutShort && { isCutShort: true as const }) }
  const { maxWaitMs = 0, minBytes = 1 } = request
  const isEnough = budget.readBytes >= Math.min(minBytes, maxBytes) || responses.some(cannotWait)
  if (isEnough || !mayWait || maxWaitMs <= 0) return step.decision<'Fetch'>(response)
  const topics = responses.map(({ topic }) => topic)
  return step.decision<'Fetch'>(response, { kind: 'fetch', deadlineMs: waitUntilMs ?? step.nowMs + maxWaitMs, topics })
}

/** Who must look for another leader, or cut its own log first, gains nothing by waiting for records. */
function cannotWait({ partitions }: FetchableTopicResponse): boolean {
  return partitions.some((data) => data.error !== 'NONE' || data.divergingEpoch !== undefined)
}

type Divergence = ReturnType<typeof divergingEpoch>

/** Bytes left in this answer. The first batch of an answer may exceed it, so that a reader with small limits still moves. */
class ByteBudget {
  #left: number
  #readBytes = 0
  #isCutShort = false
  readonly #hasRecordsAlready: boolean

  constructor(maxBytes: number, hasRecordsAlready: boolean) {
    this.#left = maxBytes
    this.#hasRecordsAlready = hasRecordsAlready
  }

  get readBytes(): number {
    return this.#readBytes
  }

  get isCutShort(): boolean {
    return this.#isCutShort
  }

  read({ log }: LeaderLog, reader: LogReader, wanted: FetchPartition, untilOffset: number): Uint8Array {
    const { fetchOffset, partitionMaxBytes } = wanted
    const maxBytes = Math.max(0, Math.min(this.#left, partitionMaxBytes))
    const isFirst = this.#readBytes === 0 && !this.#hasRecordsAlready
    const isFull = maxBytes === 0 && !isFirst
    const records = isFull ? NO_RECORDS : readLog(log, reader, fetchOffset, untilOffset, maxBytes, isFirst)
    if (records.length === 0 && fetchOffset < untilOffset) this.#isCutShort = true
    // What did not fit here fills the answer up: looking for smaller batches in all the other partitions would cost more than it brings.
    const isFilled = !isFull && this.#left <= partitionMaxBytes && hasMore(log, reader, records, fetchOffset, untilOffset)
    this.#left = isFilled ? 0 : this.#left - records.length
    this.#readBytes += records.length
    return records
  }
}

function fetchTopic(reading: Reading, wanted: FetchTopic): FetchableTopicResponse {
  const found = findTopic(reading.step.cluster, wanted.topic, wanted.topicId)
  if (!found.ok) {
    const partitions = wanted.partitions.map((partition) => failed(partition, found.error, null))
    return { topic: wanted.topic, topicId: wanted.topicId ?? '', partitions }
  }
  const { topic } = found
  const { hints, brokerId } = reading
  const partitions = wanted.partitions.map((partition) => {
    return hints.add(fetchPartition(reading, topic, partition), brokerId, topic.name, partition.partition)
  })
  return { topic: topic.name, topicId: topic.topicId, partitions }
}

function fetchPartition(reading: Reading, topic: TopicView, wanted: FetchPartition): FetchPartitionData {
  const { step, brokerId, isolationLevel, budget } = reading
  const partition: PartitionView | undefined = topic.partitions[wanted.partition]
  if (partition === undefined) return failed(wanted, 'UNKNOWN_TOPIC_OR_PARTITION', null)
  const epochError = checkLeaderEpoch(step.cluster, topic, partition, brokerId, wanted.currentLeaderEpoch ?? -1)
  if (epochError !== null) return failed(wanted, epochError, null)
  const leader = leaderLogOf(step.cluster, topic, partition, brokerId)
  if (!leader.ok) return failed(wanted, leader.error, null)
  const { logStartOffset, logEndOffset, highWatermark } = leader.offsets
  // A history that parts from the leader's is told before an offset that lies behind its end, which is what usually comes of it.
  const parts = divergingEpochOf(leader, wanted)
  const isBehindEnd = wanted.fetchOffset > logEndOffset && parts === null
  if (parts === 'OFFSET_OUT_OF_RANGE' || wanted.fetchOffset < logStartOffset || isBehindEnd)
    return failed(wanted, 'OFFSET_OUT_OF_RANGE', leader)
  const lastStableOffset = stableOffsetOf(step, partition, leader)
  const answer = { partitionIndex: wanted.partition, error: 'NONE', highWatermark, lastStableOffset, logStartOffset } as const
  const isCommitted = isolationLevel === 'read_committed'
  if (parts !== null) return { ...answer, abortedTransactions: isCommitted ? [] : null, records: NO_RECORDS, divergingEpoch: parts }
  const records = budget.read(leader, step.reader, wanted, isCommitted ? lastStableOffset : highWatermark)
  return { ...answer, abortedTransactions: isCommitted ? abortedTransactionsIn(leader, wanted.fetchOffset, records) : null, records }
}

/** Where the reader's history and the leader's part, when they do and the leader knows. */
function divergingEpochOf({ log, offsets }: LeaderLog, { lastFetchedEpoch = -1, fetchOffset }: FetchPartition): Divergence {
  const { logStartOffset, logEndOffset } = offsets
  if (lastFetchedEpoch === -1) return null
  return divergingEpoch({ leaderEpochs: log.leaderEpochs, logStartOffset, logEndOffset }, { fetchOffset, lastFetchedEpoch })
}

/** With OFFSET_OUT_OF_RANGE the valid range goes along, so that the answer to a person can name it. */
function failed(wanted: FetchPartition, error: KafkaErrorName, leader: LeaderLog | null): FetchPartitionData {
  const highWatermark = leader?.offsets.highWatermark ?? -1
  const logStartOffset = leader?.offsets.logStartOffset ?? -1
  return { partitionIndex: wanted.partition, error, highWatermark, lastStableOffset: -1, logStartOffset, records: NO_RECORDS }
}
