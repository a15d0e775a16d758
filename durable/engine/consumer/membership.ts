// What both protocols have in common: how a consumer becomes a member, under what name and in which generation it speaks, and how it stops being
// one.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { kafkaError } from '../../../schema/kafka/errors.ts'
import type { ClassicMember, Consumer, ConsumerMember, Member } from './consumer.ts'

export const NO_GENERATION = -1

export function newMember({ groupId, groupProtocol }: Consumer['settings']): Member {
  if (groupId === null) return { protocol: 'none' }
  return groupProtocol === 'classic' ? newClassicMember() : newConsumerMember()
}

function newClassicMember(): ClassicMember {
  return {
    protocol: 'classic',
    phase: 'unjoined',
    memberId: '',
    generationId: NO_GENERATION,
    protocolName: null,
    rejoinReason: null,
    joinedTopics: [],
    lastHeartbeatMs: 0,
    notBeforeMs: 0,
    groupMembers: [],
    assignments: [],
    assignedCounts: null,
    previousPartitions: null,
    previousGenerationId: NO_GENERATION,
  }
}

function newConsumerMember(): ConsumerMember {
  return {
    protocol: 'consumer',
    phase: 'unjoined',
    memberEpoch: 0,
    heartbeatIntervalMs: 0,
    lastHeartbeatMs: 0,
    notBeforeMs: 0,
    target: null,
    toldTopics: null,
    toldPartitions: null,
  }
}

/** Its next heartbeat is due now, whatever the interval says: for a host that lets it speak now and then only. */
export function withHeartbeatDue(state: Consumer): Consumer {
  const { member } = state
  return member.protocol === 'none' ? state : { ...state, member: { ...member, lastHeartbeatMs: 0 } }
}

/** The generation or the epoch to commit in, -1 without a membership by choice; null while there should be one and is none. */
export function generationOf({ member }: Consumer): number | null {
  switch (member.protocol) {
    case 'none':
      return NO_GENERATION
    case 'classic':
      return member.generationId === NO_GENERATION || member.memberId === '' ? null : member.generationId
    case 'consumer':
      return member.memberEpoch > 0 ? member.memberEpoch : null
  }
}

export function memberIdOf({ member, identity }: Consumer): string {
  if (member.protocol === 'none') return ''
  return member.protocol === 'classic' ? member.memberId : identity.memberUuid
}

/**
 * The coordinator does not know the member any more, or not in this generation. What it had is lost; the next poll says so and joins again.
 *
 * @param notBeforeMs keeps one that was refused when it joined from trying again without a pause.
 */
export function loseMembership(state: Consumer, error: KafkaErrorName, notBeforeMs = 0): Consumer {
  const { member } = state
  if (member.protocol === 'none') return state
  const lost = error === 'FENCED_INSTANCE_ID' ? failed(state, error) : state
  if (member.protocol === 'consumer') return { ...lost, member: { ...newConsumerMember(), phase: 'fenced', notBeforeMs } }
  // A member of another generation is still a member, and goes on under its name.
  const memberId = error === 'ILLEGAL_GENERATION' ? member.memberId : ''
  const { previousPartitions, previousGenerationId } = member
  return { ...lost, member: { ...newClassicMember(), memberId, notBeforeMs, previousPartitions, previousGenerationId } }
}

/** The next poll throws it. */
export function failed(state: Consumer, error: KafkaErrorName, message: string = kafkaError(error).message): Consumer {
  return { ...state, error: state.error ?? { error, message } }
}
