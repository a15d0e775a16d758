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

export type GroupWrite = {
  readonly changes: readonly ConsumerGroupChange[]
  readonly reason?: Reason
  /** Keys that are written without a value before anything else: of the group that was there before. */
  readonly tombstones?: readonly Uint8Array[]
}

export function writeGroup(step: Step, place: GroupPlace, { changes, reason, tombstones = [] }: GroupWrite): BrokerAppend {
  const builder = new RecordBatchBuilder()
  for (const key of tombstones) builder.append(step.nowMs, key, null, [])
  for (const change of changes) {
    const encoded = encodeConsumerGroupChange(place.groupId, change)
    if (encoded !== null) builder.append(step.nowMs, encoded.key, encoded.value, [])
  }
  const appended = appendAsBroker(step, place.topic, place.partition, builder.build())
  if (appended.ok) noteGroup(step, place, changes, reason)
  return appended
}

/** What nobody who takes over has to know. */
export function noteGroup(step: Step, place: GroupPlace, changes: readonly ConsumerGroupChange[], reason?: Reason): void {
  step.records.push({ kind: 'group.written', ...ofGroup(place), changes, ...(reason === undefined ? {} : { reason }) })
}
