// What a member of the classic protocol makes of the coordinator's answers. The leader of the group assigns here.
// Source: AbstractCoordinator (JoinGroupResponseHandler, SyncGroupResponseHandler, HeartbeatResponseHandler) and ConsumerCoordinator.onLeaderElected
// of Kafka 4.3; KIP-394, KIP-814.
import { decodeConsumerProtocolAssignment, decodeConsumerProtocolSubscription } from '../../../schema/kafka/consumer-protocol.ts'
import { kafkaError } from '../../../schema/kafka/errors.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { HeartbeatResponse } from '../../../schema/kafka/requests/heartbeat.ts'
import type { JoinGroupResponse } from '../../../schema/kafka/requests/join-group.ts'
import type { SyncGroupResponse } from '../../../schema/kafka/requests/sync-group.ts'
import { changeClassic, takeAssignment } from './classic-membership.ts'
import { subscribedTopics } from './consumer.ts'
import type { ClassicMember, Consumer, GroupMember, SentRequest } from './consumer.ts'
import { isOfCoordinator, loseCoordinator } from './coordinator.ts'
import { assignWhenKnown } from './lead.ts'
import { failed, loseMembership } from './membership.ts'

export function heardJoin(state: Consumer, member: ClassicMember, response: JoinGroupResponse | null, nowMs: number): Consumer {
  if (member.phase !== 'joining') return state
  const error = response?.error ?? 'COORDINATOR_NOT_AVAILABLE'
  if (response !== null && error === 'NONE') return joined(state, member, response, nowMs)
  if (response !== null && error === 'MEMBER_ID_REQUIRED') return changeClassic(state, member, { memberId: response.memberId })
  return refused(state, member, error, nowMs)
}

function joined(state: Consumer, member: ClassicMember, response: JoinGroupResponse, nowMs: number): Consumer {
  const { generationId, memberId, protocolName, leader, skipAssignment } = response
  const isLeader = leader === memberId
  const next: ClassicMember = {
    ...member,
    phase: isLeader && !skipAssignment ? 'assigning' : 'syncing',
    generationId,
    memberId,
    protocolName,
    rejoinReason: null,
    joinedTopics: subscribedTopics(state),
    lastHeartbeatMs: nowMs,
    notBeforeMs: 0,
    groupMembers: isLeader ? response.members.map(groupMember) : [],
    assignments: [],
    assignedCounts: null,
  }
  return assignWhenKnown({ ...state, member: next }, nowMs)
}

/** Bytes that are no subscription subscribe to nothing. */
function groupMember({ memberId, groupInstanceId, metadata }: JoinGroupResponse['members'][number]): GroupMember {
  const read = decodeConsumerProtocolSubscription(metadata)
  if (read === null) return { memberId, groupInstanceId, topics: [], userData: null, ownedPartitions: [], generationId: -1, rackId: null }
  return { ...read, memberId, groupInstanceId, userData: read.userData === null ? null : [...read.userData] }
}

/** An error of JoinGroup or SyncGroup: tried again, begun anew under another name, or told to who polls. */
function refused(state: Consumer, member: ClassicMember, error: KafkaErrorName, nowMs: number): Consumer {
  const later = { notBeforeMs: nowMs + state.settings.retryBackoffMs, groupMembers: [], assignments: [] }
  if (isOfCoordinator(error)) return loseCoordinator(changeClassic(state, member, { ...later, phase: 'joining' }), nowMs)
  switch (error) {
    case 'COORDINATOR_LOAD_IN_PROGRESS':
    case 'REBALANCE_IN_PROGRESS':
      return changeClassic(state, member, { ...later, phase: 'joining' })
    case 'UNKNOWN_MEMBER_ID':
    case 'ILLEGAL_GENERATION':
    case 'FENCED_INSTANCE_ID':
      return loseMembership(state, error, later.notBeforeMs)
    default:
      return failed(
        loseMembership(state, 'UNKNOWN_MEMBER_ID'),
        error,
        `The group ${state.settings.groupId} cannot be joined: ${kafkaError(error).message}`,
      )
  }
}

export function heardSync(
  state: Consumer,
  member: ClassicMember,
  sent: SentRequest,
  response: SyncGroupResponse | null,
  nowMs: number,
): Consumer {
  if (member.phase !== 'syncing' || sent.generationId !== member.generationId) return state
  const error = response?.error ?? 'COORDINATOR_NOT_AVAILABLE'
  if (response === null || error !== 'NONE') return refused(state, member, error, nowMs)
  const assigned = decodeConsumerProtocolAssignment(response.assignment)?.assignedPartitions ?? []
  return takeAssignment(state, member, assigned, nowMs)
}

export function heardHeartbeat(
  state: Consumer,
  member: ClassicMember,
  sent: SentRequest,
  response: HeartbeatResponse | null,
  nowMs: number,
): Consumer {
  const error = response?.error ?? 'COORDINATOR_NOT_AVAILABLE'
  if (isOfCoordinator(error)) return loseCoordinator(state, nowMs)
  if (sent.generationId !== member.generationId) return state
  switch (error) {
    case 'REBALANCE_IN_PROGRESS':
      if (member.phase !== 'stable' || member.rejoinReason !== null) return state
      return changeClassic(state, member, { rejoinReason: 'group is already rebalancing' })
    case 'UNKNOWN_MEMBER_ID':
    case 'ILLEGAL_GENERATION':
    case 'FENCED_INSTANCE_ID':
      return loseMembership(state, error)
    default:
      return error === 'NONE' || kafkaError(error).retriable ? state : failed(state, error)
  }
}
