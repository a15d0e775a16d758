// What the assignors of the coordinator have in common (KIP-848): they work out the target of every member from what each subscribes to and
// from the targets so far. How and when members get there is none of their business.
// Source: ConsumerGroupPartitionAssignor, GroupSpec and TargetAssignmentBuilder of Kafka 4.3.

import { inJavaHashMapOrder, javaStringHash } from '../../java-hash-map.ts'
import { javaUuidHash } from '../../message/uuid.ts'
import { compareText } from '../../topic-partition.ts'

/** By topic id, the partitions of a member in ascending order. A topic without partitions is not in it. */
export type MemberPartitions = ReadonlyMap<string, readonly number[]>

export type ServerAssignorMember = {
  readonly memberId: string
  readonly instanceId: string | null
  /** Ids, because a topic that was deleted and made again is another one. Its own names and what its regular expression was resolved to. */
  readonly subscribedTopicIds: readonly string[]
  /** The member's target so far; empty for a new member. */
  readonly target: MemberPartitions
}

/** By topic id. A topic that is not in it does not exist, and nobody gets anything of it. */
export type PartitionCounts = ReadonlyMap<string, number>

/** By member id; every member is there. */
export type TargetAssignment = Map<string, MemberPartitions>

export type ServerAssignor = {
  readonly name: string
  readonly assign: (members: readonly ServerAssignorMember[], partitionCounts: PartitionCounts) => TargetAssignment
}

/** The order in which Kafka's classes come upon the members. It decides which of them have one partition more than the others. */
export function inHashOrder(members: readonly ServerAssignorMember[]): ServerAssignorMember[] {
  const byId = members.toSorted((left, right) => compareText(left.memberId, right.memberId))
  return inJavaHashMapOrder(byId, ({ memberId }) => javaStringHash(memberId))
}

export function topicsInHashOrder(topicIds: Iterable<string>): string[] {
  return inJavaHashMapOrder([...new Set(topicIds)].sort(compareText), javaUuidHash)
}
