// What the two sticky assignors share: as balanced as possible first, and then as close to what was as possible. Members that all
// subscribe to the same topics have a simple algorithm, all others the general one.
// Source: AbstractStickyAssignor of Kafka 4.3; KIP-54, KIP-429.

import { inJavaHashMapOrder, javaStringHash } from '../java-hash-map.ts'
import { compareText } from '../topic-partition.ts'
import type { TopicPartition } from '../topic-partition.ts'
import { subscribedTopics } from './assignor.ts'
import type { AssignorMember, AssignorTopics, Assignment } from './assignor.ts'
import { constrainedAssignment } from './constrained-assignment.ts'
import { generalAssignment } from './general-assignment.ts'
import { PartitionSpace } from './partition-space.ts'
import { previousOwners } from './previous-owners.ts'
import { Racks } from './racks.ts'
import type { PreviouslyOwned } from './sticky-user-data.ts'

export type StickyAssignment = {
  readonly assignment: Assignment
  /** The partitions that go from one member to another, with the one that gets them; null when the algorithm does not keep track. */
  readonly transferred: ReadonlyMap<TopicPartition, string> | null
}

export function stickyAssignment(
  topics: AssignorTopics,
  members: readonly AssignorMember[],
  previouslyOwned: (member: AssignorMember) => PreviouslyOwned,
): StickyAssignment {
  if (members.length === 0) return { assignment: new Map(), transferred: new Map() }
  // Which of several members keeps one more than the others depends on who is asked first.
  const ordered = inJavaHashMapOrder(members.toSorted(byMemberId), ({ memberId }) => javaStringHash(memberId))
  const subscribed = subscribedTopics(topics, members)
  const space = new PartitionSpace(subscribed)
  const racks = new Racks(space.all, (name) => subscribed.get(name), members)
  const previous = previousOwners(space, ordered, previouslyOwned)
  if (haveEqualSubscriptions(members)) return constrainedAssignment(space, racks, previous)
  return { assignment: generalAssignment(space, racks, previous, ordered), transferred: null }
}

/** Kafka also takes members without any topic for equal to the others when they come first, and gives them what they did not ask for. */
function haveEqualSubscriptions(members: readonly AssignorMember[]): boolean {
  const first = new Set(members[0]?.topics)
  return members.every(({ topics }) => new Set(topics).size === first.size && topics.every((topic) => first.has(topic)))
}

function byMemberId(left: AssignorMember, right: AssignorMember): number {
  return compareText(left.memberId, right.memberId)
}
