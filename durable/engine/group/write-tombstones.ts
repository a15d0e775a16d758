// Keys without values in one batch of __consumer_offsets: what they stand for is no more.
import { RecordBatchBuilder } from '../../../schema/kafka/batch-builder.ts'
import type { PartitionView, TopicView } from '../cluster.ts'
import { appendAsBroker } from '../coordinator/append-as-broker.ts'
import type { BrokerAppend } from '../coordinator/append-as-broker.ts'
import type { Step } from '../step.ts'

export function writeTombstones(step: Step, topic: TopicView, partition: PartitionView, keys: readonly Uint8Array[]): BrokerAppend {
  const builder = new RecordBatchBuilder()
  for (const key of keys) builder.append(step.nowMs, key, null, [])
  return appendAsBroker(step, topic, partition, builder.build())
}
