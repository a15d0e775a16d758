// What the coordinators of groups know, as plain data: who is in them, who reads what, and how far they have read.
import { CONSUMER_PROTOCOL_TYPE, decodeConsumerProtocolAssignment } from '../../../schema/kafka/consumer-protocol.ts'
import type { ClusterView } from '../../engine/cluster.ts'
import { factsOfGroup } from '../../engine/group/any-group.ts'
import type { ClassicGroupView, ClassicMemberView } from '../../engine/group/classic/classic-group.ts'
import type { ConsumerGroupMember } from '../../engine/group/consumer/consumer-group.ts'
import { groupOf } from '../../engine/group/group-offsets.ts'
import { groupIdsIn, knownGroup } from '../../engine/group/known-group.ts'
import type { KnownGroup } from '../../engine/group/known-group.ts'
import { bytesOfText } from '../../engine/group/stored-bytes.ts'

export type GroupView = {
  readonly groupId: string
  readonly coordinator: number
  readonly type: 'classic' | 'consumer'
  readonly state: string
  /** The generation of a classic group, the epoch of one of KIP-848. */
  readonly generation: number
  readonly protocolType: string
  readonly protocolName: string | null
  readonly leader: string | null
  readonly members: readonly GroupMemberView[]
  readonly committed: readonly GroupOffsetView[]
  /** What open transactions will have committed when they are. */
  readonly pending: readonly (GroupOffsetView & { readonly producerId: number })[]
}

export type GroupMemberView = {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly clientId: string
  readonly clientHost: string
  /** Null where the protocol is not the consumers' own, and nobody can tell what was assigned. */
  readonly assignment: readonly { readonly topic: string; readonly partitionIndex: number }[] | null
}

export type GroupOffsetView = { readonly topic: string; readonly partitionIndex: number; readonly offset: number }

export function groupViews(cluster: ClusterView): GroupView[] {
  const views: GroupView[] = []
  for (const [partitionIndex, { brokerId: coordinator }] of cluster.groupCoordinators) {
    for (const groupId of groupIdsIn(cluster, partitionIndex)) {
      const group = knownGroup(cluster, partitionIndex, groupId)
      if (group !== null) views.push({ groupId, coordinator, ...membershipView(cluster, group), ...offsetsView(group) })
    }
  }
  return views
}

type MembershipView = Omit<GroupView, 'groupId' | 'coordinator' | 'committed' | 'pending'>

function membershipView(cluster: ClusterView, { membership }: KnownGroup): MembershipView {
  const facts = factsOfGroup(membership)
  switch (membership?.type) {
    case undefined:
      return { ...facts, generation: 0, protocolName: null, leader: null, members: [] }
    case 'classic': {
      const { generationId: generation, protocolName, leader, members } = membership
      return { ...facts, generation, protocolName, leader, members: members.map((member) => memberView(membership, member)) }
    }
    case 'consumer': {
      const members = membership.members.map((member) => consumerMemberView(cluster, member))
      return { ...facts, generation: membership.groupEpoch, protocolName: null, leader: null, members }
    }
  }
}

function memberView({ protocolType }: ClassicGroupView, member: ClassicMemberView): GroupMemberView {
  const { memberId, groupInstanceId, clientId, clientHost, assignment } = member
  const isConsumer = protocolType === CONSUMER_PROTOCOL_TYPE
  const decoded = isConsumer ? decodeConsumerProtocolAssignment(bytesOfText(assignment)) : null
  // A member that has nothing yet, or was left out, has no bytes to decode.
  const assigned = isConsumer && assignment === '' ? [] : (decoded?.assignedPartitions ?? null)
  return { memberId, groupInstanceId, clientId, clientHost, assignment: assigned }
}

/** Topics that were deleted have no name any more. */
function consumerMemberView({ topics }: ClusterView, member: ConsumerGroupMember): GroupMemberView {
  const { memberId, instanceId: groupInstanceId, clientId, clientHost, assignedPartitions } = member
  const names = new Map(Array.from(topics.values(), ({ topicId, name }) => [topicId, name]))
  const assignment = assignedPartitions.flatMap(({ topicId, partitions }) => {
    const topic = names.get(topicId)
    return topic === undefined ? [] : partitions.map((partitionIndex) => ({ topic, partitionIndex }))
  })
  return { memberId, groupInstanceId, clientId, clientHost, assignment }
}

function offsetsView({ offsets }: KnownGroup): Pick<GroupView, 'committed' | 'pending'> {
  const { committed, pending } = offsets ?? groupOf(new Map(), '')
  const pendingViews = pending.flatMap((one) => one.offsets.map((offset) => ({ ...offsetView(offset), producerId: one.producerId })))
  return { committed: committed.map(offsetView), pending: pendingViews }
}

function offsetView({ topic, partitionIndex, offset }: GroupOffsetView): GroupOffsetView {
  return { topic, partitionIndex, offset }
}
