// ConsumerGroupHeartbeat (API key 68), versions 0 and 1 by meaning.
// Does: everything a member of a KIP-848 group asks of its coordinator: it joins with epoch 0, says what it subscribes to and what it owns, is told
//   what it may have, leaves with epoch -1 or, as a static member, for a while with -2. Regular expressions are resolved here. An answer that tells of
//   something new waits until that is committed; a heartbeat that changes nothing writes nothing.
// Does not: every regular expression (safe-pattern.ts), nor a rebalance because the racks of replicas changed.
// Source: GroupCoordinatorService.consumerGroupHeartbeat and GroupMetadataManager of Kafka 4.3; KIP-848, KIP-1082, KIP-1263.
import type {
  ConsumerGroupHeartbeatRequest,
  ConsumerGroupHeartbeatResponse,
} from '../../../schema/kafka/requests/consumer-group-heartbeat.ts'
import { REQUEST_TIMEOUT_MS } from '../../../schema/limits.ts'
import { askCoordinator, refuse } from '../coordinator/ask-coordinator.ts'
import type { CoordinatorPlace } from '../coordinator/coordinator-place.ts'
import { CONSUMER_OFFSETS } from '../coordinator/internal-topics.ts'
import type { Decision } from '../decision.ts'
import { decideMember } from '../group/consumer/decide-member.ts'
import { writtenSoFar } from '../group/consumer/write-group.ts'
import { refuseHeartbeat } from '../group/consumer/request-checks.ts'
import type { GroupPlace } from '../group/group-place.ts'
import type { InputOf } from '../input.ts'
import type { Step } from '../step.ts'
import { errorOfAppend } from '../transaction/append-errors.ts'
import { randomUuid } from '../uuid.ts'

type Input = InputOf<'ConsumerGroupHeartbeat'>

export function decideConsumerGroupHeartbeat(step: Step, input: Input): Decision {
  const refused = refuseHeartbeat(input.request, step.cluster.effectiveBrokerConfigs.groupConsumerAssignors)
  if (refused !== null) return refuse(step, input, refused.error, refused.message)
  return askCoordinator(step, input, CONSUMER_OFFSETS, input.request.groupId, (place) => decideCoordinated(step, input, place))
}

function decideCoordinated(step: Step, input: Input, { topic, partition }: CoordinatorPlace): Decision {
  const request = withMemberId(step, input.request)
  const place = { topic, partition, groupId: request.groupId }
  const decided = decideMember(step, place, request)
  if (!decided.ok) return refuse(step, input, decided.error, decided.message)
  const { response, write } = decided
  if (write === null) return answerOnceCommitted(step, place, response)
  const appended = write()
  if (!appended.ok) return refuse(step, input, errorOfAppend(appended.error))
  const deadlineMs = step.nowMs + REQUEST_TIMEOUT_MS
  return step.decision<'ConsumerGroupHeartbeat'>(response, { kind: 'coordinator', deadlineMs, partitions: [appended.waiting] })
}

/** Clients of version 0 leave it to the coordinator to name them. */
function withMemberId(step: Step, request: ConsumerGroupHeartbeatRequest): ConsumerGroupHeartbeatRequest {
  return request.memberId === '' ? { ...request, memberId: randomUuid(step.random) } : request
}

function answerOnceCommitted(step: Step, place: GroupPlace, response: ConsumerGroupHeartbeatResponse): Decision {
  const { log } = place.partition
  if (log.highWatermark >= log.logEndOffset) return step.decision<'ConsumerGroupHeartbeat'>(response)
  const deadlineMs = step.nowMs + REQUEST_TIMEOUT_MS
  return step.decision<'ConsumerGroupHeartbeat'>(response, { kind: 'coordinator', deadlineMs, partitions: [writtenSoFar(place).waiting] })
}
