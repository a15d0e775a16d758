// Whether a member of a group of the KIP-848 protocol may speak: it names its epoch with everything it asks for.
// Source: GroupMetadataManager.throwIfConsumerGroupMemberEpochIsInvalid, getOrMaybeSubscribeStaticConsumerGroupMember of Kafka 4.3.
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import type { TopicIdPartitions } from '../../../../schema/kafka/requests/consumer-group-heartbeat.ts'
import { STATIC_LEAVING_EPOCH, memberOf, staticMemberOf } from './consumer-group.ts'
import type { ConsumerGroup, ConsumerGroupMember } from './consumer-group.ts'
import { epochsOf, namesOnly } from './owned-partitions.ts'

export type RefusedMember = { readonly error: KafkaErrorName; readonly message: string }

type Named = { readonly memberId: string; readonly instanceId: string | null }

/** A member that is there already, by its id or by its instance id. */
export function knownMember(group: ConsumerGroup, { memberId, instanceId }: Named): ConsumerGroupMember | RefusedMember {
  const member = instanceId === null ? memberOf(group, memberId) : staticMemberOf(group, instanceId)
  if (member === undefined) {
    const who = instanceId === null ? `Member ${memberId}` : `Instance id ${instanceId}`
    return { error: 'UNKNOWN_MEMBER_ID', message: `${who} is not a member of the group.` }
  }
  if (member.memberId === memberId) return member
  const message = `Static member ${memberId} with instance id ${instanceId} was fenced by member ${member.memberId}.`
  return { error: 'FENCED_INSTANCE_ID', message }
}

/** Null while nobody uses the instance id, or who used it has left for a while. */
export function refuseUnreleased({ memberId, memberEpoch }: ConsumerGroupMember, { instanceId }: Named): RefusedMember | null {
  if (memberEpoch === STATIC_LEAVING_EPOCH) return null
  return { error: 'UNRELEASED_INSTANCE_ID', message: `Instance id ${instanceId} is owned by member ${memberId}.` }
}

/**
 * A member may come with its epoch, or with the one before as long as it names nothing but what it was given since: then the answer with the
 * new epoch was lost.
 */
export function refuseEpoch(
  member: ConsumerGroupMember,
  memberEpoch: number,
  named: readonly TopicIdPartitions[] | null,
): RefusedMember | null {
  if (memberEpoch === member.memberEpoch) return null
  const isRetry = memberEpoch < member.memberEpoch && memberEpoch === member.previousMemberEpoch
  if (isRetry && named !== null && namesOnly(named, epochsOf(member.assignedPartitions))) return null
  const which = memberEpoch > member.memberEpoch ? 'greater' : 'smaller'
  const message = `The member has a ${which} epoch (${memberEpoch}) than the coordinator knows (${member.memberEpoch}). It must abandon all its partitions and join again.`
  return { error: 'FENCED_MEMBER_EPOCH', message }
}
