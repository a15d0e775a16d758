// A broker that takes over a partition of __consumer_offsets reads it from its beginning to its end: groups and what they have committed. Offsets
// inside a transaction are pending until the marker of the transaction comes.
// Source: CoordinatorLoaderImpl, OffsetMetadataManager.replay and GroupMetadataManager.replay of Kafka 4.3.
import { decodeOffsetCommitKey, decodeOffsetCommitValue } from '../../../schema/kafka/coordinator/offset-commit.ts'
import { decodeBatchHeader, isTransactional } from '../../../schema/kafka/record-batch.ts'
import type { RecordBatchHeader } from '../../../schema/kafka/record-batch.ts'
import { decodeRecords } from '../../../schema/kafka/record-cursor.ts'
import type { DecodedRecord } from '../../../schema/kafka/record-cursor.ts'
import { MAX_UNCOMPRESSED_BATCH_BYTES } from '../../../schema/limits.ts'
import { assert } from '../assert.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { LogReader } from '../log/log-reader.ts'
import type { PartitionLog } from '../log/partition-log.ts'
import { producerFactsOf } from '../log/producer-state.ts'
import { batchesOf } from '../log/walk.ts'
import { groupOf, withOffsets, withoutOffset, withTransactionEnded } from './group-offsets.ts'
import type { GroupOffsets } from './group-offsets.ts'
import { withConsumerGroupChange } from './consumer/apply-consumer-group.ts'
import { decodeConsumerGroupChange } from './consumer/consumer-group-records.ts'
import type { GroupMembership } from './membership.ts'

type Groups = Map<string, GroupOffsets>

export type LoadedGroups = {
  readonly groups: readonly (readonly [groupId: string, offsets: GroupOffsets])[]
  readonly memberships: readonly (readonly [groupId: string, membership: GroupMembership])[]
}

/** The members of the groups count as heard of at `nowMs`. */
export function loadGroups(log: DeepReadonly<PartitionLog>, reader: LogReader, nowMs: number): LoadedGroups {
  const groups: Groups = new Map()
  const memberships = new Map<string, GroupMembership>()
  for (const batch of batchesOf(log, reader, log.logStartOffset, log.logEndOffset)) {
    const header = decodeBatchHeader(batch)
    const producer = producerFactsOf(header, () => batch)
    if (producer?.marker !== undefined) {
      endTransaction(groups, producer.producerId, producer.marker.type === 'COMMIT')
      continue
    }
    const decoded = decodeRecords(batch, MAX_UNCOMPRESSED_BATCH_BYTES)
    assert(decoded.ok, 'what a coordinator wrote can be read')
    replayOffsets(groups, header, decoded.records)
    replayMemberships(memberships, decoded.records, nowMs)
  }
  return { groups: [...groups], memberships: [...memberships] }
}

function replayMemberships(memberships: Map<string, GroupMembership>, records: readonly DecodedRecord[], nowMs: number): void {
  for (const { key, value } of records) {
    const decoded = key === null ? null : decodeConsumerGroupChange(key, value)
    if (decoded === null) continue
    const { groupId, change } = decoded
    const after = withConsumerGroupChange(memberships.get(groupId), change, nowMs)
    if (after === null) memberships.delete(groupId)
    else memberships.set(groupId, after)
  }
}

function endTransaction(groups: Groups, producerId: number, isCommitted: boolean): void {
  for (const [groupId, group] of groups) groups.set(groupId, withTransactionEnded(group, producerId, isCommitted))
}

function replayOffsets(groups: Groups, { attributes, producerId }: RecordBatchHeader, records: readonly DecodedRecord[]): void {
  for (const { key, value } of records) {
    const name = key === null ? null : decodeOffsetCommitKey(key)
    if (name === null) continue
    const group = groupOf(groups, name.group)
    const partition = { topic: name.topic, partitionIndex: name.partition }
    if (value === null) {
      groups.set(name.group, withoutOffset(group, partition))
      continue
    }
    const { offset, leaderEpoch, metadata, commitTimestampMs } = decodeOffsetCommitValue(value)
    const committed = { ...partition, offset, leaderEpoch, metadata, commitTimestampMs }
    groups.set(name.group, withOffsets(group, isTransactional(attributes) ? producerId : null, [committed]))
  }
}
