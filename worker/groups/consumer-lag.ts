// How far a group is behind, partition by partition: where it has committed, beside where the partition ends for its readers.
// Source: AbstractConsumerLagManager of confluentinc/kafka-rest, which reads the ends as read_committed.
import type { IsolationLevel } from '../../schema/kafka/requests/fetch.ts'
import { LATEST_TIMESTAMP } from '../../schema/kafka/requests/list-offsets.ts'
import { notFound } from '../http/rest-error.ts'
import type { Principal } from '../keys/principal.ts'
import { ask, refuseError } from '../kafka/ask.ts'
import type { Asker } from '../kafka/ask.ts'
import { findGroup } from './describe-group.ts'
import type { GroupMember } from './describe-group.ts'
import { groupOffsets, partitionKeyOf } from './group-offsets.ts'
import type { GroupOffset, PartitionName } from './group-offsets.ts'
import { comparePartitionKeys } from '../kafka/replica.ts'
import { timeLags } from './time-lag.ts'

/** In offsets alone. */
export type OffsetLag = PartitionName & {
  readonly currentOffset: number
  readonly logEndOffset: number
  /** Below zero when the group has committed beyond the end that was asked for, as a consumer of uncommitted records does. */
  readonly lag: number
}

export type ConsumerLag = OffsetLag & {
  /** Null when it is not known. */
  readonly timeLagMs: number | null
  /** Who reads the partition as a member of the group; null when nobody does. */
  readonly member: GroupMember | null
}

/**
 * The lags of a group, the largest first and one at least. Throws RestError 404 when it has committed nothing.
 *
 * @param isWanted so that a partition without a leader is only in the way of those who ask for it.
 */
export async function consumerLags(
  context: Asker & { readonly principal: Principal },
  groupId: string,
  isolationLevel: IsolationLevel,
  isWanted: (partition: PartitionName) => boolean = () => true,
): Promise<readonly [ConsumerLag, ...ConsumerLag[]]> {
  const committed = await groupOffsets(context, { groupId, topics: null, memberId: null, memberEpoch: -1, requireStable: false })
  if (committed.length === 0) throw notFound('Consumer group offsets could not be found.')
  const offsetLags = await lagsOf(context, committed.filter(isWanted), isolationLevel)
  const [timesMs, group] = await Promise.all([timeLags(context, offsetLags, isolationLevel), findGroup(context, groupId)])
  const members = membersByPartition(group?.members ?? [])
  const lags = offsetLags.map((lag, index) => {
    return Object.assign({}, lag, { timeLagMs: timesMs[index] ?? null, member: members.get(partitionKeyOf(lag)) ?? null })
  })
  const [largest, ...others] = lags.toSorted((left, right) => compareLagKeys(lagKeyOf(left), lagKeyOf(right)))
  if (largest === undefined) throw notFound('Consumer lags not found.')
  return [largest, ...others]
}

function membersByPartition(members: readonly GroupMember[]): ReadonlyMap<string, GroupMember> {
  return new Map(members.flatMap((member) => member.assignment.map((partition) => [partitionKeyOf(partition), member] as const)))
}

/** `lag/topic/partition`, for lists in the order of the proxy. An entry whose own lag moves between two pages may move past their border. */
export function lagKeyOf(lag: OffsetLag): string {
  return `${lag.lag}/${partitionKeyOf(lag)}`
}

/** The largest lag first, then by topic and partition. */
export function compareLagKeys(left: string, right: string): number {
  const [leftLag, leftPartition] = splitLagKey(left)
  const [rightLag, rightPartition] = splitLagKey(right)
  return rightLag - leftLag || comparePartitionKeys(leftPartition, rightPartition)
}

/** What is no such key comes before every one. */
function splitLagKey(key: string): [number, string] {
  const found = /^(-?\d+)\/(.*)$/.exec(key)
  return found === null ? [Number.MAX_VALUE, ''] : [Number(found[1]), found[2] ?? '']
}

/** The cluster answers in the order in which it is asked. A partition that was deleted since has no end, and so no lag. */
async function lagsOf(asker: Asker, offsets: readonly GroupOffset[], isolationLevel: IsolationLevel): Promise<readonly OffsetLag[]> {
  const topics = offsets.map(({ topicName, partitionIndex }) => {
    return { name: topicName, partitions: [{ partitionIndex, timestamp: LATEST_TIMESTAMP }] }
  })
  const { response } = await ask(asker, { api: 'ListOffsets', request: { isolationLevel, topics } })
  const ends = response.topics.flatMap(({ partitions }) => partitions)
  return offsets.flatMap(({ topicName, partitionIndex, committedOffset: currentOffset }, index) => {
    const end = ends[index]
    if (end === undefined) throw new Error('ListOffsets answers for every partition that it is asked for.')
    if (end.error === 'UNKNOWN_TOPIC_OR_PARTITION') return []
    refuseError(end.error, null)
    return [{ topicName, partitionIndex, currentOffset, logEndOffset: end.offset, lag: end.offset - currentOffset }]
  })
}
