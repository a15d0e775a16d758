// What is asked of a group whatever protocol it speaks. Each answer is that of the group's own kind.
// Source: the interface Group of Kafka 4.3.
import { CONSUMER_PROTOCOL_TYPE } from '../../../schema/kafka/consumer-protocol.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { ClusterView } from '../cluster.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import { checkCommit } from './classic/check-member.ts'
import type { Committer } from './classic/check-member.ts'
import { emptyClassicGroup } from './classic/classic-group.ts'
import { subscribedTopicsOf } from './classic/protocol-vote.ts'
import { consumerGroupState } from './consumer/consumer-group-state.ts'
import { topicNamesOfAll } from './consumer/subscriptions.ts'
import { refuseCommit as refuseEpochCommit, refuseFetch as refuseEpochFetch, refusePartition } from './consumer/validate-offsets.ts'
import type { CommittedOffset } from './group-offsets.ts'
import type { PartitionKey } from '../partition-key.ts'
import type { KnownGroup } from './known-group.ts'
import type { GroupMembership } from './membership.ts'

type Membership = DeepReadonly<GroupMembership> | null

export type CommitOf = Committer & {
  /** Of OffsetCommit; null for TxnOffsetCommit. */
  readonly apiVersion: number | null
}

const KNOWS_GROUP_NOT_FOUND_SINCE = 9

/** Whether offsets may be committed in somebody's name; null when they may. A group that is not known is made by whoever is no member. */
export function refuseCommit(group: KnownGroup | null, committer: CommitOf): KafkaErrorName | null {
  const { generationId, apiVersion } = committer
  if (group === null) {
    if (generationId < 0) return null
    return apiVersion !== null && apiVersion >= KNOWS_GROUP_NOT_FOUND_SINCE ? 'GROUP_ID_NOT_FOUND' : 'ILLEGAL_GENERATION'
  }
  const { membership } = group
  switch (membership?.type) {
    case undefined:
      return checkCommit(emptyClassicGroup(0), committer, apiVersion === null)
    case 'classic':
      return checkCommit(membership, committer, apiVersion === null)
    case 'consumer':
      return refuseEpochCommit(membership, { ...committer, memberEpoch: generationId })
  }
}

/** Whether the offset of one partition may be committed in the name of somebody who may commit at all. */
export function refusePartitionCommit(
  cluster: ClusterView,
  group: KnownGroup | null,
  committer: CommitOf,
  partition: PartitionKey,
): KafkaErrorName | null {
  if (group?.membership?.type !== 'consumer') return null
  return refusePartition(cluster, group.membership, { ...committer, memberEpoch: committer.generationId }, partition)
}

/** Whether offsets may be fetched in somebody's name; who names neither member nor epoch may always. */
export function refuseFetch(group: KnownGroup | null, memberId: string | null, memberEpoch: number): KafkaErrorName | null {
  if (memberId === null && memberEpoch < 0) return null
  if (group === null) return memberEpoch < 0 ? null : 'GROUP_ID_NOT_FOUND'
  return group.membership?.type === 'consumer' ? refuseEpochFetch(group.membership, memberId, memberEpoch) : null
}

/** Whether nobody is in it. */
export function isEmptyGroup(membership: Membership): boolean {
  switch (membership?.type) {
    case undefined:
      return true
    case 'classic':
      return membership.state === 'Empty'
    case 'consumer':
      return membership.members.length === 0
  }
}

export type GroupFacts = { readonly type: 'classic' | 'consumer'; readonly state: string; readonly protocolType: string }

/** What a list of groups shows. */
export function factsOfGroup(membership: Membership): GroupFacts {
  switch (membership?.type) {
    case undefined:
      return { type: 'classic', state: 'Empty', protocolType: '' }
    case 'classic':
      return { type: 'classic', state: membership.state, protocolType: membership.protocolType ?? '' }
    case 'consumer':
      return { type: 'consumer', state: consumerGroupState(membership), protocolType: CONSUMER_PROTOCOL_TYPE }
  }
}

/** Whether offsets of the group may be deleted at all: those of consumers, topic by topic, or of a group that nobody is in. */
export function refuseOffsetDelete(membership: Membership): KafkaErrorName | null {
  const isOfConsumers = factsOfGroup(membership).protocolType === CONSUMER_PROTOCOL_TYPE
  return isOfConsumers || isEmptyGroup(membership) ? null : 'NON_EMPTY_GROUP'
}

/** Whether members read the topic, as far as the coordinator can tell: their offsets in it are not to be deleted. */
export function isSubscribedTo(membership: Membership, topic: string): boolean {
  switch (membership?.type) {
    case undefined:
      return false
    case 'classic':
      return subscribedTopicsOf(membership)?.has(topic) === true
    case 'consumer':
      return topicNamesOfAll(membership).includes(topic)
  }
}

/** From when on the offset gets old, milliseconds; null while it does not. */
export function offsetAgesFromMs(membership: Membership, { commitTimestampMs }: CommittedOffset): number | null {
  switch (membership?.type) {
    case undefined:
    case 'consumer':
      return commitTimestampMs
    case 'classic': {
      const { state, protocolType, stateTimestampMs } = membership
      if (protocolType === null) return commitTimestampMs
      if (state === 'Empty') return stateTimestampMs === -1 ? commitTimestampMs : stateTimestampMs
      return state === 'Stable' && subscribedTopicsOf(membership) !== null ? commitTimestampMs : null
    }
  }
}
