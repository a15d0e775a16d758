// The common end of all requests that change a transaction: the change is written to the coordinator's log, and answered when it is committed
// there.
import type { KafkaApi, KafkaApis } from '../../../schema/kafka/requests/apis.ts'
import { REQUEST_TIMEOUT_MS } from '../../../schema/limits.ts'
import type { CoordinatorPlace } from '../coordinator/coordinator-place.ts'
import { refuse } from '../coordinator/ask-coordinator.ts'
import type { Decision } from '../decision.ts'
import type { RequestInput } from '../input.ts'
import type { Step } from '../step.ts'
import { errorOfAppend } from './append-errors.ts'
import { appendTransition } from './append-transition.ts'
import type { Append } from './transaction-decision.ts'

export function answerOnceCommitted(
  step: Step,
  input: RequestInput,
  { topic, partition }: CoordinatorPlace,
  decided: Append<unknown>,
  response: KafkaApis[KafkaApi]['response'],
): Decision {
  const appended = appendTransition(step, topic, partition, decided)
  if (!appended.ok) return refuse(step, input, errorOfAppend(appended.error))
  const deadlineMs = step.nowMs + REQUEST_TIMEOUT_MS
  return step.decision(response, { kind: 'coordinator', deadlineMs, partitions: [appended.waiting] })
}
