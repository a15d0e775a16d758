// Offsets that a group commits, as the journal stores them: what all of one commit share is written once, and of each there is a list without
// field names. Whole, a hundred offsets take 13 KB, and a checkpoint is due after forty such commits instead of 256.
import type { CommittedOffset } from '../engine/group/group-offsets.ts'
import type { RecordOf } from '../engine/record.ts'

type Appended = RecordOf<'offsets.appended'>

/** 0 stands for the topic of the offset before. Most consumers do not know the leader epoch (-1), and say nothing else. */
type ShortOffset =
  | readonly [topic: 0 | string, partition: number, offset: number]
  | readonly [topic: 0 | string, partition: number, offset: number, leaderEpoch: number, metadata: string]

export type ShortOffsets = readonly [
  'o',
  topic: 0 | string,
  partition: number,
  brokerId: number,
  coordinatorEpoch: number,
  groupId: string,
  producerId: number | null,
  commitTimestampMs: number,
  firstRecordOffset: number,
  offsets: readonly ShortOffset[],
]

/** Null for offsets that were not committed together, that expire at a time of their own, or whose records are not one behind the other. */
export function shortOffsets(record: Appended, place: 0 | string, nowMs: number): ShortOffsets | null {
  const { partitionIndex, brokerId, coordinatorEpoch, groupId, producerId, offsets } = record
  const [first] = offsets
  if (first?.recordOffset === undefined) return null
  const { commitTimestampMs, recordOffset } = first
  let topic = ''
  const short: ShortOffset[] = []
  for (const [index, offset] of offsets.entries()) {
    if (offset.commitTimestampMs !== commitTimestampMs || offset.recordOffset !== recordOffset + index) return null
    if (offset.expireTimestampMs !== undefined) return null
    short.push(shortOffset(offset, topic))
    topic = offset.topic
  }
  const ofCoordinator = [partitionIndex, brokerId, coordinatorEpoch] as const
  return ['o', place, ...ofCoordinator, groupId, producerId, commitTimestampMs - nowMs, recordOffset, short]
}

function shortOffset({ topic, partitionIndex, offset, leaderEpoch, metadata }: CommittedOffset, previousTopic: string): ShortOffset {
  const place = topic === previousTopic ? 0 : topic
  return leaderEpoch === -1 && metadata === '' ? [place, partitionIndex, offset] : [place, partitionIndex, offset, leaderEpoch, metadata]
}

type ShortlyStored = Required<Omit<CommittedOffset, 'expireTimestampMs'>>

/** Every field is required here, so that one that is added to offsets does not compile until it is thought of. */
export function longOffsets(short: ShortOffsets, ofPartition: string, nowMs: number): Required<Appended> {
  const [, , partitionIndex, brokerId, coordinatorEpoch, groupId, producerId, committedMs, firstRecordOffset, stored] = short
  let previousTopic = ''
  const offsets = stored.map(([place, partition, offset, leaderEpoch = -1, metadata = ''], index): ShortlyStored => {
    const topic = place === 0 ? previousTopic : place
    previousTopic = topic
    const commitTimestampMs = committedMs + nowMs
    return { topic, partitionIndex: partition, offset, leaderEpoch, metadata, commitTimestampMs, recordOffset: firstRecordOffset + index }
  })
  return { kind: 'offsets.appended', topic: ofPartition, partitionIndex, brokerId, coordinatorEpoch, groupId, producerId, offsets }
}
