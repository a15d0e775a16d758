// The assignor 'shared', which is none of Kafka's: it gives each partition to two members. Nothing in the protocol forbids it, since the
// coordinator hands on whatever the leader says. Every record is then read twice, and the two commit over each other; a lesson shows it.

import { emptyAssignment, inMemberOrder, noUserData, subscribedTopics } from './assignor.ts'
import type { AssignorMember, AssignorTopics, Assignment, ClientAssignor } from './assignor.ts'
import { PartitionSpace } from './partition-space.ts'

const MEMBERS_PER_PARTITION = 2

export const sharedAssignor: ClientAssignor = {
  name: 'shared',
  isCooperative: false,
  assign: assignShared,
  subscriptionUserData: noUserData,
}

/** The partition n of a topic goes to the n-th of its members and to the one behind it. */
function assignShared(topics: AssignorTopics, members: readonly AssignorMember[]): Assignment {
  const assignment = emptyAssignment(members)
  const subscribed = subscribedTopics(topics, members)
  const space = new PartitionSpace(subscribed)
  for (const topic of subscribed.keys()) {
    const readers = inMemberOrder(members.filter((member) => member.topics.includes(topic)))
    const readersEach = Math.min(MEMBERS_PER_PARTITION, readers.length)
    for (const partition of space.partitionsOf(topic)) {
      for (let step = 0; step < readersEach; step++) {
        const reader = readers[(partition.partitionIndex + step) % readers.length]
        assignment.get(reader?.memberId ?? '')?.push(partition)
      }
    }
  }
  return assignment
}
