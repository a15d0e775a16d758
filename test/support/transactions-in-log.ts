// Transactions in a cluster's logs without a coordinator: what the leader would append when one had begun and ended them.
import { effectiveTopicConfigs } from '../../durable/engine/config/effective-configs.ts'
import { AppendPlan } from '../../durable/engine/log/append.ts'
import { producerFactsOf, producerOf, nextSequenceOf } from '../../durable/engine/log/producer-state.ts'
import { RecordBatchBuilder } from '../../schema/kafka/batch-builder.ts'
import { encodeControlBatch } from '../../schema/kafka/control-record.ts'
import { decodeBatchHeader, stampBatch } from '../../schema/kafka/record-batch.ts'
import type { MemoryCluster } from './memory-store.ts'
import { partitionOf } from './replicas.ts'

const CONFIGS = effectiveTopicConfigs(new Map(), new Map())
const encoder = new TextEncoder()

export type Place = { readonly topic?: string; readonly partitionIndex?: number }
export type Writer = { readonly producerId: number; readonly producerEpoch?: number }

/** One batch with these values, in the transaction that its producer has open or begins with it. Gives its first offset. */
export function writeInTransaction(
  cluster: MemoryCluster,
  { producerId, producerEpoch = 0 }: Writer,
  values: readonly string[],
  place: Place = {},
): number {
  const { log } = partitionOf(cluster, place.topic, place.partitionIndex)
  const baseSequence = nextSequenceOf(producerOf(log, producerId), producerEpoch)
  const builder = new RecordBatchBuilder()
  for (const value of values) builder.append(cluster.nowMs, null, encoder.encode(value), [])
  return appendToLeader(cluster, builder.build({ producerId, producerEpoch, baseSequence, isTransactional: true }), place)
}

/** The marker with which a coordinator ends the transaction. */
export function endTransaction(
  cluster: MemoryCluster,
  { producerId, producerEpoch = 0 }: Writer,
  type: 'COMMIT' | 'ABORT',
  place: Place = {},
): number {
  const marker = encodeControlBatch({ type, timestampMs: cluster.nowMs, producerId, producerEpoch, coordinatorEpoch: 0 })
  return appendToLeader(cluster, marker, place)
}

function appendToLeader(cluster: MemoryCluster, bytes: Uint8Array, { topic = 't', partitionIndex = 0 }: Place): number {
  const { log, leaderEpoch } = partitionOf(cluster, topic, partitionIndex)
  const { nowMs } = cluster
  let { nextExtentId } = cluster.cluster
  const plan = new AppendPlan(log, { configs: CONFIGS, nowMs, nextExtentId: () => nextExtentId++, nextRollJitterMs: () => 0 })
  const header = decodeBatchHeader(bytes)
  const { lastOffsetDelta, maxTimestamp } = header
  const producer = producerFactsOf(header, () => bytes)
  const { baseOffset, place } = plan.append({ sizeBytes: bytes.length, lastOffsetDelta, maxTimestamp, leaderEpoch, producer })
  stampBatch(bytes, baseOffset, leaderEpoch)
  cluster.store.write({ ...place, maxTimestamp, bytes })
  const changes = plan.changes.map((change) => ({ kind: 'log.changed', topic, partitionIndex, change }) as const)
  cluster.record([...changes, { kind: 'extentId.moved', nextExtentId }])
  return baseOffset
}
