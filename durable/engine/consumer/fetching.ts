// Fetching: one request a leader, for the partitions of which nothing is left over. What comes is cut into records, without those of aborted
// transactions, and waits for polls.
// Source: AbstractFetch, FetchCollector and CompletedFetch of Kafka 4.3; KIP-74, KIP-98, KIP-320.
import { AbortedBatches } from '../../../schema/kafka/aborted-batches.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { kafkaError } from '../../../schema/kafka/errors.ts'
import { decodeBatchHeader, isControl, lastOffsetOf, splitBatches, timestampTypeOf } from '../../../schema/kafka/record-batch.ts'
import { decodeRecords } from '../../../schema/kafka/record-cursor.ts'
import type { FetchPartitionData, FetchRequest, FetchResponse } from '../../../schema/kafka/requests/fetch.ts'
import { MAX_CONSUMER_FETCHED_BYTES, MAX_UNCOMPRESSED_BATCH_BYTES } from '../../../schema/limits.ts'
import { grouped } from '../grouped.ts'
import { isPartition } from './consumer.ts'
import type { AssignedPartition, Consumer, ConsumerRecord, Fetched, SentRequest } from './consumer.ts'
import { failed } from './membership.ts'
import { leaderOf, topicOf, wantMetadata } from './metadata.ts'
import { changePartitions, resetPartition } from './partitions.ts'
import { holdBack } from './positions.ts'

/** Those with a position and a use for more records, and no request out for them. */
export function fetchable(state: Consumer): AssignedPartition[] {
  if (!state.wantsRecords || state.callbacks.length > 0 || holdsEnough(state)) return []
  const asked = state.inFlight.flatMap((request) => (request.api === 'Fetch' ? request.asked : []))
  return state.partitions.filter((partition) => {
    const isHere = isPartition(partition)
    return partition.position !== null && !partition.isPaused && !state.fetched.some(isHere) && !asked.some(isHere)
  })
}

export function fetchRequest(state: Consumer, partitions: readonly AssignedPartition[]): FetchRequest {
  const { fetchMaxBytes, fetchMaxWaitMs, fetchMinBytes, isolationLevel, maxPartitionFetchBytes } = state.settings
  const topics = grouped(partitions, ({ topic }) => topic)
  return {
    maxBytes: fetchMaxBytes,
    maxWaitMs: fetchMaxWaitMs,
    minBytes: fetchMinBytes,
    isolationLevel,
    topics: Array.from(topics, ([topic, ofTopic]) => ({
      topic,
      topicId: topicOf(state, topic)?.topicId ?? null,
      partitions: ofTopic.map((partition) => ({
        partition: partition.partitionIndex,
        fetchOffset: partition.position ?? 0,
        partitionMaxBytes: maxPartitionFetchBytes,
        currentLeaderEpoch: leaderOf(state, partition)?.leaderEpoch ?? -1,
      })),
    })),
  }
}

/** Records that wait for a poll lie in memory, unpacked. Those of paused partitions keep nobody else from reading. */
function holdsEnough({ fetched, partitions }: Consumer): boolean {
  const isPaused = (one: Fetched): boolean => partitions.find(isPartition(one))?.isPaused === true
  const heldBytes = fetched.reduce((bytes, one) => (isPaused(one) ? bytes : bytes + one.sizeBytes), 0)
  return heldBytes >= MAX_CONSUMER_FETCHED_BYTES
}

/** An answer for a position that a seek has left in the meantime is thrown away, and so is what there is no room for: it is fetched again. */
export function heardFetch(state: Consumer, sent: SentRequest, response: FetchResponse | null, nowMs: number): Consumer {
  if (response === null) return wantMetadata(holdBack(state, sent.asked, nowMs), nowMs)
  return sent.asked.reduce((next, asked) => {
    const partition = next.partitions.find(isPartition(asked))
    const topic = response.responses.find(({ topic: name }) => name === asked.topic)
    const data = topic?.partitions.find(({ partitionIndex }) => partitionIndex === asked.partitionIndex)
    const isStale = partition === undefined || data === undefined || partition.position !== asked.offset
    return isStale || holdsEnough(next) ? next : heardPartition(next, partition, asked.offset, data, nowMs)
  }, state)
}

function heardPartition(state: Consumer, partition: AssignedPartition, offset: number, data: FetchPartitionData, nowMs: number): Consumer {
  if (data.error !== 'NONE') return notFetched(state, partition, data.error, nowMs)
  const { highWatermark, lastStableOffset, logStartOffset, records, abortedTransactions } = data
  const seen = changePartitions(
    state,
    (one) => one === partition,
    (one) => ({ ...one, highWatermark, lastStableOffset, logStartOffset }),
  )
  if (records.length === 0) return seen
  const read = recordsOf(partition, offset, records, abortedTransactions ?? null)
  if (!read.ok) return failed(seen, 'CORRUPT_MESSAGE', `${partition.topic}-${partition.partitionIndex}, offset ${offset}: ${read.message}`)
  return { ...seen, fetched: [...seen.fetched, read.fetched] }
}

function notFetched(state: Consumer, partition: AssignedPartition, error: KafkaErrorName, nowMs: number): Consumer {
  if (error === 'OFFSET_OUT_OF_RANGE') return resetPartition(state, partition, `Fetch offset ${partition.position} is out of range`, nowMs)
  const held = holdBack(state, [partition], nowMs)
  const { retriable } = kafkaError(error)
  return retriable ? wantMetadata(held, nowMs) : failed(held, error)
}

type Read = { readonly ok: true; readonly fetched: Fetched } | { readonly ok: false; readonly message: string }

function recordsOf(
  { topic, partitionIndex }: AssignedPartition,
  offset: number,
  bytes: Uint8Array,
  abortedTransactions: (FetchPartitionData['abortedTransactions'] & object) | null,
): Read {
  const split = splitBatches(bytes)
  if (!split.ok) return { ok: false, message: split.message }
  const aborted = new AbortedBatches(abortedTransactions)
  const records: ConsumerRecord[] = []
  let nextOffset = offset
  let sizeBytes = 0
  for (const batch of split.batches) {
    const header = decodeBatchHeader(batch)
    const isAborted = aborted.isAborted(header, batch)
    nextOffset = Math.max(nextOffset, lastOffsetOf(header) + 1)
    if (isAborted || isControl(header.attributes)) continue
    const decoded = decodeRecords(batch, MAX_UNCOMPRESSED_BATCH_BYTES)
    if (!decoded.ok) return { ok: false, message: decoded.message }
    const ofBatch = { topic, partitionIndex, leaderEpoch: header.partitionLeaderEpoch, timestampType: timestampTypeOf(header.attributes) }
    for (const record of decoded.records) {
      if (record.offset < offset) continue
      records.push({ ...ofBatch, ...record })
      sizeBytes += (record.key?.length ?? 0) + (record.value?.length ?? 0)
    }
    // A batch of a few kilobytes may unpack to megabytes, and the next one too: what is behind it is fetched again.
    if (sizeBytes >= MAX_CONSUMER_FETCHED_BYTES) break
  }
  return { ok: true, fetched: { topic, partitionIndex, records, nextOffset, sizeBytes } }
}
