// A broker that takes over a partition of __consumer_offsets reads it from its beginning to its end. Offsets inside a transaction are pending
// until the marker of the transaction comes.
// Source: CoordinatorLoaderImpl and OffsetMetadataManager.replay of Kafka 4.3.
import { decodeOffsetCommitKey, decodeOffsetCommitValue } from '../../../schema/kafka/coordinator/offset-commit.ts'
import { decodeBatchHeader, isTransactional } from '../../../schema/kafka/record-batch.ts'
import type { RecordBatchHeader } from '../../../schema/kafka/record-batch.ts'
import { decodeRecords } from '../../../schema/kafka/record-cursor.ts'
import { MAX_UNCOMPRESSED_BATCH_BYTES } from '../../../schema/limits.ts'
import { assert } from '../assert.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { LogReader } from '../log/log-reader.ts'
import type { PartitionLog } from '../log/partition-log.ts'
import { producerFactsOf } from '../log/producer-state.ts'
import { batchesOf } from '../log/walk.ts'
import { groupOf, withOffsets, withoutOffset, withTransactionEnded } from './group-offsets.ts'
import type { GroupOffsets } from './group-offsets.ts'

type Groups = Map<string, GroupOffsets>

export function loadOffsets(log: DeepReadonly<PartitionLog>, reader: LogReader): [groupId: string, offsets: GroupOffsets][] {
  const groups: Groups = new Map()
  for (const batch of batchesOf(log, reader, log.logStartOffset, log.logEndOffset)) {
    const header = decodeBatchHeader(batch)
    const producer = producerFactsOf(header, () => batch)
    if (producer?.marker === undefined) replayOffsets(groups, header, batch)
    else endTransaction(groups, producer.producerId, producer.marker.type === 'COMMIT')
  }
  return [...groups]
}

function endTransaction(groups: Groups, producerId: number, isCommitted: boolean): void {
  for (const [groupId, group] of groups) groups.set(groupId, withTransactionEnded(group, producerId, isCommitted))
}

function replayOffsets(groups: Groups, { attributes, producerId }: RecordBatchHeader, batch: Uint8Array): void {
  const decoded = decodeRecords(batch, MAX_UNCOMPRESSED_BATCH_BYTES)
  assert(decoded.ok, 'what a coordinator wrote can be read')
  for (const { key, value } of decoded.records) {
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
