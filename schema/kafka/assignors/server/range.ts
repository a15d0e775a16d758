// The assignor 'range' of the coordinator: topic by topic, each member gets a run of neighbouring partitions, and topics with as many
// partitions and the same members are cut alike. Nothing sticks to a member but its place: static members stand first, by instance id.
// Source: RangeAssignor of the group coordinator of Kafka 4.3.

import { compareText } from '../../topic-partition.ts'
import type { PartitionCounts, ServerAssignor, ServerAssignorMember, TargetAssignment } from './server-assignor.ts'

export const serverRangeAssignor: ServerAssignor = { name: 'range', assign: assignRanges }

function assignRanges(members: readonly ServerAssignorMember[], partitionCounts: PartitionCounts): TargetAssignment {
  const ordered = inMemberOrder(members)
  const targets = new Map(ordered.map(({ memberId }) => [memberId, new Map<string, readonly number[]>()]))
  for (const [topicId, partitionCount] of partitionCounts) {
    const readers = ordered.filter(({ subscribedTopicIds }) => subscribedTopicIds.includes(topicId))
    const quota = Math.floor(partitionCount / readers.length)
    const extraPartitions = partitionCount % readers.length
    for (const [index, { memberId }] of readers.entries()) {
      const first = quota * index + Math.min(index, extraPartitions)
      const length = quota + (index < extraPartitions ? 1 : 0)
      if (length > 0)
        targets.get(memberId)?.set(
          topicId,
          Array.from({ length }, (_, step) => first + step),
        )
    }
  }
  return targets
}

function inMemberOrder(members: readonly ServerAssignorMember[]): ServerAssignorMember[] {
  return members.toSorted((left, right) => {
    if (left.instanceId !== null && right.instanceId !== null) return compareText(left.instanceId, right.instanceId)
    if (left.instanceId !== null) return -1
    if (right.instanceId !== null) return 1
    return compareText(left.memberId, right.memberId)
  })
}
