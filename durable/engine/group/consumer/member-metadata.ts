// What members say of themselves, compared and put together.
import type { ConsumerGroupHeartbeatRequest } from '../../../../schema/kafka/requests/consumer-group-heartbeat.ts'
import { compareText } from '../../../../schema/kafka/topic-partition.ts'
import type { ClassicMemberMetadata, ConsumerGroupMember, MemberMetadata } from './consumer-group.ts'

/** What the request leaves out stays as it was. Whoever sends it speaks the new protocol from here on. */
export function metadataAfter(before: MemberMetadata, request: ConsumerGroupHeartbeatRequest): MemberMetadata {
  const { subscribedTopicNames: names } = request
  return {
    instanceId: request.instanceId ?? before.instanceId,
    rackId: request.rackId ?? before.rackId,
    clientId: request.clientId,
    clientHost: request.clientHost,
    subscribedTopicNames: names === null ? before.subscribedTopicNames : namesInOrder(names),
    subscribedTopicRegex: request.subscribedTopicRegex ?? before.subscribedTopicRegex,
    rebalanceTimeoutMs: request.rebalanceTimeoutMs === -1 ? before.rebalanceTimeoutMs : request.rebalanceTimeoutMs,
    serverAssignor: request.serverAssignor ?? before.serverAssignor,
    classicMember: null,
  }
}

export function namesInOrder(names: readonly string[]): string[] {
  return [...new Set(names)].sort(compareText)
}

/** The member's own words, without what the coordinator knows of it. */
export function metadataIn(member: ConsumerGroupMember): MemberMetadata {
  const { instanceId, rackId, clientId, clientHost, subscribedTopicNames, subscribedTopicRegex } = member
  const { rebalanceTimeoutMs, serverAssignor, classicMember } = member
  const ofClient = { instanceId, rackId, clientId, clientHost }
  return { ...ofClient, subscribedTopicNames, subscribedTopicRegex, rebalanceTimeoutMs, serverAssignor, classicMember }
}

export function isSameMetadata(left: MemberMetadata, right: MemberMetadata): boolean {
  if (!isSameNames(left.subscribedTopicNames, right.subscribedTopicNames)) return false
  if (!isSameClassicMember(left.classicMember, right.classicMember)) return false
  const fields = ['instanceId', 'rackId', 'clientId', 'clientHost', 'subscribedTopicRegex', 'rebalanceTimeoutMs', 'serverAssignor'] as const
  return fields.every((field) => left[field] === right[field])
}

export function isSameNames(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name, index) => name === right[index])
}

function isSameClassicMember(left: ClassicMemberMetadata | null, right: ClassicMemberMetadata | null): boolean {
  if (left === null || right === null) return left === right
  return (
    left.sessionTimeoutMs === right.sessionTimeoutMs &&
    left.supportedProtocols.length === right.supportedProtocols.length &&
    left.supportedProtocols.every(({ name, metadata }, index) => {
      return name === right.supportedProtocols[index]?.name && metadata === right.supportedProtocols[index].metadata
    })
  )
}
