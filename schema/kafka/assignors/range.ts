// The assignor 'range': topic by topic, each member gets a run of neighbouring partitions. Topics with as many partitions and the same
// members are cut alike, so that a member has the same partition numbers of all of them and can join them. Racks are looked at first, as
// far as they leave the sizes and that promise alone.
// Source: RangeAssignor of Kafka 4.3; KIP-881 for the racks.

import { compareTopicPartitions } from '../topic-partition.ts'
import { emptyAssignment, inMemberOrder, noUserData, subscribedTopics } from './assignor.ts'
import type { AssignorMember, AssignorTopic, AssignorTopics, Assignment, ClientAssignor } from './assignor.ts'
import { PartitionSpace } from './partition-space.ts'
import { TopicRanges } from './topic-ranges.ts'

export const rangeAssignor: ClientAssignor = {
  name: 'range',
  isCooperative: false,
  assign: assignRanges,
  subscriptionUserData: noUserData,
}

function assignRanges(topics: AssignorTopics, members: readonly AssignorMember[]): Assignment {
  const assignment = emptyAssignment(members)
  const ranges = rangesOf(subscribedTopics(topics, members), members, assignment)
  const usesRacks = ranges.some(({ racks }) => racks.areUseful)
  if (usesRacks) for (const alike of coPartitioned(ranges)) assignInRacks(alike)
  for (const range of ranges) range.assign(() => true)
  if (usesRacks) for (const partitions of assignment.values()) partitions.sort(compareTopicPartitions)
  return assignment
}

function rangesOf(topics: ReadonlyMap<string, AssignorTopic>, members: readonly AssignorMember[], assignment: Assignment): TopicRanges[] {
  const space = new PartitionSpace(topics)
  const ordered = inMemberOrder(members)
  return Array.from(topics, ([topic, description]) => {
    const readers = ordered.filter((member) => member.topics.includes(topic))
    return new TopicRanges(description, space.partitionsOf(topic), readers, assignment)
  })
}

/** Topics with the same members, in the same racks, and the same number of partitions. */
function coPartitioned(ranges: readonly TopicRanges[]): readonly TopicRanges[][] {
  const groups = new Map<string, TopicRanges[]>()
  for (const range of ranges) {
    const members = range.memberIds.map((memberId) => [memberId, range.racks.rackOf(memberId)])
    const key = JSON.stringify([range.partitions.length, members])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [range])
    else group.push(range)
  }
  return [...groups.values()]
}

function assignInRacks(alike: readonly TopicRanges[]): void {
  const [only] = alike
  if (only === undefined) return
  if (alike.length > 1) assignCoPartitioned(alike, only)
  else if (only.racks.areUseful) only.assign((memberId, partition) => only.racks.match(memberId, partition))
}

/** The partition of one number goes to one member in all topics, and only when all of them match its rack. */
function assignCoPartitioned(alike: readonly TopicRanges[], { memberIds, partitions }: TopicRanges): void {
  for (const { partitionIndex } of partitions) {
    const reader = memberIds.find((memberId) => alike.every((range) => range.suits(memberId, partitionIndex)))
    if (reader === undefined) continue
    for (const range of alike) range.give(reader, range.partitions.slice(partitionIndex, partitionIndex + 1))
  }
}
