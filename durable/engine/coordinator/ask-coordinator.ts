// How a request gets to its coordinator. The topic that coordinators write to is made when the first client asks for one; the request then waits
// until its partitions have leaders, as a client of Kafka would that asks again and again.
// Source: KafkaApis.getCoordinator and handleFindCoordinatorRequest, DefaultAutoTopicCreationManager of Kafka 4.3.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { REQUEST_TIMEOUT_MS } from '../../../schema/limits.ts'
import type { ClusterView } from '../cluster.ts'
import type { Decision } from '../decision.ts'
import type { RequestInput } from '../input.ts'
import { errorReply } from '../request/error-reply.ts'
import { hasController } from '../request/on-its-way.ts'
import type { Step } from '../step.ts'
import { coordinatorPlace } from './coordinator-place.ts'
import type { CoordinatorPlace } from './coordinator-place.ts'
import { makeCoordinatorTopic, TRANSACTION_STATE } from './internal-topics.ts'
import type { CoordinatorTopic } from './internal-topics.ts'

/** Lets the coordinator of `key` decide, or answers why nobody can. */
export function askCoordinator(
  step: Step,
  input: RequestInput,
  topicName: CoordinatorTopic,
  key: string,
  decide: (place: CoordinatorPlace) => Decision,
): Decision {
  const place = coordinatorPlace(step.cluster, topicName, key, input.brokerId)
  if (place.ok) return isLoaded(step.cluster, place) ? decide(place) : refuse(step, input, 'COORDINATOR_LOAD_IN_PROGRESS')
  if (!place.isTopicMissing) return refuse(step, input, place.error, place.message)
  // Who names a broker believes to know the coordinator. Only looking for it makes the topic.
  return input.brokerId === null ? afterMaking(step, input, topicName) : refuse(step, input, 'NOT_COORDINATOR')
}

/** Makes the topic, and carries the request out when that is done. */
export function afterMaking(step: Step, input: RequestInput, topicName: CoordinatorTopic): Decision {
  if (!hasController(step.cluster)) return refuse(step, input, 'COORDINATOR_NOT_AVAILABLE', 'There is no controller to make the topic.')
  const refusal = makeCoordinatorTopic(step, topicName)
  if (refusal !== null) return refuse(step, input, 'COORDINATOR_NOT_AVAILABLE', refusal.message)
  return waitFor(step, input, topicName, step.nowMs + REQUEST_TIMEOUT_MS)
}

/** Carries the request out again when something changes in the topic. */
export function waitFor(step: Step, input: RequestInput, topicName: CoordinatorTopic, deadlineMs: number): Decision {
  const { response } = errorReply(input, 'COORDINATOR_NOT_AVAILABLE', null)
  return step.decision(response, { kind: 'again', deadlineMs, topics: [topicName] })
}

/** An answer that is an error, with whatever the step has noted. */
export function refuse(step: Step, input: RequestInput, error: KafkaErrorName, message: string | null = null): Decision {
  return step.decision(errorReply(input, error, message).response)
}

/** A partition that holds nothing has nothing to be loaded. */
export function isLoaded(
  { transactionCoordinators, groupCoordinators }: ClusterView,
  { topic, partition }: Pick<CoordinatorPlace, 'topic' | 'partition'>,
): boolean {
  const { log, partitionIndex } = partition
  if (log.logEndOffset === log.logStartOffset) return true
  return (topic.name === TRANSACTION_STATE ? transactionCoordinators : groupCoordinators).has(partitionIndex)
}
