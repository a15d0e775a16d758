// Looking at replicas, and producing to a cluster that is not well: for tests of replication.
import type { PartitionView } from '../../durable/engine/cluster.ts'
import { decodeRecords } from '../../schema/kafka/record-cursor.ts'
import { splitBatches } from '../../schema/kafka/record-batch.ts'
import { replicaOf, replicaOffsets } from '../../durable/engine/replication/replica.ts'
import type { PartitionProduceResponse } from '../../schema/kafka/requests/produce.ts'
import type { MemoryCluster } from './memory-store.ts'
import { batchOf, produceRequest } from './records.ts'

/** A topic whose replicas are where the test wants them; the first broker of each list leads. */
export function createAssigned(
  cluster: MemoryCluster,
  name: string,
  assignments: readonly (readonly number[])[],
  configs: Readonly<Record<string, string>> = {},
): void {
  const topic = {
    name,
    numPartitions: -1,
    replicationFactor: -1,
    assignments: assignments.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds })),
    configs: Object.entries(configs).map(([config, value]) => ({ name: config, value })),
  }
  const [result] = cluster.request('CreateTopics', { topics: [topic], validateOnly: false }).topics
  if (result?.error !== 'NONE') throw new Error(`${name} was not created: ${result?.errorMessage}`)
}

export function partitionOf(cluster: MemoryCluster, topic = 't', index = 0): PartitionView {
  const partition = cluster.engine.cluster.topics.get(topic)?.partitions[index]
  if (partition === undefined) throw new Error(`there is no ${topic}-${index}`)
  return partition
}

/** `[logEndOffset, highWatermark]` of one replica. */
export function reachOf(cluster: MemoryCluster, brokerId: number, topic = 't'): readonly [number, number] {
  const partition = partitionOf(cluster, topic)
  const replica = replicaOf(partition, brokerId)
  if (replica === undefined) throw new Error(`broker ${brokerId} has no replica of ${topic}`)
  const { logEndOffset, highWatermark } = replicaOffsets(partition, replica)
  return [logEndOffset, highWatermark]
}

export type SendOptions = { readonly acks?: number; readonly brokerId?: number | null; readonly timeoutMs?: number }

/** Produces one record; the answer, or null when it is still waited for. */
export function send(
  cluster: MemoryCluster,
  value: string,
  { acks = -1, brokerId = null, timeoutMs = 30_000 }: SendOptions = {},
): PartitionProduceResponse | null {
  const request = produceRequest('t', 0, [batchOf([{ value }], cluster.nowMs)], { acks, timeoutMs })
  return cluster.send('Produce', request, brokerId)?.responses[0]?.partitionResponses[0] ?? null
}

/** The answer to the produce that was sent first and is answered only now. */
export function lateAnswer(cluster: MemoryCluster): PartitionProduceResponse | null {
  const reply = cluster.late.shift()
  return reply?.api === 'Produce' ? (reply.response.responses[0]?.partitionResponses[0] ?? null) : null
}

/** The values that a consumer reads from the start. */
export function readValues(cluster: MemoryCluster, brokerId: number | null = null): string[] {
  const { logStartOffset, highWatermark } = partitionOf(cluster).log
  const partitions = [{ partition: 0, fetchOffset: logStartOffset, partitionMaxBytes: 1_000_000 }]
  const topics = [{ topic: 't', topicId: null, partitions }]
  const request = { maxBytes: 1_000_000, isolationLevel: 'read_uncommitted', topics } as const
  const [data] = cluster.request('Fetch', request, brokerId).responses[0]?.partitions ?? []
  if (data?.error !== 'NONE') throw new Error(`cannot be read up to ${highWatermark}: ${data?.error}`)
  return valuesOf(data.records)
}

export function valuesOf(bytes: Uint8Array): string[] {
  const split = splitBatches(bytes)
  if (!split.ok) throw new Error(split.message)
  return split.batches.flatMap((batch) => {
    const decoded = decodeRecords(batch, 1_000_000)
    if (!decoded.ok) throw new Error(decoded.message)
    return decoded.records.map(({ value }) => new TextDecoder().decode(value ?? new Uint8Array(0)))
  })
}
