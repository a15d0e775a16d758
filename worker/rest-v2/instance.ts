// A consumer instance of REST v2 as its routes see it: called in the name of whoever asks, with what it refuses as the old proxy's errors.
// Source: Errors and KafkaConsumerManager of confluentinc/kafka-rest.
import type { ConsumerAnswer, ConsumerCall, ConsumerRefusal, ConsumerView } from '../../durable/shell/consumers/consumer-call.ts'
import type { V2Format } from '../../schema/records/embedded-format.ts'
import type { EndpointContext } from '../http/endpoint.ts'
import { kafkaRestError } from '../http/kafka-error-status.ts'
import { valueOf } from '../http/outcome.ts'
import { notFound, RestError, unprocessable } from '../http/rest-error.ts'

export const INSTANCE = '/v2/clusters/:cluster_id/consumers/:group_id/instances/:instance_id'

export type InstanceContext = EndpointContext<{ readonly group_id: string; readonly instance_id: string }, unknown, unknown>

export type Done = Extract<ConsumerAnswer, { done: true }>

/** Throws RestError: 404 (40403) when there is no such instance, 409 (40903) for what does not fit its state. */
export async function callInstance(context: InstanceContext, call: ConsumerCall): Promise<Done> {
  const { caller, sandboxId, sandbox, principal, params } = context
  const ref = { groupId: params.group_id, name: params.instance_id, topicPrefix: principal.topicPrefix ?? '' }
  return doneOr(valueOf(await sandbox.callConsumer(caller, ref, call), sandboxId))
}

export function shownIn({ view }: Done): ConsumerView {
  if (view === null) throw new Error('A consumer that is made or described is shown.')
  return view
}

export function doneOr(answer: ConsumerAnswer): Done {
  if (answer.done) return answer
  throw refusal(answer.reason, answer.message)
}

/** What it was made with, in the words of its maker. */
export function optionsOf({ options }: ConsumerView): {
  readonly format: V2Format
  readonly waitMs: number | null
  readonly hasMetadata: boolean
} {
  const { format, waitMs, metadata } = options
  const known = format === 'json' || format === 'text' ? format : 'binary'
  return { format: known, waitMs: waitMs === undefined ? null : Number(waitMs), hasMetadata: metadata === 'true' }
}

function refusal(reason: ConsumerRefusal, message: string): RestError {
  switch (reason) {
    case 'CONSUMER_NOT_FOUND':
      return notFound('Consumer instance not found.', 40403)
    case 'CONSUMER_EXISTS':
      return conflict(40902, 'Consumer with specified consumer ID already exists in the specified consumer group.')
    case 'ILLEGAL_STATE':
      return conflict(40903, message)
    case 'INVALID_CONFIG':
      return unprocessable(message, 42204)
    default:
      return kafkaRestError(reason, message)
  }
}

function conflict(errorCode: number, message: string): RestError {
  return new RestError({ status: 409, errorCode, code: 'INVALID_REQUEST', message })
}
