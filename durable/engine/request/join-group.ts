// JoinGroup (API key 11), versions 0 to 9 by meaning.
// Does: makes a member of a group of the classic protocol, and answers when all have joined: who leads, in which generation, and by which protocol.
//   A member without an id is given one first (KIP-394); a static one takes the place that it had (KIP-345).
// Does not: check the group.instance.id's characters, which the formats in front of the engine do.
// Source: GroupCoordinatorService.joinGroup and GroupMetadataManager.classicGroupJoin of Kafka 4.3.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { JoinGroupResponse } from '../../../schema/kafka/requests/join-group.ts'
import { MAX_GROUPS, MAX_MEMBER_NAME_CHARACTERS, MAX_MEMBER_PROTOCOLS } from '../../../schema/limits.ts'
import { askCoordinator } from '../coordinator/ask-coordinator.ts'
import type { CoordinatorPlace } from '../coordinator/coordinator-place.ts'
import { CONSUMER_OFFSETS } from '../coordinator/internal-topics.ts'
import type { Decision } from '../decision.ts'
import { answerOnceWritten, waitForGroup } from '../group/classic/answer-classic.ts'
import { ClassicDraft } from '../group/classic/classic-draft.ts'
import { joinClassicGroup } from '../group/classic/join.ts'
import { refuseGroupId } from '../group/group-id.ts'
import { groupCount } from '../group/group-count.ts'
import { knownGroup } from '../group/known-group.ts'
import { joinConsumerGroup } from '../group/migration/classic-join.ts'
import type { InputOf } from '../input.ts'
import type { Step } from '../step.ts'
import { refuseFullSandbox } from './refuse-full-sandbox.ts'

type Input = InputOf<'JoinGroup'>

export function decideJoinGroup(step: Step, input: Input): Decision {
  const { groupId, sessionTimeoutMs, memberId } = input.request
  const wrong = refuseGroupId(groupId)
  if (wrong !== null) return refused(step, wrong, memberId)
  if (saysTooMuch(input)) return refused(step, 'POLICY_VIOLATION', memberId)
  const { groupMinSessionTimeoutMs, groupMaxSessionTimeoutMs } = step.cluster.effectiveBrokerConfigs
  if (sessionTimeoutMs < groupMinSessionTimeoutMs || sessionTimeoutMs > groupMaxSessionTimeoutMs) {
    return refused(step, 'INVALID_SESSION_TIMEOUT', memberId)
  }
  return askCoordinator(step, input, CONSUMER_OFFSETS, groupId, (place) => join(step, input, place))
}

/** Of names, of which a member's id is made, and of protocols, which are compared with those of all the others. */
function saysTooMuch({ request }: Input): boolean {
  const { clientId, groupInstanceId, protocols } = request
  const longest = Math.max(clientId.length, groupInstanceId?.length ?? 0)
  return longest > MAX_MEMBER_NAME_CHARACTERS || protocols.length > MAX_MEMBER_PROTOCOLS
}

function join(step: Step, { request }: Input, { topic, partition }: CoordinatorPlace): Decision {
  const { groupId, memberId } = request
  const known = knownGroup(step.cluster, partition.partitionIndex, groupId)
  // Only who has no id yet begins a group.
  if (known === null && memberId !== '') return refused(step, 'UNKNOWN_MEMBER_ID', memberId)
  const hasRoom = known !== null || groupCount(step.cluster) < MAX_GROUPS
  if (!hasRoom || refuseFullSandbox(step, 0) !== null) return refused(step, 'POLICY_VIOLATION', memberId)
  const membership = known?.membership ?? null
  const place = { topic, partition, groupId }
  if (membership?.type === 'consumer' && membership.members.length > 0) return joinConsumerGroup(step, place, membership, request)
  // A group of the new protocol that nobody is in makes room for a classic one, which begins with somebody who has no id yet.
  if (membership?.type === 'consumer' && memberId !== '') return refused(step, 'UNKNOWN_MEMBER_ID', memberId)
  const draft = new ClassicDraft(step, place, membership)
  const outcome = joinClassicGroup(draft, request)
  switch (outcome.kind) {
    case 'refused':
      return refused(step, outcome.error, outcome.memberId)
    case 'joining':
      return waitForGroup<'JoinGroup'>(draft, 'join', outcome.memberId, failure('COORDINATOR_NOT_AVAILABLE', outcome.memberId))
    case 'answered':
      return answerOnceWritten<'JoinGroup'>(draft, outcome.response)
  }
}

function refused(step: Step, error: KafkaErrorName, memberId: string): Decision {
  return step.decision<'JoinGroup'>(failure(error, memberId))
}

function failure(error: KafkaErrorName, memberId: string): JoinGroupResponse {
  const nobody = { generationId: -1, protocolType: null, protocolName: null, leader: '', skipAssignment: false, members: [] }
  return { error, ...nobody, memberId }
}
