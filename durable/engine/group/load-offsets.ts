// A broker that takes over a partition of __consumer_offsets reads it from its beginning to its end: groups, their members, and offsets. Offsets
// inside a transaction are pending until the marker of the transaction comes.
// Source: CoordinatorLoaderImpl, GroupMetadataManager.replay and OffsetMetadataManager.replay of Kafka 4.3.
import { decodeGroupMetadataKey, decodeGroupMetadataValue } from '../../../schema/kafka/coordinator/group-metadata.ts'
import { decodeOffsetCommitKey, decodeOffsetCommitValue } from '../../../schema/kafka/coordinator/offset-commit.ts'
import { decodeBatchHeader, isTransactional } from '../../../schema/kafka/record-batch.ts'
import { decodeRecords } from '../../../schema/kafka/record-cursor.ts'
import { MAX_UNCOMPRESSED_BATCH_BYTES } from '../../../schema/limits.ts'
import { assert } from '../assert.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { LogReader } from '../log/log-reader.ts'
import type { PartitionLog } from '../log/partition-log.ts'
import { producerFactsOf } from '../log/producer-state.ts'
import { batchesOf } from '../log/walk.ts'
import { loadedGroup } from './classic/group-log.ts'
import { withConsumerGroupChange } from './consumer/apply-consumer-group.ts'
import { decodeConsumerGroupChange } from './consumer/consumer-group-records.ts'
import type { DecodedChange } from './consumer/consumer-group-records.ts'
import { groupOf, withOffsets, withoutOffset, withTransactionEnded } from './group-offsets.ts'
import type { GroupOffsets } from './group-offsets.ts'
import type { GroupMembership } from './membership.ts'

type Loading = {
  readonly groups: Map<string, GroupOffsets>
  readonly memberships: Map<string, GroupMembership>
  readonly nowMs: number
}

export type LoadedGroups = {
  readonly groups: readonly (readonly [groupId: string, offsets: GroupOffsets])[]
  readonly memberships: readonly (readonly [groupId: string, membership: GroupMembership])[]
}

export function loadGroups(log: DeepReadonly<PartitionLog>, reader: LogReader, nowMs: number): LoadedGroups {
  const loading: Loading = { groups: new Map(), memberships: new Map(), nowMs }
  for (const batch of batchesOf(log, reader, log.logStartOffset, log.logEndOffset)) {
    const { attributes, producerId } = decodeBatchHeader(batch)
    const producer = producerFactsOf(decodeBatchHeader(batch), () => batch)
    if (producer?.marker === undefined) replayBatch(loading, batch, isTransactional(attributes) ? producerId : null)
    else endTransaction(loading, producer.producerId, producer.marker.type === 'COMMIT')
  }
  return { groups: [...loading.groups], memberships: [...loading.memberships] }
}

function endTransaction({ groups }: Loading, producerId: number, isCommitted: boolean): void {
  for (const [groupId, group] of groups) groups.set(groupId, withTransactionEnded(group, producerId, isCommitted))
}

function replayBatch(loading: Loading, batch: Uint8Array, producerId: number | null): void {
  const decoded = decodeRecords(batch, MAX_UNCOMPRESSED_BATCH_BYTES)
  assert(decoded.ok, 'what a coordinator wrote can be read')
  for (const { offset: recordOffset, key, value } of decoded.records) {
    if (key !== null) replayRecord(loading, key, { value, recordOffset, producerId })
  }
}

type ReadRecord = { readonly value: Uint8Array | null; readonly recordOffset: number; readonly producerId: number | null }

function replayRecord(loading: Loading, key: Uint8Array, record: ReadRecord): void {
  const offsetKey = decodeOffsetCommitKey(key)
  if (offsetKey !== null) {
    replayOffset(loading, offsetKey, record)
    return
  }
  const groupKey = decodeGroupMetadataKey(key)
  if (groupKey !== null) replayGroup(loading, groupKey.group, record.value)
  const changed = decodeConsumerGroupChange(key, record.value)
  if (changed !== null) replayChange(loading, changed)
}

type OffsetKey = { readonly group: string; readonly topic: string; readonly partition: number }

function replayOffset({ groups }: Loading, name: OffsetKey, { value, recordOffset, producerId }: ReadRecord): void {
  const group = groupOf(groups, name.group)
  const partition = { topic: name.topic, partitionIndex: name.partition }
  if (value === null) {
    groups.set(name.group, withoutOffset(group, partition))
    return
  }
  const { topicId: _topicId, ...decoded } = decodeOffsetCommitValue(value)
  const committed = { ...partition, ...decoded, recordOffset }
  groups.set(name.group, withOffsets(group, producerId, [committed]))
}

/** What is taken back of the classic protocol says nothing about a group that has changed to the other one. */
function replayGroup(loading: Loading, groupId: string, value: Uint8Array | null): void {
  const { memberships, nowMs } = loading
  if (value !== null) memberships.set(groupId, loadedGroup(decodeGroupMetadataValue(value), nowMs))
  else if (memberships.get(groupId)?.type !== 'consumer') forgetGroup(loading, groupId)
}

function replayChange(loading: Loading, { groupId, change }: DecodedChange): void {
  const { memberships, nowMs } = loading
  const before = memberships.get(groupId)
  if (before?.type === 'classic' && change.value === null) return
  const after = withConsumerGroupChange(before, change, nowMs)
  if (after === null) forgetGroup(loading, groupId)
  else memberships.set(groupId, after)
}

/** A group that is gone has left its offsets behind it, each with a tombstone of its own; one that changes its protocol keeps them. */
function forgetGroup({ groups, memberships }: Loading, groupId: string): void {
  memberships.delete(groupId)
  const { committed, pending } = groupOf(groups, groupId)
  if (committed.length === 0 && pending.every(({ offsets }) => offsets.length === 0)) groups.delete(groupId)
}
