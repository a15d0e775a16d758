// KafkaProducer.send: waits for the topic's metadata, picks a partition, and appends to a batch of the accumulator or opens another, for which
// buffer.memory must have room. It waits up to max.block.ms for both together.
// Source: KafkaProducer.doSend and ensureValidRecordSize, RecordAccumulator.append, BuiltInPartitioner of Kafka 4.3; KIP-480, KIP-794.
// Does not avoid slow brokers (partitioner.adaptive.partitioning.enable), nor does it keep a batch open past its size.
import { partitionForKey } from '../../../schema/kafka/murmur2.ts'
import { RECORD_BATCH_HEADER_BYTES } from '../../../schema/kafka/record-batch.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import { bufferedBytes } from './app.ts'
import type { AppRecord, StickyPartition, TopicMetadata } from './app.ts'
import { change } from './app-step.ts'
import type { ProducerStep } from './app-step.ts'
import { bytesOf, sizeOfRecord } from './batch-bytes.ts'
import { topicMetadata } from './client-metadata.ts'

type Chosen = { readonly partitionIndex: number; readonly sticky: StickyPartition | null }

/** The record that is inside of send: appended, refused, or it waits. */
export function goOnSending(at: ProducerStep): boolean {
  const { step, app, producer } = at
  if (producer.sending === null) return false
  const { record, sinceMs } = producer.sending
  const refuse = (error: 'REQUEST_TIMED_OUT' | 'MESSAGE_TOO_LARGE' | 'INVALID_TOPIC_EXCEPTION'): true =>
    change(at, { kind: 'record.refused', error })
  if (producer.metadata.topics.some(({ name, error }) => name === record.topic && error === 'INVALID_TOPIC_EXCEPTION')) {
    return refuse('INVALID_TOPIC_EXCEPTION')
  }
  const isLate = sinceMs + app.settings.maxBlockMs <= step.nowMs
  const topic = topicMetadata(producer, record.topic)
  if (topic === undefined) return isLate && refuse('REQUEST_TIMED_OUT')
  const sizeBytes = sizeOfRecord(record)
  const alone = RECORD_BATCH_HEADER_BYTES + sizeBytes
  if (alone > app.settings.maxRequestSize || alone > app.settings.bufferMemory) return refuse('MESSAGE_TOO_LARGE')
  const isUnknownPartition = record.partitionIndex !== null && record.partitionIndex >= topic.leaders.length
  if (isUnknownPartition) return isLate && refuse('REQUEST_TIMED_OUT')
  return append(at, record, choosePartition(at, record, topic, sizeBytes), sizeBytes) || (isLate && refuse('REQUEST_TIMED_OUT'))
}

/** False while there is no memory for another batch. */
function append(at: ProducerStep, record: AppRecord, { partitionIndex, sticky }: Chosen, sizeBytes: number): boolean {
  const { app, producer } = at
  const { batchSize, bufferMemory } = app.settings
  const open = producer.accumulator.findLast((batch) => batch.topic === record.topic && batch.partitionIndex === partitionIndex)
  const fits = open !== undefined && open.attempts === 0 && open.baseSequence === -1 && open.sizeBytes + sizeBytes <= batchSize
  if (fits) return change(at, { kind: 'record.appended', partitionIndex, sizeBytes, opensBatch: false, sticky })
  const needed = Math.max(batchSize, RECORD_BATCH_HEADER_BYTES + sizeBytes)
  if (bufferedBytes(app, producer) + needed > Math.max(bufferMemory, needed)) return false
  return change(at, {
    kind: 'record.appended',
    partitionIndex,
    sizeBytes: RECORD_BATCH_HEADER_BYTES + sizeBytes,
    opensBatch: true,
    sticky,
  })
}

/** By hand, by the key, or by the partitioner that was configured. */
function choosePartition(at: ProducerStep, record: AppRecord, topic: DeepReadonly<TopicMetadata>, sizeBytes: number): Chosen {
  const { partitioner, partitionerIgnoreKeys } = at.app.settings
  if (record.partitionIndex !== null) return { partitionIndex: record.partitionIndex, sticky: null }
  if (partitioner === 'roundRobin') return nextInTurn(at, topic)
  const key = partitionerIgnoreKeys ? null : bytesOf(record.key)
  return key === null ? stickTo(at, topic, sizeBytes) : { partitionIndex: partitionForKey(key, topic.leaders.length), sticky: null }
}

/** Partitions without a leader are left out where there are others. */
function available({ leaders }: DeepReadonly<TopicMetadata>): number[] {
  const all = [...leaders.keys()]
  const withLeader = all.filter((index) => leaders[index] !== -1)
  return withLeader.length === 0 ? all : withLeader
}

function nextInTurn({ producer }: ProducerStep, topic: DeepReadonly<TopicMetadata>): Chosen {
  const choices = available(topic)
  const turn = producer.sticky[topic.name]?.producedBytes ?? 0
  const partitionIndex = choices[turn % choices.length] ?? 0
  return { partitionIndex, sticky: { partitionIndex, producedBytes: turn + 1 } }
}

/** One at random until batch.size bytes went to it. */
function stickTo({ step, app, producer }: ProducerStep, topic: DeepReadonly<TopicMetadata>, sizeBytes: number): Chosen {
  const current = producer.sticky[topic.name]
  const stays = current !== undefined && current.producedBytes < app.settings.batchSize && current.partitionIndex < topic.leaders.length
  const choices = available(topic)
  const drawn = choices.length === 1 ? 0 : null
  const partitionIndex = stays ? current.partitionIndex : (choices[drawn ?? step.random.below(choices.length)] ?? 0)
  return { partitionIndex, sticky: { partitionIndex, producedBytes: (stays ? current.producedBytes : 0) + sizeBytes } }
}
