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
import type { EncodedChange } from './consumer-group-records.ts'

export type GroupWrite = {
  readonly changes: readonly ConsumerGroupChange[]
  readonly reason?: Reason
  /** Keys that are written without a value before anything else: of the group that was there before. */
  readonly tombstones?: readonly Uint8Array[]
}

export function writeGroup(step: Step, place: GroupPlace, { changes, reason, tombstones = [] }: GroupWrite): BrokerAppend {
  const encoded = changes.flatMap((change) => encodeConsumerGroupChange(place.groupId, change) ?? [])
  const records = [...tombstones.map((key) => ({ key, value: null })), ...encoded]
  const appended = records.length === 0 ? writtenSoFar(place) : appendAsBroker(step, place.topic, place.partition, batchOf(step, records))
  if (appended.ok) noteGroup(step, place, changes, reason)
  return appended
}

function batchOf({ nowMs }: Step, records: readonly EncodedChange[]): Uint8Array {
  const builder = new RecordBatchBuilder()
  for (const { key, value } of records) builder.append(nowMs, key, value, [])
  return builder.build()
}

/** An answer that writes nothing tells of what others wrote, and nobody may know of that before it is committed. */
export function writtenSoFar({ topic, partition }: GroupPlace): Extract<BrokerAppend, { ok: true }> {
  const { log, leader: brokerId, leaderEpoch, partitionIndex } = partition
  const { name, topicId } = topic
  const { logEndOffset } = log
  const waiting = { topic: name, topicId, partitionIndex, brokerId, leaderEpoch, requiredOffset: logEndOffset }
  return { ok: true, baseOffset: logEndOffset, waiting }
}

/** What nobody who takes over has to know. */
export function noteGroup(step: Step, place: GroupPlace, changes: readonly ConsumerGroupChange[], reason?: Reason): void {
  step.records.push({ kind: 'group.written', ...ofGroup(place), changes, ...(reason === undefined ? {} : { reason }) })
}
