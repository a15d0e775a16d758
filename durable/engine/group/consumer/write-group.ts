// What was decided about a group becomes records of __consumer_offsets, in one batch, and one record of the journal.
// Source: CoordinatorRuntime.CoordinatorWriteEvent of Kafka 4.3.
import { RecordBatchBuilder } from '../../../../schema/kafka/batch-builder.ts'
import { appendAsBroker } from '../../coordinator/append-as-broker.ts'
import type { BrokerAppend } from '../../coordinator/append-as-broker.ts'
import type { Reason } from '../../reason.ts'
import type { Step } from '../../step.ts'
import { ofGroup } from '../group-place.ts'
import type { GroupPlace } from '../group-place.ts'
import type { ConsumerGroupChange } from './consumer-group-change.ts'
import { encodeConsumerGroupChange } from './consumer-group-records.ts'

export function writeGroup(step: Step, place: GroupPlace, changes: readonly ConsumerGroupChange[], reason?: Reason): BrokerAppend {
  const builder = new RecordBatchBuilder()
  for (const change of changes) {
    const { key, value } = encodeConsumerGroupChange(place.groupId, change)
    builder.append(step.nowMs, key, value, [])
  }
  const appended = appendAsBroker(step, place.topic, place.partition, builder.build())
  if (appended.ok) step.records.push({ kind: 'group.written', ...ofGroup(place), changes, ...(reason === undefined ? {} : { reason }) })
  return appended
}
