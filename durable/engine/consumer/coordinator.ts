// Who coordinates the consumer's group, as far as it knows.
// Source: AbstractCoordinator.lookupCoordinator, FindCoordinatorResponseHandler and markCoordinatorUnknown of Kafka 4.3.
import { kafkaError } from '../../../schema/kafka/errors.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { FindCoordinatorResponse } from '../../../schema/kafka/requests/find-coordinator.ts'
import type { Consumer } from './consumer.ts'

export function loseCoordinator(state: Consumer, nowMs: number): Consumer {
  if (state.coordinator.brokerId === null) return state
  return { ...state, coordinator: { brokerId: null, notBeforeMs: nowMs + state.settings.retryBackoffMs } }
}

/** These errors say that somebody else coordinates now, or nobody yet. */
export function isOfCoordinator(error: KafkaErrorName): boolean {
  return error === 'COORDINATOR_NOT_AVAILABLE' || error === 'NOT_COORDINATOR'
}

/** No response stands for a connection that ended without one. */
export function heardCoordinator(state: Consumer, response: FindCoordinatorResponse | null, nowMs: number): Consumer {
  const [found] = response?.coordinators ?? []
  if (found?.error === 'NONE') return { ...state, coordinator: { brokerId: found.nodeId, notBeforeMs: nowMs } }
  const again = { ...state, coordinator: { brokerId: null, notBeforeMs: nowMs + state.settings.retryBackoffMs } }
  if (found === undefined || kafkaError(found.error).retriable) return again
  return { ...again, error: state.error ?? { error: found.error, message: found.errorMessage ?? kafkaError(found.error).message } }
}
