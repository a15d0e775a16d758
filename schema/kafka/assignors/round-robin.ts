// The assignor 'roundrobin': all partitions of all topics are dealt out like cards, and a member that does not subscribe to the topic is
// passed over. With different subscriptions it is not balanced.
// Source: RoundRobinAssignor of Kafka 4.3.

import { emptyAssignment, inMemberOrder, noUserData, subscribedTopics } from './assignor.ts'
import type { AssignorMember, AssignorTopics, Assignment, ClientAssignor } from './assignor.ts'
import { PartitionSpace } from './partition-space.ts'

export const roundRobinAssignor: ClientAssignor = {
  name: 'roundrobin',
  isCooperative: false,
  assign: assignRoundRobin,
  subscriptionUserData: noUserData,
}

function assignRoundRobin(topics: AssignorTopics, members: readonly AssignorMember[]): Assignment {
  const assignment = emptyAssignment(members)
  const circle = inMemberOrder(members).map(({ memberId, topics: names }) => ({ memberId, topics: new Set(names) }))
  let next = 0
  for (const partition of new PartitionSpace(subscribedTopics(topics, members)).all) {
    // Somebody subscribes to the topic, so the search ends.
    while (circle[next]?.topics.has(partition.topic) === false) next = (next + 1) % circle.length
    assignment.get(circle[next]?.memberId ?? '')?.push(partition)
    next = (next + 1) % circle.length
  }
  return assignment
}
