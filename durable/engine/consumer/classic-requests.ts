// What a member of the classic protocol sends, and when.
// Source: AbstractCoordinator (sendJoinGroupRequest, HeartbeatThread, maybeLeaveGroup) and ConsumerCoordinator.metadata of Kafka 4.3.
import { encodeConsumerProtocolAssignment, encodeConsumerProtocolSubscription } from '../../../schema/kafka/consumer-protocol.ts'
import type { RequestOf } from '../../../schema/kafka/requests/apis.ts'
import type { JoinGroupRequest } from '../../../schema/kafka/requests/join-group.ts'
import { present } from '../assert.ts'
import { assignorOf, isCooperative } from './client-assignors.ts'
import { subscribedTopics } from './consumer.ts'
import type { ClassicMember, Consumer } from './consumer.ts'
import { NO_GENERATION } from './membership.ts'
import { namesOf } from './partitions.ts'

type ClassicRequest = RequestOf<'JoinGroup'> | RequestOf<'SyncGroup'> | RequestOf<'Heartbeat'>

/** ConsumerProtocol.PROTOCOL_TYPE. */
const CONSUMER_PROTOCOL_TYPE = 'consumer'

const JOIN_GROUP_VERSION = 9
const SYNC_GROUP_VERSION = 5

/** A JoinGroup may be answered as late as the slowest member joins, and a little later. */
export const JOIN_PATIENCE_MS = 5_000

/** When the member wants to send something; null while it waits for an answer, for its host or for a poll. */
export function classicDueMs(state: Consumer, member: ClassicMember): number | null {
  const isOut = (api: string): boolean => state.inFlight.some((request) => request.api === api)
  switch (member.phase) {
    case 'joining':
      return isOut('JoinGroup') || state.commits.length > 0 ? null : member.notBeforeMs
    case 'syncing':
      return isOut('SyncGroup') ? heartbeatDueMs(state, member) : member.notBeforeMs
    case 'preparing':
    case 'assigning':
    case 'stable':
      return heartbeatDueMs(state, member)
    default:
      return null
  }
}

function heartbeatDueMs({ inFlight, settings }: Consumer, member: ClassicMember): number | null {
  const isOut = inFlight.some(({ api }) => api === 'Heartbeat')
  if (isOut || member.generationId === NO_GENERATION) return null
  return Math.max(member.lastHeartbeatMs + settings.heartbeatIntervalMs, member.notBeforeMs)
}

/** What it sends when that time has come. */
export function classicRequest(state: Consumer, member: ClassicMember, groupId: string): ClassicRequest {
  const { memberId, generationId, phase } = member
  const { groupInstanceId } = state.settings
  if (phase === 'joining') return { api: 'JoinGroup', request: joinRequest(state, member, groupId) }
  const isSyncing = phase === 'syncing' && !state.inFlight.some(({ api }) => api === 'SyncGroup')
  if (!isSyncing) return { api: 'Heartbeat', request: { groupId, generationId, memberId, groupInstanceId } }
  const assignments = member.assignments.map((one) => {
    return { memberId: one.memberId, assignment: encodeConsumerProtocolAssignment({ assignedPartitions: one.partitions, userData: null }) }
  })
  const named = { apiVersion: SYNC_GROUP_VERSION, groupId, generationId, memberId, groupInstanceId }
  return {
    api: 'SyncGroup',
    request: { ...named, protocolType: CONSUMER_PROTOCOL_TYPE, protocolName: member.protocolName, assignments },
  }
}

function joinRequest(state: Consumer, member: ClassicMember, groupId: string): JoinGroupRequest {
  const { settings, identity } = state
  return {
    apiVersion: JOIN_GROUP_VERSION,
    groupId,
    sessionTimeoutMs: settings.sessionTimeoutMs,
    rebalanceTimeoutMs: settings.maxPollIntervalMs,
    memberId: member.memberId,
    groupInstanceId: settings.groupInstanceId,
    protocolType: CONSUMER_PROTOCOL_TYPE,
    protocols: settings.partitionAssignmentStrategy.map((name) => ({ name, metadata: subscriptionBytes(state, member, name) })),
    reason: member.rejoinReason ?? '',
    clientId: settings.clientId,
    clientHost: identity.clientHost,
  }
}

/** Eager members own nothing when they join; their sticky assignor remembers in bytes of its own. */
function subscriptionBytes(state: Consumer, member: ClassicMember, assignorName: string): Uint8Array {
  const assignor = present(assignorOf(assignorName), `assignor ${assignorName}`)
  const { previousPartitions: partitions, previousGenerationId: generationId } = member
  const keeps = isCooperative(state.settings.partitionAssignmentStrategy)
  return encodeConsumerProtocolSubscription({
    topics: subscribedTopics(state),
    userData: assignor.subscriptionUserData({ partitions, generationId }),
    ownedPartitions: keeps ? namesOf(state.partitions) : [],
    generationId: member.generationId,
    rackId: state.settings.clientRack === '' ? null : state.settings.clientRack,
  })
}
