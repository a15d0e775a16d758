// The assignor 'cooperative-sticky': members go on reading while they rebalance. A partition that changes hands is given to nobody at
// first; whoever had it gives it up and joins again, and in that second round the partition goes to its new owner.
// Source: CooperativeStickyAssignor of Kafka 4.3; KIP-429.

import { topicPartitionKey } from '../topic-partition.ts'
import type { TopicPartition } from '../topic-partition.ts'
import type { AssignorMember, AssignorTopics, Assignment, ClientAssignor } from './assignor.ts'
import { stickyAssignment } from './sticky-assignment.ts'
import { cooperativePreviouslyOwned, encodeCooperativeUserData } from './sticky-user-data.ts'

export const cooperativeStickyAssignor: ClientAssignor = {
  name: 'cooperative-sticky',
  isCooperative: true,
  assign: assignCooperatively,
  subscriptionUserData: encodeCooperativeUserData,
}

function assignCooperatively(topics: AssignorTopics, members: readonly AssignorMember[]): Assignment {
  const { assignment, transferred } = stickyAssignment(topics, members, cooperativePreviouslyOwned)
  for (const [partition, memberId] of transferred ?? transferredPartitions(members, assignment)) {
    const partitions = assignment.get(memberId) ?? []
    partitions.splice(partitions.indexOf(partition), 1)
  }
  return assignment
}

/** What one member gets new and another does not get again. */
function transferredPartitions(members: readonly AssignorMember[], assignment: Assignment): Map<TopicPartition, string> {
  const gained: [TopicPartition, string][] = []
  const lost = new Set<string>()
  for (const { memberId, ownedPartitions } of members) {
    const assigned = assignment.get(memberId) ?? []
    const ownedKeys = new Set(ownedPartitions.map(topicPartitionKey))
    const assignedKeys = new Set(assigned.map(topicPartitionKey))
    for (const partition of assigned) if (!ownedKeys.has(topicPartitionKey(partition))) gained.push([partition, memberId])
    for (const key of ownedKeys) if (!assignedKeys.has(key)) lost.add(key)
  }
  return new Map(gained.filter(([partition]) => lost.has(topicPartitionKey(partition))))
}
