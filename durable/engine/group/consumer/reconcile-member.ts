// The next step of a member on its way to its target. It first gives up what is not its own any more, and stays in its epoch until it says that it
// has; then it gets what nobody else owns, and waits for the rest. So no partition ever has two owners.
// Source: CurrentAssignmentBuilder of Kafka 4.3.
import type { TopicIdPartitions } from '../../../../schema/kafka/requests/consumer-group-heartbeat.ts'
import type { ConsumerGroupMember, MemberState } from './consumer-group.ts'
import type { CurrentAssignment } from './consumer-group-change.ts'
import { addPartition, epochsOf, namesAny, ownedPartitions } from './owned-partitions.ts'
import type { PartitionEpochs } from './owned-partitions.ts'

export type Reconciliation = {
  readonly member: ConsumerGroupMember
  readonly assignmentEpoch: number
  /** With this very heartbeat. */
  readonly hasSubscriptionChanged: boolean
  readonly subscribedTopicIds: ReadonlySet<string>
  /** What the member says that it owns; null when it did not say. */
  readonly named: readonly TopicIdPartitions[] | null
  readonly isOwnedByAnother: (topicId: string, partition: number) => boolean
}

/** Where the member is afterwards; null when it stays as it is. */
export function reconcileMember(reconciliation: Reconciliation): CurrentAssignment | null {
  const { member, assignmentEpoch, hasSubscriptionChanged, named } = reconciliation
  switch (member.state) {
    case 'STABLE':
      if (member.memberEpoch !== assignmentEpoch) return towardsTarget(reconciliation)
      return hasSubscriptionChanged ? withoutUnsubscribed(reconciliation) : null
    case 'UNREVOKED_PARTITIONS':
      if (!stillOwns(named, epochsOf(member.partitionsPendingRevocation))) return towardsTarget(reconciliation)
      return hasSubscriptionChanged ? withoutUnsubscribed(reconciliation) : null
    case 'UNRELEASED_PARTITIONS':
      return towardsTarget(reconciliation)
  }
}

/** Whoever does not say what it owns may still own all of it. */
function stillOwns(named: readonly TopicIdPartitions[] | null, partitions: PartitionEpochs): boolean {
  return named === null || namesAny(named, partitions)
}

type Split = {
  readonly kept: PartitionEpochs
  readonly toGiveUp: PartitionEpochs
}

function towardsTarget(reconciliation: Reconciliation): CurrentAssignment {
  const { member, assignmentEpoch, subscribedTopicIds, named, isOwnedByAnother } = reconciliation
  // The target may lag behind the subscription.
  const target = member.targetPartitions.filter(({ topicId }) => subscribedTopicIds.has(topicId))
  const { kept, toGiveUp } = splitBy(member, setOf(target))
  if (toGiveUp.size > 0 && stillOwns(named, toGiveUp)) return moved(member, 'UNREVOKED_PARTITIONS', member.memberEpoch, kept, toGiveUp)
  let isWaiting = false
  for (const { topicId, partitions } of target) {
    for (const partition of partitions) {
      if (kept.get(topicId)?.has(partition) === true) continue
      if (isOwnedByAnother(topicId, partition)) isWaiting = true
      else addPartition(kept, topicId, partition, assignmentEpoch)
    }
  }
  return moved(member, isWaiting ? 'UNRELEASED_PARTITIONS' : 'STABLE', assignmentEpoch, kept, new Map())
}

function setOf(partitions: readonly TopicIdPartitions[]): ReadonlyMap<string, ReadonlySet<number>> {
  return new Map(partitions.map(({ topicId, partitions: indexes }) => [topicId, new Set(indexes)]))
}

/** What the member has of a set, and what it has beside it. */
function splitBy({ assignedPartitions }: ConsumerGroupMember, set: ReadonlyMap<string, ReadonlySet<number>>): Split {
  const kept: PartitionEpochs = new Map()
  const toGiveUp: PartitionEpochs = new Map()
  for (const [topicId, epochs] of epochsOf(assignedPartitions)) {
    for (const [partition, epoch] of epochs)
      addPartition(set.get(topicId)?.has(partition) === true ? kept : toGiveUp, topicId, partition, epoch)
  }
  return { kept, toGiveUp }
}

/** Within its epoch a member only gives up the topics that it does not subscribe to any more. */
function withoutUnsubscribed({ member, subscribedTopicIds, named }: Reconciliation): CurrentAssignment | null {
  const kept: PartitionEpochs = new Map()
  const unsubscribed: PartitionEpochs = new Map()
  for (const [topicId, epochs] of epochsOf(member.assignedPartitions)) {
    ;(subscribedTopicIds.has(topicId) ? kept : unsubscribed).set(topicId, epochs)
  }
  if (unsubscribed.size === 0) return null
  const toGiveUp = epochsOf(member.partitionsPendingRevocation)
  for (const [topicId, epochs] of unsubscribed) for (const [partition, epoch] of epochs) addPartition(toGiveUp, topicId, partition, epoch)
  if (stillOwns(named, toGiveUp)) return moved(member, 'UNREVOKED_PARTITIONS', member.memberEpoch, kept, toGiveUp)
  return moved(member, member.state, member.memberEpoch, kept, epochsOf(member.partitionsPendingRevocation))
}

function moved(
  { memberEpoch: previousMemberEpoch }: ConsumerGroupMember,
  state: MemberState,
  memberEpoch: number,
  assigned: PartitionEpochs,
  pendingRevocation: PartitionEpochs,
): CurrentAssignment {
  return {
    memberEpoch,
    previousMemberEpoch,
    state,
    assignedPartitions: ownedPartitions(assigned),
    partitionsPendingRevocation: ownedPartitions(pendingRevocation),
  }
}
