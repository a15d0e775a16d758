// What the assignors of the classic protocol have in common: the leader of a group gives the partitions of the subscribed topics to the
// members. An assignor is a pure function of the topics and of what the members said in their subscriptions, and the order in which the
// members come makes no difference to it.
// Source: ConsumerPartitionAssignor and AbstractPartitionAssignor of Kafka 4.3.

import type { ConsumerProtocolSubscription } from '../consumer-protocol.ts'
import { compareText } from '../topic-partition.ts'
import type { TopicPartition } from '../topic-partition.ts'

export type AssignorMember = ConsumerProtocolSubscription & {
  readonly memberId: string
  readonly groupInstanceId: string | null
}

export type AssignorTopic = {
  readonly partitionCount: number
  /** By partition, the racks of the brokers that have a replica. Without it nothing is known of racks. */
  readonly replicaRacks?: readonly (readonly string[])[]
}

/** The topics that exist, by name. Those that nobody subscribes to may be there and are left alone. */
export type AssignorTopics = ReadonlyMap<string, AssignorTopic>

/** By member id; every member is there, also when it gets nothing. */
export type Assignment = Map<string, TopicPartition[]>

/** What a member had before it joined again. */
export type PreviousAssignment = {
  /** Null when it has not been given anything yet, not even nothing. */
  readonly partitions: readonly TopicPartition[] | null
  /** -1 when there is none. */
  readonly generationId: number
}

export type ClientAssignor = {
  readonly name: string
  /** Members keep what they own while they rebalance (KIP-429); with the others they give up everything before they join. */
  readonly isCooperative: boolean
  readonly assign: (topics: AssignorTopics, members: readonly AssignorMember[]) => Assignment
  /** What a member's assignor adds to its subscription. */
  readonly subscriptionUserData: (previous: PreviousAssignment) => Uint8Array | null
}

export function noUserData(): null {
  return null
}

export function emptyAssignment(members: readonly AssignorMember[]): Assignment {
  return new Map(members.map(({ memberId }) => [memberId, []]))
}

/** Static members by their instance id, and then the others by member id. So a static member that restarts stands where it stood. */
export function inMemberOrder(members: readonly AssignorMember[]): AssignorMember[] {
  return members.toSorted((left, right) => {
    if (left.groupInstanceId !== null && right.groupInstanceId !== null) return compareText(left.groupInstanceId, right.groupInstanceId)
    if (left.groupInstanceId !== null) return -1
    if (right.groupInstanceId !== null) return 1
    return compareText(left.memberId, right.memberId)
  })
}

/** The topics that somebody subscribes to and that have partitions, by name. */
export function subscribedTopics(topics: AssignorTopics, members: readonly AssignorMember[]): Map<string, AssignorTopic> {
  const subscribed = new Map<string, AssignorTopic>()
  for (const name of [...new Set(members.flatMap((member) => member.topics))].sort(compareText)) {
    const topic = topics.get(name)
    if (topic !== undefined && topic.partitionCount > 0) subscribed.set(name, topic)
  }
  return subscribed
}
