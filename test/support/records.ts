// Small makers of record batches and requests, for tests of the engine.
import { RecordBatchBuilder } from '../../schema/kafka/batch-builder.ts'
import { checkBatch } from '../../schema/kafka/check-batch.ts'
import type { FetchPartitionData } from '../../schema/kafka/requests/fetch.ts'
import type { PartitionProduceResponse, ProduceRequest } from '../../schema/kafka/requests/produce.ts'
import type { MemoryCluster } from './memory-store.ts'

const encoder = new TextEncoder()

export type TestRecord = { readonly key?: string | null; readonly value?: string | null; readonly timestampMs?: number }

export function batchOf(records: readonly TestRecord[], nowMs: number): Uint8Array {
  const builder = new RecordBatchBuilder()
  for (const { key = null, value = 'v', timestampMs = nowMs } of records) builder.append(timestampMs, bytesOf(key), bytesOf(value), [])
  return builder.build()
}

function bytesOf(text: string | null): Uint8Array | null {
  return text === null ? null : encoder.encode(text)
}

export type IdempotentBatch = {
  readonly baseSequence: number
  readonly count?: number
  readonly producerId?: number
  readonly producerEpoch?: number
}

/** Records of an idempotent producer, 7 in epoch 0 unless it says otherwise. */
export function idempotentBatch(
  nowMs: number,
  { count = 1, producerId = 7, producerEpoch = 0, baseSequence }: IdempotentBatch,
): Uint8Array {
  const builder = new RecordBatchBuilder()
  for (let index = 0; index < count; index++) builder.append(nowMs, bytesOf('k'), bytesOf('v'), [])
  return builder.build({ producerId, producerEpoch, baseSequence })
}

/** A cluster that answers at once. */
type Asked = Pick<MemoryCluster, 'request' | 'nowMs'>

export function createTopic(
  cluster: Asked,
  name: string,
  configs: Readonly<Record<string, string>> = {},
  numPartitions = 1,
  replicationFactor = 3,
): void {
  const topic = {
    name,
    numPartitions,
    replicationFactor,
    assignments: [],
    configs: Object.entries(configs).map(([config, value]) => ({ name: config, value })),
  }
  const [result] = cluster.request('CreateTopics', { topics: [topic], validateOnly: false }).topics
  if (result?.error !== 'NONE') throw new Error(`${name} was not created: ${result?.errorMessage}`)
}

/** A Produce request of one batch a list of records, all for one partition. */
export function produceRequest(
  topic: string,
  index: number,
  batches: readonly Uint8Array[],
  over: Partial<ProduceRequest> = {},
): ProduceRequest {
  const partitionData = batches.map((records) => {
    const checked = checkBatch(records)
    if (!checked.ok) throw new Error(checked.message)
    return { index, records, facts: checked.facts }
  })
  return {
    transactionalId: null,
    acks: -1,
    timeoutMs: 1000,
    atomic: false,
    topicData: [{ name: topic, topicId: null, partitionData }],
    ...over,
  }
}

export function produce(cluster: Asked, topic: string, records: readonly TestRecord[], index = 0): PartitionProduceResponse {
  const request = produceRequest(topic, index, [batchOf(records, cluster.nowMs)])
  const [response] = cluster.request('Produce', request).responses[0]?.partitionResponses ?? []
  if (response === undefined) throw new Error('a produce is answered')
  return response
}

export function fetchFrom(cluster: Asked, topic: string, fetchOffset: number, maxBytes = 1_000_000, partition = 0): FetchPartitionData {
  const topics = [{ topic, topicId: null, partitions: [{ partition, fetchOffset, partitionMaxBytes: maxBytes }] }]
  const [data] = cluster.request('Fetch', { maxBytes, isolationLevel: 'read_uncommitted', topics }).responses[0]?.partitions ?? []
  if (data === undefined) throw new Error('a fetch is answered')
  return data
}
