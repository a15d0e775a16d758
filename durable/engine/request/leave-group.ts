// LeaveGroup (API key 13), versions 3 to 5 by meaning; older ones name one member and have its error for their own.
// Does: takes members out of a group at once, static ones too: by their id, or by their instance id alone.
// Source: GroupCoordinatorService.leaveGroup and GroupMetadataManager.classicGroupLeave of Kafka 4.3; KIP-345.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { LeaveGroupResponse } from '../../../schema/kafka/requests/leave-group.ts'
import { REQUEST_TIMEOUT_MS } from '../../../schema/limits.ts'
import { askCoordinator, refuse } from '../coordinator/ask-coordinator.ts'
import type { CoordinatorPlace } from '../coordinator/coordinator-place.ts'
import { CONSUMER_OFFSETS } from '../coordinator/internal-topics.ts'
import type { Decision } from '../decision.ts'
import { answerOnceWritten } from '../group/classic/answer-classic.ts'
import { ClassicDraft } from '../group/classic/classic-draft.ts'
import { leaveClassicGroup } from '../group/classic/leave.ts'
import { knownGroup } from '../group/known-group.ts'
import { leaveConsumerGroup } from '../group/migration/classic-member.ts'
import type { InputOf } from '../input.ts'
import type { Step } from '../step.ts'
import { errorOfAppend } from '../transaction/append-errors.ts'

type Input = InputOf<'LeaveGroup'>

export function decideLeaveGroup(step: Step, input: Input): Decision {
  const { groupId } = input.request
  if (groupId === '') return refuse(step, input, 'INVALID_GROUP_ID')
  return askCoordinator(step, input, CONSUMER_OFFSETS, groupId, (place) => leave(step, input, place))
}

function leave(step: Step, input: Input, { topic, partition }: CoordinatorPlace): Decision {
  const { request } = input
  const { groupId, members } = request
  const membership = knownGroup(step.cluster, partition.partitionIndex, groupId)?.membership
  switch (membership?.type) {
    case 'consumer': {
      const { errors, appended } = leaveConsumerGroup(step, { topic, partition, groupId }, membership, members)
      const response = responseOf(request, errors)
      if (appended === null) return step.decision<'LeaveGroup'>(response)
      if (!appended.ok) return refuse(step, input, errorOfAppend(appended.error))
      const deadlineMs = step.nowMs + REQUEST_TIMEOUT_MS
      return step.decision<'LeaveGroup'>(response, { kind: 'coordinator', deadlineMs, partitions: [appended.waiting] })
    }
    case undefined: {
      const errors = members.map((): KafkaErrorName => 'UNKNOWN_MEMBER_ID')
      return step.decision<'LeaveGroup'>(responseOf(request, errors))
    }
    case 'classic': {
      const draft = new ClassicDraft(step, { topic, partition, groupId }, membership)
      const errors = leaveClassicGroup(draft, members)
      return answerOnceWritten<'LeaveGroup'>(draft, responseOf(request, errors))
    }
  }
}

function responseOf({ members }: Input['request'], errors: readonly KafkaErrorName[]): LeaveGroupResponse {
  const answered = members.map(({ memberId, groupInstanceId }, index) => {
    return { memberId, groupInstanceId, error: errors[index] ?? 'UNKNOWN_SERVER_ERROR' }
  })
  return { error: 'NONE', members: answered }
}
