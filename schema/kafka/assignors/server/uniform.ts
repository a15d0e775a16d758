// The assignor 'uniform', the coordinator's default: as balanced as possible first, and then as close to the targets so far as possible.
// Source: UniformAssignor of the group coordinator of Kafka 4.3.

import type { PartitionCounts, ServerAssignor, ServerAssignorMember, TargetAssignment } from './server-assignor.ts'
import { assignHeterogeneous } from './uniform-heterogeneous.ts'
import { assignHomogeneous } from './uniform-homogeneous.ts'

export const uniformAssignor: ServerAssignor = { name: 'uniform', assign: assignUniformly }

function assignUniformly(members: readonly ServerAssignorMember[], partitionCounts: PartitionCounts): TargetAssignment {
  return isHomogeneous(members) ? assignHomogeneous(members, partitionCounts) : assignHeterogeneous(members, partitionCounts)
}

function isHomogeneous(members: readonly ServerAssignorMember[]): boolean {
  const first = new Set(members[0]?.subscribedTopicIds)
  return members.every(({ subscribedTopicIds }) => {
    const topicIds = new Set(subscribedTopicIds)
    return topicIds.size === first.size && [...topicIds].every((topicId) => first.has(topicId))
  })
}
