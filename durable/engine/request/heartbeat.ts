// Heartbeat (API key 12), versions 0 to 4 by meaning.
// Does: keeps a member's session, and tells it when the group rebalances. Costs neither a record nor a write (group/sessions.ts).
// Source: GroupCoordinatorService.heartbeat and GroupMetadataManager.classicGroupHeartbeat of Kafka 4.3.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { isLoaded, refuse } from '../coordinator/ask-coordinator.ts'
import { coordinatorPlace } from '../coordinator/coordinator-place.ts'
import type { CoordinatorPlace } from '../coordinator/coordinator-place.ts'
import { CONSUMER_OFFSETS } from '../coordinator/internal-topics.ts'
import type { Decision } from '../decision.ts'
import { checkMember } from '../group/classic/check-member.ts'
import type { ClassicGroupView } from '../group/classic/classic-group.ts'
import { knownGroup } from '../group/known-group.ts'
import { beatInConsumerGroup } from '../group/migration/classic-member.ts'
import type { InputOf } from '../input.ts'
import type { Step } from '../step.ts'

type Input = InputOf<'Heartbeat'>

export function decideHeartbeat(step: Step, input: Input): Decision {
  const { groupId } = input.request
  if (groupId === '') return refuse(step, input, 'INVALID_GROUP_ID')
  const place = coordinatorPlace(step.cluster, CONSUMER_OFFSETS, groupId, input.brokerId)
  if (!place.ok) return refuse(step, input, place.isTopicMissing ? 'UNKNOWN_MEMBER_ID' : place.error, place.message)
  // A coordinator that is still loading gives every member a new session anyway.
  if (!isLoaded(step.cluster, place)) return step.decision<'Heartbeat'>({ error: 'NONE' })
  return step.decision<'Heartbeat'>({ error: beat(step, input, place) })
}

function beat(step: Step, { request }: Input, { topic, partition }: CoordinatorPlace): KafkaErrorName {
  const membership = knownGroup(step.cluster, partition.partitionIndex, request.groupId)?.membership
  switch (membership?.type) {
    case undefined:
      return 'UNKNOWN_MEMBER_ID'
    case 'consumer':
      return beatInConsumerGroup(step, { topic, partition, groupId: request.groupId }, membership, request)
    case 'classic':
      return beatOfClassic(step, membership, request)
  }
}

function beatOfClassic(step: Step, group: ClassicGroupView, request: Input['request']): KafkaErrorName {
  const { groupId, memberId, groupInstanceId } = request
  const wrong = checkMember(group, memberId, groupInstanceId)
  if (wrong !== null) return wrong
  if (!step.rules.isOfGeneration(request, group)) return 'ILLEGAL_GENERATION'
  switch (group.state) {
    case 'Empty':
    case 'Dead':
      return 'UNKNOWN_MEMBER_ID'
    case 'PreparingRebalance':
      step.hear(groupId, memberId)
      return 'REBALANCE_IN_PROGRESS'
    case 'CompletingRebalance':
    case 'Stable':
      step.hear(groupId, memberId)
      return 'NONE'
  }
}
