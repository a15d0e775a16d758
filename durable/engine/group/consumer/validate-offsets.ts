// Whether somebody may commit or fetch the offsets of a KIP-848 group. Who names neither member nor epoch is a consumer without a group, or an
// administrator, and may commit while the group has no members.
// Source: ConsumerGroup.validateOffsetCommit, validateOffsetFetch, validateMemberEpoch and createAssignmentEpochValidator of Kafka 4.3; KIP-1251.
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import type { ClusterView } from '../../cluster.ts'
import { memberOf } from './consumer-group.ts'
import type { ConsumerGroup, ConsumerGroupMember } from './consumer-group.ts'
import { epochsOf } from './owned-partitions.ts'

export type EpochCommitter = {
  readonly memberId: string
  readonly groupInstanceId: string | null
  /** The generation of a member that speaks the classic protocol. */
  readonly memberEpoch: number
  /** Of OffsetCommit; null for TxnOffsetCommit. */
  readonly apiVersion: number | null
}
type Partition = { readonly topic: string; readonly partitionIndex: number }

/** Since this version of OffsetCommit clients know STALE_MEMBER_EPOCH. */
const KNOWS_EPOCHS_SINCE = 9

/** Of the whole request, or null; then `refusePartition` has to be asked for each partition. */
export function refuseCommit(group: ConsumerGroup, committer: EpochCommitter): KafkaErrorName | null {
  const { memberId, memberEpoch, apiVersion } = committer
  if (memberEpoch < 0 && group.members.length === 0) return null
  if (isNobody(committer)) return null
  const member = memberOf(group, memberId)
  if (member === undefined) return 'UNKNOWN_MEMBER_ID'
  if (member.classicMember !== null) return memberEpoch === member.memberEpoch ? null : 'ILLEGAL_GENERATION'
  if (apiVersion !== null && apiVersion < KNOWS_EPOCHS_SINCE) return 'UNSUPPORTED_VERSION'
  return memberEpoch > member.memberEpoch ? staleEpoch(committer) : null
}

/** A transaction need not say whose offsets it commits. */
function isNobody({ memberId, groupInstanceId, memberEpoch, apiVersion }: EpochCommitter): boolean {
  return apiVersion === null && memberEpoch < 0 && memberId === '' && groupInstanceId === null
}

/** A member may still commit what it has had since the epoch that it names, or longer. */
export function refusePartition(
  { topics }: ClusterView,
  group: ConsumerGroup,
  committer: EpochCommitter,
  { topic, partitionIndex }: Partition,
): KafkaErrorName | null {
  const { memberId, memberEpoch } = committer
  const member = memberOf(group, memberId)
  if (member === undefined || memberEpoch === member.memberEpoch) return null
  const topicId = topics.get(topic)?.topicId
  const assignmentEpoch = topicId === undefined ? undefined : assignmentEpochOf(member, topicId, partitionIndex)
  return assignmentEpoch === undefined || memberEpoch < assignmentEpoch ? staleEpoch(committer) : null
}

function assignmentEpochOf(member: ConsumerGroupMember, topicId: string, partition: number): number | undefined {
  const { assignedPartitions, partitionsPendingRevocation } = member
  return epochsOf(assignedPartitions).get(topicId)?.get(partition) ?? epochsOf(partitionsPendingRevocation).get(topicId)?.get(partition)
}

/** A transaction that commits offsets is told of an illegal generation, as by a classic group. */
function staleEpoch({ apiVersion }: EpochCommitter): KafkaErrorName {
  return apiVersion === null ? 'ILLEGAL_GENERATION' : 'STALE_MEMBER_EPOCH'
}

/** Null allows it. A fetch that names no member is not asked who it is. */
export function refuseFetch(group: ConsumerGroup, memberId: string | null, memberEpoch: number): KafkaErrorName | null {
  if (memberId === null && memberEpoch < 0) return null
  const member = memberOf(group, memberId ?? '')
  if (member === undefined) return 'UNKNOWN_MEMBER_ID'
  if (memberEpoch === member.memberEpoch) return null
  return member.classicMember === null ? 'STALE_MEMBER_EPOCH' : 'ILLEGAL_GENERATION'
}
